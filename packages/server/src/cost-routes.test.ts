import type { Money } from '@kaiwu/core'
import type { CallOutcome, Ledger } from '@kaiwu/models'
import { workCost, workCostKeys, type WorkCostKey, type WorkCostLine } from '@kaiwu/solution'
import { startPostgres, type PostgresServer } from '@kaiwu/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { workCostReply } from './schemas/cost.ts'
import { caseFiles, caseOf, caseServer, type CaseServer, type Client, codeOf, deciding, sentLeave } from './test-case-server.ts'

const prices = `prices:
  leave: { granted: 80 CNY, refused: 0.5 CNY }
`
const files = { ...caseFiles(), 'solution.yaml': `${caseFiles()['solution.yaml']}${prices}` }
const cny = (micros: number): Money => ({ micros, currency: 'CNY' })

/** Writes a call into the ledger, as a meter would. */
function charge(
  ledger: Ledger,
  to: Readonly<Record<string, string>>,
  call: Readonly<{ model?: string; at?: number; cost?: Money }>,
): void {
  const { model = 'deepseek/deepseek-flash', at = Date.now(), cost } = call
  const id = ledger.reserve({ kind: 'chat', model, chargedTo: to, at, deadline: at + 60_000, ...(cost ? { most: cost } : {}) })
  const settled = {
    outcome: 'ok' as CallOutcome,
    usage: { promptTokens: 10, completionTokens: 3, estimated: false },
    elapsedMs: 5,
  }
  ledger.settle(id, { ...settled, ...(cost ? { cost } : {}) })
}

type Reply = z.output<typeof workCostReply>
const lineOf = ({ lines }: Reply, ...values: string[]) =>
  lines.find(({ group }) => JSON.stringify(group.map(({ value }) => value)) === JSON.stringify(values))

describe.each(['sqlite', 'postgres'] as const)('the cost over HTTP on %s', (kind) => {
  let at: CaseServer
  let server: PostgresServer | undefined
  let ledger: Ledger
  let admin: Client
  const ids: Record<'granted' | 'refused' | 'dropped' | 'open', string> = { granted: '', refused: '', dropped: '', open: '' }
  const read = async (query: string): Promise<Reply> => workCostReply.parse((await admin.get(`cost?${query}`)).body)

  beforeAll(async () => {
    server = kind === 'postgres' ? await startPostgres() : undefined
    at = await caseServer({ files, environment: server ? { KAIWU_DATABASE: server.url } : {} })
    ledger = at.solutions[0]!.models.ledger!
    admin = await at.as('admin')
    const [zhang, li] = [await at.as('zhang'), await at.as('li')]
    for (const [name, decision] of [
      ['granted', 'approve'],
      ['refused', 'reject'],
    ] as const) {
      const sent = await sentLeave(zhang)
      ids[name] = caseOf(sent).id
      const seen = await li.get(`cases/${ids[name]}`)
      const signed = await li.post(`cases/${ids[name]}/signature`, { decision, comment: '已核对' }, deciding(seen))
      expect(caseOf(signed).state).toBe(name)
    }
    const dropped = await sentLeave(zhang)
    ids.dropped = caseOf(dropped).id
    await zhang.post(`cases/${ids.dropped}/cancellation`, { comment: '不请了' }, deciding(dropped))
    ids.open = caseOf(await sentLeave(zhang)).id
    const to = (one: string, more = {}) => ({ solution: 'desk', case: one, step: 'work.0', ...more })
    charge(ledger, to(ids.granted), { cost: cny(1_200_001) })
    // A call of last year: no part of what was spent this year, and a part of what the case cost.
    charge(ledger, to(ids.granted), { cost: cny(2), at: Date.parse('2020-01-01T00:00:00Z') })
    charge(ledger, to(ids.refused), { cost: { micros: 7, currency: 'USD' }, model: 'openai/gpt-4.1' })
    charge(ledger, to(ids.dropped), {})
    charge(ledger, to(ids.open), { cost: cny(30) })
    charge(ledger, to('ans_1', { user: '=HYPERLINK("x")' }), { cost: cny(400) })
    charge(ledger, { solution: 'desk' }, { cost: cny(5) })
    charge(ledger, { solution: 'other', case: 'ans_9' }, { cost: cny(999_999_999) })
    charge(ledger, {}, { cost: cny(11) })
  }, 120_000)
  afterAll(async () => {
    await at?.close()
    await server?.close()
  })

  it('is for who may see it, and for nobody else', async () => {
    for (const path of ['cost', 'cost/export']) {
      for (const login of ['zhang', 'li', 'wang'])
        expect(codeOf(await (await at.as(login)).get(path))).toEqual([403, 'RIGHT_MISSING'])
      expect((await (await at.as('')).get(path)).status).toBe(401)
      for (const login of ['admin', 'shen']) expect((await (await at.as(login)).get(path)).status).toBe(200)
      expect((await (await at.withKey('admin', ['cost.read'])).get(path)).status).toBe(200)
      expect(codeOf(await (await at.withKey('admin', ['case.read'])).get(path))[0]).toBe(403)
    }
  })

  it.each(['by=', 'by=money', 'by=day,day,x', 'from=yesterday', 'to=2026-02-30', 'sql=1', 'by=day,model,step,user,key'])(
    'is not told by %s',
    async (query) => {
      expect(codeOf(await admin.get(`cost?${query}`))).toEqual([400, 'REQUEST_INVALID'])
    },
  )

  it('tells what was spent apart from what cases that ended cost, were charged at, and left', async () => {
    const reply = await read('by=workflow,outcome&from=2021-01-01')
    expect(lineOf(reply, 'leave', 'leave.granted')).toMatchObject({
      group: [{ title: { zh: '请假' } }, { title: { zh: 'granted' } }],
      spent: { calls: 1, cost: [cny(1_200_001)] },
      ended: {
        cases: 1,
        cost: [cny(1_200_003)],
        perCase: [cny(1_200_003)],
        charged: [cny(80_000_000)],
        margin: [cny(78_799_997)],
      },
    })
    expect(lineOf(reply, 'leave', 'leave.refused')?.ended).toMatchObject({
      charged: [cny(500_000)],
      // Nobody has said what a dollar is worth.
      margin: [cny(500_000), { micros: -7, currency: 'USD' }],
    })
    expect(lineOf(reply, 'leave', 'leave.dropped')).toMatchObject({
      spent: { unpriced: 1, cost: [] },
      ended: { cases: 1, unpriced: 1, priced: 0, charged: [], margin: [] },
    })
    expect(lineOf(reply, 'leave', 'leave.')).toMatchObject({ group: [{}, { title: { en: 'Under way' } }], ended: { cases: 0 } })
    expect(lineOf(reply, '#answers', '')?.spent).toMatchObject({ calls: 1, cases: 1, cost: [cny(400)] })
    expect(lineOf(reply, '', '')?.spent).toMatchObject({ calls: 1, cases: 0, cost: [cny(5)] })
    expect(reply.total.ended).toMatchObject({
      cases: 3,
      priced: 2,
      charged: [cny(80_500_000)],
      perCase: [cny(400_001), { micros: 3 }],
    })
    expect(reply.elsewhere).toMatchObject({ calls: 1, cost: [cny(11)] })
    expect(JSON.stringify(reply)).not.toContain('999999999')
  })

  it('names a case by its number, and a case that cost nothing has ended too', async () => {
    const reply = await read('by=case')
    expect(lineOf(reply, ids.granted)?.group[0]?.title.zh).toMatch(/^QJ-/)
    const past = await read('by=workflow&from=2030-01-01')
    expect([past.lines, past.total.spent.calls, past.total.ended?.cases]).toEqual([[], 0, 0])
  })

  it('comes to what the ledger says, however it is put together', async () => {
    const random = seeded(7)
    const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!
    const solution = at.solutions[0]!
    const cases = [...Object.values(ids), 'ans_2', 'ans_3', 'case_gone', undefined]
    for (let made = 0; made < 200; made++) {
      const of = pick(cases)
      const cost = pick([
        cny(Math.floor(random() * 1e9)),
        { micros: Math.floor(random() * 1e6), currency: 'USD' } as const,
        undefined,
      ])
      charge(
        ledger,
        { solution: 'desk', step: pick(['a', 'b']), ...(of ? { case: of } : {}) },
        {
          model: pick(['a/x', 'b/y']),
          at: Date.parse('2026-03-01T12:00:00Z') + Math.floor(random() * 40) * 86_400_000,
          ...(cost ? { cost } : {}),
        },
      )
    }
    const period = { from: '2026-03-05', to: '2026-03-20' }
    const filter = { solution: 'desk', from: Date.parse('2026-03-04T16:00:00Z'), to: Date.parse('2026-03-20T16:00:00Z') }
    const [truth] = ledger.report([], filter)
    expect(truth!.calls).toBeGreaterThan(20)
    const pairs: readonly (readonly WorkCostKey[])[] = [
      ...workCostKeys.map((key) => [key]),
      ['workflow', 'outcome'],
      ['day', 'department', 'outcome'],
    ]
    for (const by of pairs) {
      const { lines, total } = await workCost(solution, { by, ...period })
      for (const sums of [summed(lines), total.spent])
        expect({ by, ...sums }).toMatchObject({ by, calls: truth!.calls, unpriced: truth!.unpriced, cost: truth!.cost })
    }
  })

  it('is a file in which nothing is taken for a formula', async () => {
    const file = await admin.get('cost/export?by=user&language=en&from=2021-01-01')
    expect([file.status, file.headers['content-disposition']]).toEqual([200, 'attachment; filename="cost.csv"'])
    expect(file.headers['content-type']).toMatch(/^text\/csv/)
    const [head, ...rows] = file.text.replace('\ufeff', '').split('\r\n')
    expect(head).toMatch(/^user,calls,unpriced calls,cases and answers,tokens in,tokens out,cost in the period CNY,/)
    expect(rows.find((row) => row.includes('HYPERLINK'))).toMatch(/^"'=HYPERLINK\(""x""\)",1,0,1,10,3,0\.0004,/)
    const ended = await admin.get('cost/export?by=outcome&from=2021-01-01')
    expect(ended.text).toContain('毛利 USD')
    expect(ended.text).toMatch(/refused,.*,-\d+\.\d{6}\r\n/)
  })
})

/** The spent parts of lines together. */
function summed(lines: readonly WorkCostLine[]): Readonly<{ calls: number; unpriced: number; cost: readonly Money[] }> {
  const cost = new Map<string, number>()
  for (const one of lines.flatMap(({ spent }) => spent.cost)) cost.set(one.currency, (cost.get(one.currency) ?? 0) + one.micros)
  return {
    calls: lines.reduce((sum, { spent }) => sum + spent.calls, 0),
    unpriced: lines.reduce((sum, { spent }) => sum + spent.unpriced, 0),
    cost: [...cost].sort(([one], [other]) => (one < other ? -1 : 1)).map(([currency, micros]) => ({ micros, currency }) as Money),
  }
}

function seeded(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}
