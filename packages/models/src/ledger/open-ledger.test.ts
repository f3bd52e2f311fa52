import { seededRandom } from '@kaiwu/testkit'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import type { Ledger, Reservation } from './ledger.ts'
import { ledgerFile, openLedger } from './open-ledger.ts'
import { budgetOf, callOf, endOf, ledgerFolder, ledgerWith, micros } from './test-ledger.ts'

const unusable = (reason: RegExp) =>
  expect.objectContaining({
    code: 'LEDGER_UNUSABLE',
    details: expect.objectContaining({ reason: expect.stringMatching(reason) }),
  })

describe('openLedger', () => {
  it('keeps everything about a call, through a new start', async () => {
    const folder = await ledgerFolder()
    const chargedTo = { key: 'desk', user: '张三', department: '检修科', solution: 'desk', case: 'WO-1', step: 'ask' }
    const call = callOf({ kind: 'rerank', chargedTo, at: 1_000, deadline: 2_000, priceVersion: '2026-11-01 0a1b2c3d' })
    const usage = {
      promptTokens: 10,
      completionTokens: 5,
      estimated: true,
      cachedTokens: 4,
      cacheWriteTokens: 3,
      reasoningTokens: 2,
    }
    const ledger = openLedger({ folder, clock: { now: () => 1_500 } })
    const id = ledger.reserve(call)
    const open = {
      id,
      kind: 'rerank',
      model: 'a/b',
      chargedTo,
      at: 1_000,
      reserved: micros(100),
      priceVersion: call.priceVersion,
    }
    expect(ledger.rows()).toEqual([open])
    ledger.settle(id, endOf({ outcome: 'incomplete', usage, requestId: 'req-1', elapsedMs: 1_234.6, firstTokenMs: 99.5 }))
    const settled = {
      ...open,
      settledAt: 1_500,
      outcome: 'incomplete',
      usage,
      cost: micros(80),
      requestId: 'req-1',
      elapsedMs: 1_235,
      firstTokenMs: 100,
    }
    expect(ledger.rows()).toEqual([settled])
    ledger.close()
    expect((await ledgerWith({ folder })).rows()).toEqual([settled])
  })

  it('changes nothing when a call is settled twice', async () => {
    const ledger = await ledgerWith({ budgets: [budgetOf()] })
    const id = ledger.reserve(callOf())
    ledger.settle(id, endOf({ cost: micros(80) }))
    const before = [ledger.rows(), ledger.standings(Date.now())]
    ledger.settle(id, endOf({ cost: micros(999), outcome: 'failed' }))
    ledger.settle('4711', endOf())
    ledger.settle('no number', endOf())
    expect([ledger.rows(), ledger.standings(Date.now())]).toEqual(before)
  })

  it('counts the reservation where an end says no cost, or one that is none', async () => {
    const ledger = await ledgerWith({ budgets: [budgetOf({ limit: micros(10_000) })] })
    const { cost: _, ...without } = endOf()
    for (const end of [without, endOf({ cost: micros(-1) }), endOf({ cost: micros(Number.NaN) })]) {
      ledger.settle(ledger.reserve(callOf()), end)
    }
    expect(ledger.rows().map(({ cost }) => cost)).toEqual(Array(3).fill(micros(100)))
    expect(ledger.standings(Date.now())[0]!.spent).toEqual(micros(300))
  })

  it('writes nothing down as the cost of an answer from the cache, and keeps what was saved', async () => {
    const ledger = await ledgerWith({ budgets: [budgetOf()] })
    ledger.settle(ledger.reserve(callOf()), endOf({ outcome: 'saved', cost: micros(80), saved: micros(80) }))
    expect(ledger.rows()[0]).toMatchObject({ outcome: 'saved', cost: micros(0), saved: micros(80) })
    expect(ledger.standings(Date.now())[0]).toMatchObject({ spent: micros(0), reserved: micros(0) })
  })

  it('knows the cost of an unpriced call only where it surely was nothing', async () => {
    const { most: _, ...unpriced } = callOf()
    const { cost: __, ...end } = endOf()
    const ledger = await ledgerWith({ currency: 'EUR' })
    ledger.settle(ledger.reserve(unpriced), end)
    const nothing = { promptTokens: 0, completionTokens: 0, estimated: false }
    ledger.settle(ledger.reserve(unpriced), { ...end, outcome: 'failed', usage: nothing })
    expect(ledger.rows().map(({ cost }) => cost)).toEqual([undefined, micros(0, 'EUR')])
    expect(ledger.report([])[0]).toMatchObject({ calls: 2, unpriced: 1, cost: [micros(0, 'EUR')] })
  })

  it('lets the true end of a call that was given up take the place of the presumed one', async () => {
    const ledger = await ledgerWith({ budgets: [budgetOf()] })
    const id = ledger.reserve(callOf({ at: 0, deadline: 10 }))
    expect([ledger.settleAbandoned(10), ledger.settleAbandoned(11), ledger.settleAbandoned(12)]).toEqual([0, 1, 0])
    expect(ledger.rows()[0]).toMatchObject({ outcome: 'unknown', cost: micros(100), settledAt: 11 })
    ledger.settle(id, endOf({ cost: micros(30) }))
    ledger.settle(id, endOf({ cost: micros(70) }))
    expect(ledger.rows()[0]).toMatchObject({ outcome: 'ok', cost: micros(30) })
    expect(ledger.standings(Date.now())[0]).toMatchObject({ spent: micros(30), reserved: micros(0) })
  })
})

// BG-07
describe('the sums of a ledger', () => {
  it('are those of its rows after 20,000 random operations', async () => {
    const random = seededRandom(20_261_123)
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!
    const rates = [{ from: 'USD', to: 'CNY', rate: 7.2, asOf: '2026-11-01' }] as const
    const budgets = [
      budgetOf({ limit: micros(3_000_000) }),
      budgetOf({ name: '每人', limit: micros(400_000), each: 'user', period: 'day' }),
      budgetOf({ name: '检修科', limit: micros(900_000, 'USD'), only: { department: '检修科' }, period: 'month' }),
    ]
    const start = Date.parse('2026-11-28T00:00:00Z')
    const ledger = await ledgerWith({ budgets, rates, clock: { now: () => start } })
    // The check is of arithmetic, not of the disk.
    const open: string[] = []
    const days = 4
    let refused = 0
    for (let step = 0; step < 20_000; step++) {
      const at = start + Math.floor((step / 20_000) * days * 86_400_000)
      const act = random()
      if (act < 0.5) {
        const chargedTo = { user: pick(['张三', '李四', '王五']), department: pick(['检修科', '客服科']) }
        const most = micros(Math.floor(random() * 2_000), pick(['CNY', 'CNY', 'USD']))
        const id = reserved(ledger, callOf({ at, deadline: at + 60_000, chargedTo, most }))
        if (id === undefined) refused++
        else open.push(id)
      } else if (act < 0.97 && open.length > 0) {
        const [id] = open.splice(Math.floor(random() * open.length), random() < 0.95 ? 1 : 0)
        const cost = micros(Math.floor(random() * 2_500), pick(['CNY', 'CNY', 'USD']))
        const { cost: _, ...without } = endOf()
        ledger.settle(id ?? open[0]!, random() < 0.9 ? endOf({ cost }) : without)
      } else if (act > 0.999) ledger.settleAbandoned(at)
    }
    for (const day of Array.from({ length: days + 1 }, (_, index) => start + index * 86_400_000)) expectSums(ledger, day)
    expect(refused).toBeGreaterThan(500)
  }, 60_000)
})

function reserved(ledger: Ledger, call: Reservation): string | undefined {
  try {
    return ledger.reserve(call)
  } catch (error) {
    if ((error as { code?: string }).code !== 'BUDGET_EXCEEDED') throw error
    return undefined
  }
}

/** Adds up all rows by hand, in each currency, and compares with what the ledger says its budgets stand at. */
function expectSums(ledger: Ledger, now: number): void {
  const day = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)
  for (const { budget, of, spent, reserved: held } of ledger.standings(now)) {
    const rows = ledger.rows().filter(({ at, chargedTo }) => {
      const inPeriod =
        budget.period === 'total' ||
        day(at).slice(0, budget.period === 'day' ? 10 : 7) === day(now).slice(0, budget.period === 'day' ? 10 : 7)
      return inPeriod && (!budget.each || chargedTo[budget.each] === of) && (!budget.only || chargedTo.department === '检修科')
    })
    const sum = (of: 'cost' | 'reserved', currency: string): number =>
      rows
        .filter((row) => row[of]?.currency === currency && (of === 'cost' || row.outcome === undefined))
        .reduce((total, row) => total + row[of]!.micros, 0)
    const inBudget = (kind: 'cost' | 'reserved'): number =>
      budget.limit.currency === 'CNY'
        ? sum(kind, 'CNY') + Math.ceil((sum(kind, 'USD') * 72) / 10)
        : sum(kind, 'USD') + Math.ceil((sum(kind, 'CNY') * 138_889) / 1_000_000)
    expect([budget.name, of, spent.micros, held.micros]).toEqual([budget.name, of, inBudget('cost'), inBudget('reserved')])
  }
}

describe('a ledger that cannot be used', () => {
  it('says that a damaged file is damaged', async () => {
    const folder = await ledgerFolder()
    writeFileSync(join(folder, ledgerFile), 'this is no database at all, but it is long enough to be read as one'.repeat(40))
    expect(() => openLedger({ folder })).toThrow(unusable(/not a database/))
  })

  it('says so where a page in the middle is damaged', async () => {
    const folder = await ledgerFolder()
    const ledger = openLedger({ folder })
    for (let round = 0; round < 300; round++) ledger.reserve(callOf({ chargedTo: { case: `WO-${round}` } }))
    ledger.close()
    const bytes = readFileSync(join(folder, ledgerFile))
    writeFileSync(join(folder, ledgerFile), bytes.fill(0xff, 4_096))
    expect(() => openLedger({ folder })).toThrow(unusable(/malformed/))
  })

  it('refuses a ledger of a newer version and leaves it as it was', async () => {
    const folder = await ledgerFolder()
    openLedger({ folder }).close()
    const newer = new DatabaseSync(join(folder, ledgerFile))
    newer.exec('PRAGMA user_version=99')
    newer.close()
    expect(() => openLedger({ folder })).toThrow(unusable(/newer Kaiwu wrote it \(its schema is 99/))
  })

  it('says why a place cannot be written to', async () => {
    const folder = await ledgerFolder()
    mkdirSync(join(folder, ledgerFile))
    expect(() => openLedger({ folder })).toThrow(unusable(/unable to open/))
    writeFileSync(join(folder, 'file'), '')
    expect(() => openLedger({ folder: join(folder, 'file', 'inside') })).toThrow(unusable(/file/))
  })

  it('refuses calls when its disk is full, rather than making them for free', async () => {
    const folder = await ledgerFolder()
    const ledger = await ledgerWith({ folder })
    const other = new DatabaseSync(join(folder, ledgerFile))
    other.exec("CREATE TRIGGER full BEFORE INSERT ON call BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END")
    other.close()
    expect(() => ledger.reserve(callOf())).toThrow(unusable(/full/))
  })
})
