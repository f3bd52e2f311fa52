import { startPglite, startPostgres, tempFolder, type TempFolder } from '@kaiwu/testkit'
import { afterAll, describe, expect, it, type TestContext } from 'vitest'
import { deskFiles } from '../test-desk.ts'
import { runKaiwu } from '../test-run-kaiwu.ts'

const pglite = await startPglite()
const postgres = await startPostgres()
afterAll(async () => {
  await postgres?.close()
  await pglite.close()
})

async function desk({ onTestFinished }: TestContext): Promise<TempFolder> {
  const folder = await tempFolder(deskFiles)
  onTestFinished(() => folder.remove())
  return folder
}

type Finding = { check: string; state: string; fault?: string; text: { en: string } }

async function doctor(path: string, url: string) {
  const { code, out } = await runKaiwu(['doctor', path, '--json'], { env: { KAIWU_DATABASE: url } })
  const { findings } = JSON.parse(out) as { findings: Finding[] }
  return { code, out, of: (check: string) => findings.find((finding) => finding.check === check) }
}

const servers: [name: string, url: string | undefined, pgvector: string][] = [
  ['PGlite', pglite.url, 'good'],
  ['PostgreSQL', postgres?.url, postgres?.hasVector ? 'good' : 'weaker'],
]

// A server that is away is waited for: beside the others, which work meanwhile.
describe.concurrent.for(servers.filter(([, url]) => url !== undefined))('kaiwu doctor on %s', ([, url, pgvector]) => {
  it('tells of the server, of pgvector and of what is held, and makes nothing', { timeout: 60_000 }, async (test) => {
    const folder = await desk(test)
    const empty = await doctor(folder.path, url!)
    expect([empty.code, empty.of('store')]).toMatchObject([
      0,
      { state: 'good', text: { en: expect.stringContaining('no data yet') } },
    ])
    const { code } = await runKaiwu(['ingest', folder.path], { env: { KAIWU_DATABASE: url! } })
    expect(code).toBe(0)
    const full = await doctor(folder.path, url!)
    expect([full.code, full.of('pgvector'), full.of('store')]).toMatchObject([
      0,
      { state: pgvector },
      { state: 'good', text: { en: expect.stringMatching(/PostgreSQL \d+.*: 2 documents, 3 passages$/) } },
    ])
    const asked = await runKaiwu(['search', folder.path, '水泵'], { env: { KAIWU_DATABASE: url! } })
    expect(asked.code).toBe(0)
  })
})

describe.concurrent('kaiwu doctor on a database that it cannot use', () => {
  it.for([
    ['nobody listens', 'postgresql://kaiwu:geheim-wort@127.0.0.1:1/postgres', 'cannot be reached'],
    ['the URL is none', 'postgresql://kaiwu:geheim-wort@:x/y', 'not right'],
    ...(postgres ? [['the password is wrong', postgres.url.replace(/:[^:@]+@/, ':geheim-wort@'), 'refused the login']] : []),
  ])('says so and never the password: %s', { timeout: 60_000 }, async ([, url, said], test) => {
    const { path } = await desk(test)
    const [{ code, out, of }, ingest] = await Promise.all([
      doctor(path, url!),
      runKaiwu(['ingest', path], { env: { KAIWU_DATABASE: url! } }),
    ])
    expect([code, of('store')]).toMatchObject([
      78,
      { state: 'broken', fault: 'operator', text: { en: expect.stringContaining(said!) } },
    ])
    expect(out).not.toContain('geheim')
    expect([ingest.code, `${ingest.out}${ingest.err}`.includes('geheim')]).toEqual([78, false])
  })
})
