/**
 * Purchases that people ask for and grant by chance, and what they come to in money, counted by other means than the engine's.
 * @module
 */
import { KaiwuError } from '@kaiwu/core'
import { defineCase } from '../definition/define-case.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { shownHash } from '../engine/shown-hash.ts'
import { chance } from '../engine/test-random-cases.ts'
import type { Asking } from './deciding.ts'
import type { CaseView } from './read-case.ts'
import type { OpenedCases } from './test-opened-cases.ts'

/** Items with prices, their sum by a rule, who signs by a table, what is granted by who signs. */
export const purchaseType = defineCase(
  {
    kaiwu: 1,
    case: 'purchase',
    title: '采购',
    number: 'CG-{year}-{seq:5}',
    roles: { 主管: '批准', 人事: '复核大额' },
    tables: { way: 'tables/way.csv' },
    fields: {
      items: {
        type: 'rows',
        required: true,
        columns: {
          price: { type: 'money', required: true, min: 0.01, max: 9_999_999.99 },
          count: { type: 'integer', required: true, min: 1, max: 999 },
        },
      },
      amount: { type: 'money' },
      granted: { type: 'money', min: 0 },
      way: { type: 'choice', values: ['一人', '两人', '依次'] },
    },
    start: 'draft',
    states: {
      draft: {
        actions: {
          send: {
            by: 'initiator',
            form: ['items'],
            set: { amount: 'sum(for i in items return i.price * i.count)' },
            to: 'routed',
          },
        },
      },
      routed: {
        steps: [{ decide: 'way' }],
        next: [{ when: 'way = "一人"', to: 'one' }, { when: 'way = "两人"', to: 'both' }, { to: 'turns' }],
      },
      one: { approval: signed(['主管'], 'any') },
      both: { approval: signed(['主管', '人事'], 'all') },
      turns: { approval: signed(['人事', '主管'], 'sequence') },
      granted: { end: true },
      refused: { end: true },
    },
  },
  { 'tables/way.csv': '首个,条件 amount：数字,结果 way：文字\nR1,< 20000,一人\nR2,< 9000000,两人\nR3,,依次\n' },
)

function signed(by: string[], mode: 'any' | 'all' | 'sequence') {
  return {
    by,
    mode,
    form: ['granted'],
    require: [{ that: 'granted <= amount', message: '不能多于申请' }],
    forbidSameAs: ['initiator'],
    returnTo: ['draft'],
    allow: ['delegate' as const],
    approved: 'granted',
    rejected: 'refused',
  }
}

/** Cents as the number that a form sends. */
const yuan = (cents: number): number => Number(`${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`)

/** An amount in millionths, out of its decimal digits. */
export function micros(amount: unknown): bigint {
  const [whole = '0', parts = ''] = String(amount).split('.')
  return BigInt(whole) * 1_000_000n + BigInt(parts.padEnd(6, '0'))
}

/** What was done, and what was granted in millionths by case, as those who granted it put it. */
export type Bought = Readonly<{
  done: number
  refused: number
  asked: ReadonlyMap<string, bigint>
  granted: ReadonlyMap<string, bigint>
}>

/** So many actions of random people on random purchases. */
export async function buy({ cases, database, subject }: OpenedCases, seed: number, actions: number): Promise<Bought> {
  const below = chance(seed)
  const one = <T>(all: readonly T[]): T => all[below(all.length)]!
  const everybody: Asking[] = []
  for (const login of ['zhang', 'li', 'zhao', 'wang', 'admin']) everybody.push({ subject: await subject(login) })
  const [asked, granted] = [new Map<string, bigint>(), new Map<string, bigint>()]
  const open: string[] = []
  let [done, refused] = [0, 0]

  const send = async (who: Asking, record: CaseRecord, said: Said): Promise<CaseView> => {
    const items = Array.from({ length: 1 + below(1 + below(30)) }, () => ({
      cents: 1 + below(10 ** (1 + below(9))),
      count: 1 + below(1 + below(999)),
    }))
    const sum = items.reduce((so, { cents, count }) => so + BigInt(cents) * BigInt(count) * 10_000n, 0n)
    // Now and then half a cent.
    const price = (cents: number): number => (below(400) === 0 ? 0.005 : yuan(cents))
    const values = { items: items.map(({ cents, count }) => ({ price: price(cents), count })) }
    const view = await cases.act(who, record.id, { action: 'send', values, ...said })
    asked.set(record.id, sum)
    return view
  }
  const sign = async (who: Asking, record: CaseRecord, said: Said): Promise<CaseView> => {
    const decision = one(['approve', 'approve', 'approve', 'approve', 'reject', 'return'] as const)
    const most = Number((asked.get(record.id) ?? 0n) / 10_000n)
    const cents = Math.max(0, most - below(3) * below(1_000) + (below(8) === 0 ? 1 : 0))
    const values = decision === 'approve' ? { granted: yuan(cents) } : {}
    const view = await cases.sign(who, record.id, { decision, comment: '意见', values, ...said })
    // Of several signers the last one's figure stands.
    if (view.record.state === 'granted') granted.set(record.id, BigInt(cents) * 10_000n)
    return view
  }
  const hand = (who: Asking, record: CaseRecord, said: Said): Promise<CaseView> =>
    cases.delegate(who, record.id, { to: one(everybody).subject.personId, ...said })
  const wrong = (who: Asking, record: CaseRecord, said: Said): Promise<CaseView> =>
    cases.act(who, record.id, { action: one(['send', 'grant']), values: { granted: 1, amount: 1 }, ...said })

  /** Mostly somebody who may. */
  const doer = ({ state, initiator }: CaseRecord): Asking => {
    if (below(3) === 0) return one(everybody)
    return state === 'draft' ? everybody.find(({ subject }) => subject.personId === initiator.id)! : one(everybody.slice(1, 4))
  }

  for (let at = 0; at < actions; at++) {
    try {
      if (open.length < 12) open.push((await cases.start(one(everybody), { caseType: 'purchase' })).record.id)
      else {
        const id = one(open)
        // Some come to stand where nobody is left who may sign: they are let be.
        if (below(120) === 0) open.splice(open.indexOf(id), 1)
        const row = await database.get<{ record: string }>('SELECT record FROM cases WHERE id = ?', id)
        const record = JSON.parse(row!.record) as CaseRecord
        const said = { shown: below(25) === 0 ? 'old' : shownHash(record), decisionId: `d${at}` }
        const likely = record.state === 'draft' ? send : sign
        const view = await one([...Array<typeof likely>(9).fill(likely), send, sign, hand, wrong])(doer(record), record, said)
        if (view.record.endedAtMs !== undefined && open.includes(id)) open.splice(open.indexOf(id), 1)
      }
      done++
    } catch (error) {
      if (!KaiwuError.is(error)) throw error
      refused++
    }
  }
  return { done, refused, asked, granted }
}

type Said = Readonly<{ shown: string; decisionId: string }>
