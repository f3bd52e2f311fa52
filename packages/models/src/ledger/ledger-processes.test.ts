import { once } from 'node:events'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openLedger } from './open-ledger.ts'
import {
  budgetOf,
  callOf,
  endOf,
  ledgerFolder,
  ledgerWith,
  micros,
  runLedgerProcesses,
  startLedgerProcess,
} from './test-ledger.ts'

/** Lets the database itself write down any moment at which a standing is above a limit. */
function watch(path: string, limit: number, each: number): () => number {
  const witness = new DatabaseSync(path, { timeout: 10_000 })
  witness.exec(`CREATE TABLE overspent (amount INTEGER)`)
  for (const change of ['INSERT', 'UPDATE']) {
    witness.exec(`CREATE TRIGGER watch_${change} AFTER ${change} ON standing
      WHEN NEW.spent + NEW.reserved > iif(NEW.whose = '', ${limit}, ${each})
      BEGIN INSERT INTO overspent VALUES (NEW.spent + NEW.reserved); END`)
  }
  return () => {
    const { count } = witness.prepare('SELECT count(*) AS count FROM overspent').get() as { count: number }
    witness.close()
    return count
  }
}

describe('a ledger of several processes', () => {
  // BG-01
  it.each([1, 4])(
    'admits exactly the ten calls a budget has room for, of 200 at once from %i processes',
    async (processes) => {
      for (let round = 0; round < 3; round++) {
        const folder = await ledgerFolder()
        const budgets = [budgetOf({ limit: micros(1_000) })]
        const tasks = Array.from({ length: processes }, (_, index) => {
          return { folder, task: 'chat' as const, budgets, calls: 200 / processes, seed: index }
        })
        const results = await runLedgerProcesses(tasks)
        const sum = (of: 'admitted' | 'refused'): number => results.reduce((total, result) => total + result[of], 0)
        const ledger = openLedger({ folder, budgets })
        const [standing] = ledger.standings(Date.now())
        const rows = ledger.rows()
        ledger.close()
        expect([sum('admitted'), sum('refused'), results.flatMap(({ other }) => other)]).toEqual([10, 190, []])
        expect([standing!.spent, standing!.reserved, rows.length]).toEqual([micros(1_000), micros(0), 10])
      }
    },
    60_000,
  )

  it('never lets 4 processes at 10,000 calls together pass a limit, not for a moment', async () => {
    const limit = 1_000_000
    const budgets = [budgetOf({ limit: micros(limit) }), budgetOf({ name: '每人', limit: micros(250_000), each: 'user' })]
    const ledger = await ledgerWith({ budgets })
    const overspent = watch(ledger.path, limit, 250_000)
    const folder = ledger.path.replace(/[^/\\]+$/, '')
    const tasks = [1, 2, 3, 4].map((seed) => ({ folder, task: 'spend' as const, budgets, calls: 2_500, seed }))
    const results = await runLedgerProcesses(tasks)
    const rows = ledger.rows()
    const spent = rows.reduce((sum, { cost }) => sum + cost!.micros, 0)
    const standings = ledger.standings(Date.now())
    expect(results.flatMap(({ other }) => other)).toEqual([])
    expect(overspent()).toBe(0)
    expect(results.reduce((sum, { refused }) => sum + refused, 0)).toBeGreaterThan(100)
    expect(standings[0]!.spent.micros).toBe(spent)
    expect(standings.slice(1).reduce((sum, one) => sum + one.spent.micros, 0)).toBe(spent)
    expect(standings.every(({ budget, spent: used }) => used.micros <= budget.limit.micros)).toBe(true)
    expect(standings.every(({ reserved }) => reserved.micros === 0)).toBe(true)
  }, 60_000)

  // BG-03
  it('counts in full what a killed process had set aside, and never frees it early', async () => {
    const folder = await ledgerFolder()
    const budgets = [budgetOf({ limit: micros(10_000) })]
    const ledger = await ledgerWith({ folder, budgets })
    for (let round = 0; round < 20; round++) {
      const child = startLedgerProcess({ folder, task: 'hold', budgets, calls: 1, seed: round })
      await once(child.stdout!, 'data')
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    const past = Date.now() + 61_000
    expect(ledger.standings(past)[0]).toMatchObject({ spent: micros(0), reserved: micros(2_000) })
    expect(ledger.settleAbandoned(Date.now())).toBe(0)
    const later = openLedger({ folder, budgets, clock: { now: () => past } })
    expect(later.standings(past)[0]).toMatchObject({ spent: micros(2_000), reserved: micros(0) })
    expect(later.rows().map(({ outcome, cost }) => [outcome, cost])).toEqual(Array(20).fill(['unknown', micros(100)]))
    expect(later.settleAbandoned(past)).toBe(0)
    later.close()
  }, 60_000)

  it('counts for a budget that another process brought in after this one had opened', async () => {
    const folder = await ledgerFolder()
    const first = await ledgerWith({ folder })
    const open = first.reserve(callOf())
    const second = await ledgerWith({ folder, budgets: [budgetOf({ limit: micros(250) })] })
    first.reserve(callOf())
    expect(second.standings(Date.now())[0]!.reserved).toEqual(micros(200))
    expect(() => second.reserve(callOf())).toThrow(expect.objectContaining({ code: 'BUDGET_EXCEEDED' }))
    first.settle(open, endOf({ cost: micros(10) }))
    expect(second.standings(Date.now())[0]).toMatchObject({ spent: micros(10), reserved: micros(100) })
    second.reserve(callOf())
  })

  it('is opened by many at once when there is no file yet', async () => {
    const folder = await ledgerFolder()
    const tasks = [1, 2, 3, 4].map((seed) => ({ folder, task: 'spend' as const, budgets: [], calls: 5, seed }))
    const results = await runLedgerProcesses(tasks)
    expect(results.map(({ admitted, other }) => [admitted, other])).toEqual(Array(4).fill([5, []]))
  })
})
