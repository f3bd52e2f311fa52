import { agreementOf, verifyLog, type Agreement } from '@kaiwu/cases'
import { startPglite, startPostgres } from '@kaiwu/testkit'
import { afterAll, describe, expect, it } from 'vitest'
import { caseDesk, findAndAsk, outcomeOf, type CaseDeskOptions } from './test-case-desk.ts'

// A real server where there is one; PGlite is there on every machine.
const postgres = await startPostgres()
const pglite = postgres ? undefined : await startPglite()
afterAll(async () => {
  await postgres?.close()
  await pglite?.close()
})
const bases: readonly (readonly [string, Pick<CaseDeskOptions, 'postgres'>])[] = [
  ['SQLite', {}],
  [postgres ? 'a real PostgreSQL' : 'PGlite', { postgres: { url: (postgres ?? pglite)!.url, schema: `steps_${process.pid}` } }],
]
const steps = `${findAndAsk}
      - { classify: content, by: data/kinds.csv, into: kind }
      - { run: steps/day.ts, into: [day] }`
const words: Readonly<Record<string, string>> = { 环卫: '垃圾没人收', 供水: '家里停水了', 噪声: '工地半夜打桩' }
const rows = Object.entries(words).flatMap(([label, text]) =>
  ['', '请问', '反映', '求助'].map((opening) => `${opening}${text},${label}`),
)
const files = {
  'data/kinds.csv': `text,label\n${rows.join('\n')}\n`,
  'steps/day.ts': `export default ({ today }) => ({ day: today })\n`,
}

describe.each(bases)('the steps of a case on %s', (_, base) => {
  it('search, ask, classify and run, each once, and the log verifies', { timeout: 120_000 }, async () => {
    const answer = '{"amount": {"value": 1500, "passage": 1, "quote": "租房补贴标准为每人每月1500元"}}'
    const desk = await caseDesk({ ...base, steps, files, model: { answer } })
    const view = await desk.sent({ content: '反映垃圾没人收，另问人才租房补贴标准' })
    const { proposals, fields, evidence } = view.record
    expect(proposals.map(({ by, values }) => [by, Object.keys(values)])).toEqual([
      ['model', ['amount']],
      ['classifier', ['kind']],
    ])
    expect([Object.keys(fields).sort(), evidence.length > 0]).toEqual([['content', 'day'], true])
    const log = await desk.log(view)
    expect(log.filter(({ action }) => action === 'case.stepDone').map(({ detail }) => detail?.['verb'])).toEqual([
      'find',
      'ask',
      'classify',
      'run',
    ])
    expect([desk.api!.hits.chat, outcomeOf(log, 'ask')['calls']]).toEqual([1, 1])
    // What was said to a step is not kept beyond its record.
    expect(await desk.database.all('SELECT * FROM caseReplies')).toEqual([])
    const asked = { caseType: 'subsidy', field: 'kind', last: 20 }
    expect(await agreementOf(desk.database, asked)).toEqual({ decided: 0, agreed: 0 } satisfies Agreement)
    await desk.act(view, {
      action: 'confirm',
      proposals: proposals.map(({ id, values }) => ({ id, field: Object.keys(values)[0]!, decision: 'accepted' })),
    })
    expect(await agreementOf(desk.database, asked)).toEqual({ decided: 1, agreed: 1 })
    expect(await agreementOf(desk.database, { ...asked, field: 'level' })).toEqual({ decided: 0, agreed: 0 })
    const [row] = await desk.database.all<{ score: number; margin: number }>('SELECT score, margin FROM caseAgreement')
    expect([row!.score, row!.margin]).toEqual([proposals[1]!.score, proposals[1]!.margin])
    expect((await verifyLog(desk.database)).problems).toEqual([])
  })
})
