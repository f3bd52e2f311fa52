import { systemClock } from '@kaiwu/core'
import { thorough } from '@kaiwu/testkit'
import { describe, expect, it } from 'vitest'
import type { CaseRecord } from '../engine/case-record.ts'
import { wrongWith } from '../engine/test-wrong-walks.ts'
import { verifyLog } from '../log/verify-log.ts'
import { testBases, type DatabaseKind } from '../test-database.ts'
import { eventOf, historyRows } from './case-history.ts'
import { caseMigrations } from './case-migrations.ts'
import { openedCases } from './test-opened-cases.ts'
import { buy, micros, purchaseType } from './test-purchases.ts'

const bases = testBases(caseMigrations)
/** Every day some; 10,000 on a release's day. */
const actions: Readonly<Record<DatabaseKind, number>> = thorough
  ? { sqlite: 9_000, postgres: 1_000 }
  : { sqlite: 600, postgres: 150 }

describe.each(bases.kinds)('purchases by chance on %s', (kind) => {
  it('come to no state without a way, pass nothing unsigned, and add up to the millionth', { timeout: 300_000 }, async () => {
    const opened = await openedCases(await bases.open(kind), systemClock(), [purchaseType])
    const { database } = opened
    const began = performance.now()
    const { done, refused, asked, granted } = await buy(opened, 20_261_123, actions[kind])
    const tookMs = performance.now() - began
    const rows = await database.all<{ id: string; record: string }>('SELECT id, record FROM cases')
    const wrong: string[] = []
    let [sum, told] = [0n, 0n]
    for (const { id, record: text } of rows) {
      const record = JSON.parse(text) as CaseRecord
      const events = (await historyRows(database, id)).map(eventOf)
      wrong.push(...wrongWith({ events, record }, purchaseType).map((what) => `${record.no}: ${what}`))
      if (asked.has(id) && micros(record.fields['amount']) !== asked.get(id)) wrong.push(`${record.no}: asked for another sum`)
      if (record.state === 'granted') sum += micros(record.fields['granted'])
    }
    for (const amount of granted.values()) told += amount
    expect(wrong).toEqual([])
    expect(sum).toBe(told)
    expect((await verifyLog(database)).problems).toEqual([])
    expect(Math.min(granted.size * 10, refused, done)).toBeGreaterThan(actions[kind] / 10)
    const total = `${sum / 1_000_000n}.${String(sum % 1_000_000n).padStart(6, '0')}`
    console.log(
      `${kind}: ${done} actions and ${refused} refusals in ${Math.round(tookMs)} ms, ${rows.length} purchases, ${granted.size} granted: ${total}`,
    )
  })
})
