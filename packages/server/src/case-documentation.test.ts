import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { unzipped } from '../../cases/src/export/test-unzip.ts'
import { routes } from './routes.ts'
import { caseFiles, caseServer } from './test-case-server.ts'

const docs = new URL('../../../docs/', import.meta.url)
const read = (name: string): Promise<string> => readFile(new URL(name, docs), 'utf8')
const blocks = (page: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, block = '']) => block)

it('the example of docs/http.md starts, signs and exports a case of the type of docs/cases.md', async () => {
  const [type] = blocks(await read('cases.md'), 'yaml')
  const at = await caseServer({ files: { ...caseFiles(), 'cases/leave.yaml': type! } })
  const folder = await mkdtemp(join(tmpdir(), 'kaiwu-curl-'))
  onTestFinished(async () => {
    await at.close()
    await rm(folder, { recursive: true })
  })
  const example = blocks(await read('http.md'), 'sh').find((block) => block.includes('/signature'))
  const { stdout } = await promisify(execFile)('bash', ['-eu', '-o', 'pipefail', '-c', example!], {
    cwd: folder,
    env: { ...process.env, U: at.url },
  })
  expect(JSON.parse(stdout)).toMatchObject({ case: { type: 'leave', state: 'granted' } })
  const files = await unzipped(await readFile(join(folder, 'leave.zip')))
  expect([...files.keys()].some((path) => path.endsWith('/SHA256SUMS'))).toBe(true)
}, 60_000)

it('docs/http.md names every route of cases and of the log', async () => {
  const page = await read('http.md')
  const section = page.slice(page.indexOf('\n## Cases\n'), page.indexOf('\n## OpenAI-compatible\n'))
  const missing = routes
    .filter(({ tag }) => tag === 'cases' || tag === 'log')
    .map(({ path }) => path.replace('/api/solutions/:name/', ''))
    .filter((path) => !section.includes(`\`${path}\``) && !section.includes(`\`…${path.replace('cases/:id', '')}\``))
  expect(missing).toEqual([])
})
