import { tempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { served } from './test-served.ts'

const page = {
  'index.html': '<!doctype html><script type="module" src="./assets/index-1a2b.js"></script>',
  'assets/index-1a2b.js': 'export {}',
  'favicon.svg': '<svg/>',
  '.env': 'SECRET=1',
}

async function withPage(files: Readonly<Record<string, string>> = page) {
  const folder = await tempFolder(files)
  onTestFinished(() => folder.remove())
  return served({ console: true, consoleFolder: folder.path })
}

describe('the page', () => {
  it('is asked for anew each time, and its hashed files never again', async () => {
    const { send } = await withPage()
    for (const path of ['/', '/index.html', '/favicon.svg'])
      expect(await send(path)).toMatchObject({ status: 200, headers: { 'cache-control': 'no-cache' } })
    expect(await send('/')).toMatchObject({ text: page['index.html'], headers: { 'content-type': 'text/html; charset=utf-8' } })
    expect(await send('/assets/index-1a2b.js')).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'public, max-age=31536000, immutable' },
    })
  })

  it('is never given for a file that is missing or not its own', async () => {
    const { send } = await withPage()
    for (const path of [
      '/assets/index-0000.js',
      '/nosuch',
      '/.env',
      '/..%2f..%2fetc%2fpasswd',
      '/%2e%2e/solution.yaml',
      '/assets/%00',
    ]) {
      expect(await send(path, { headers: { accept: 'text/html' } })).toMatchObject({
        status: 404,
        body: { code: 'ROUTE_NOT_FOUND' },
      })
    }
  })

  it('does not stand in the way of the API', async () => {
    const { send } = await withPage({ ...page, 'api/solutions': 'a file' })
    expect((await send('/api/solutions')).text).toContain('"desk"')
  })

  it('says when it has not been built: in HTML to a browser, as a problem to programs', async () => {
    const { send } = await withPage({})
    const shown = await send('/', { headers: { accept: 'text/html,*/*;q=0.8', 'accept-language': 'en' } })
    expect(shown).toMatchObject({ status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } })
    expect(shown.text).toContain('run npm run build first')
    expect(await send('/')).toMatchObject({ status: 503, body: { code: 'CONSOLE_NOT_BUILT' } })
    expect((await send('/api/solutions')).status).toBe(200)
  })

  it('can be left out', async () => {
    const { send } = await served({ console: false })
    expect(await send('/')).toMatchObject({ status: 404, body: { code: 'ROUTE_NOT_FOUND' } })
  })
})
