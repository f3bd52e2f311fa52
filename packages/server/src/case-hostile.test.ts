import { startPostgres } from '@kaiwu/testkit'
import { expect, it, onTestFinished } from 'vitest'
import { routes } from './routes.ts'
import { caseOf, caseServer, deciding, sentLeave } from './test-case-server.ts'
import type { Returned } from './test-served.ts'

it.each(['sqlite', 'postgres'] as const)(
  'no text and no body makes cases on %s fail',
  async (kind) => {
    const server = kind === 'postgres' ? await startPostgres() : undefined
    const at = await caseServer(server ? { environment: { KAIWU_DATABASE: server.url } } : {})
    onTestFinished(async () => {
      await at.close()
      await server?.close()
    })
    const [zhang, li, admin, shen] = [await at.as('zhang'), await at.as('li'), await at.as('admin'), await at.as('shen')]
    const { id } = caseOf(await sentLeave(zhang))
    const strange = ['\0', '\ud800', '\u202e', '%', "';--", '__proto__', 'constructor', '../..', '𠮷'.repeat(20)]
    const inAddress = strange.map((text) => encodeURIComponent(text === '\ud800' ? '\uffff' : text))
    const failed: string[] = []
    const note = ({ status, text }: Returned, what: string) => void (status >= 500 ? failed.push(`${what}: ${text}`) : undefined)
    for (const word of inAddress) {
      const reads = [
        'cases/:',
        'cases/:/history',
        'cases?text=:',
        'cases?no=:',
        'cases?after=:',
        'cases?type=:&state=:',
        'log?case=:',
        'log?actor=:',
      ]
      for (const path of [...reads, 'deliveries?case=:', 'cases/:/export', `cases/:/files/${'a'.repeat(64)}`]) {
        const client = path.startsWith('log') ? shen : path.startsWith('del') ? admin : zhang
        note(await client.get(path.replaceAll(':', word)), path + word)
      }
      const writes = [
        `cases/${id}/actions/:`,
        `cases/${id}/events/:`,
        'cases/:/comments',
        'notices/:/read',
        'jobs/:/retry',
        'deliveries/:/retry',
      ]
      for (const path of writes) note(await admin.post(path.replace(':', word), { text: 'x' }), path + word)
    }
    for (const text of strange) {
      const draft = await zhang.post(
        'cases',
        { type: 'leave', fields: { reason: `${text}${text}事由事由` } },
        deciding(await li.get(`cases/${id}`)),
      )
      note(draft, `start ${text}`)
      note(await zhang.post(`cases/${id}/comments`, { text: `${text}说明` }), `comment ${text}`)
      const seen = await li.get(`cases/${id}`)
      note(await li.post(`cases/${id}/delegation`, { to: text }, deciding(seen)), `delegation ${text}`)
      note(await li.post(`cases/${id}/extension`, { deadline: text, comment: text }, deciding(seen)), `extension ${text}`)
      note(await admin.post(`cases/${id}/reroute`, { to: text, comment: text }, deciding(seen)), `reroute ${text}`)
      note(
        await li.post(`cases/${id}/signature`, { decision: 'return', to: text, comment: text }, deciding(seen)),
        `return ${text}`,
      )
    }
    const posts = routes.filter(
      ({ tag, method, body }) => tag === 'cases' && method === 'post' && body?.type === 'application/json',
    )
    const bodies = [
      'null',
      '[]',
      '1',
      '"x"',
      '{',
      '',
      '{"a":1}',
      '{"__proto__":{"x":1}}',
      `{"values":${'['.repeat(70)}${']'.repeat(70)}}`,
    ]
    const more = [
      '{"values":[]}',
      '{"fields":7,"type":{}}',
      '{"values":{"days":{"lc":1}},"proposals":[{}]}',
      '{"values":{"days":1e999}}',
    ]
    for (const { path } of posts)
      for (const body of [...bodies, ...more]) {
        const address = path
          .replace('/api/solutions/:name/', '')
          .replace(':id', id)
          .replace(/:action|:event/, 'submit')
        const headers = { 'content-type': 'application/json', ...deciding(await li.get(`cases/${id}`)) }
        note(await li.send('POST', address, headers, body), `${address} ${body}`)
      }
    expect(failed).toEqual([])
    expect(({} as { x?: number }).x).toBeUndefined()
  },
  60_000,
)
