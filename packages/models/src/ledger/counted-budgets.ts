import type { SharedStore } from '@kaiwu/store'
import { claimOf, countingText, type Claim, type Counted, type Counting } from './claim.ts'
import type { Budget } from './ledger.ts'
import { chargedColumns, chargedToOf, type CallRecord } from './call-record.ts'

// What no process has asked for this long is no longer counted. Asking again counts from the rows, so nothing is lost.
const forgottenAfterMs = 100 * 86_400_000
const rowsAtATime = 5_000

/** What the ledger counts, as of one generation of its list. */
export type CountedBudgets = Readonly<{
  generation: number
  all: readonly Counted[]
  /** Each own budget and the counting it goes by. */
  own: readonly Readonly<{ budget: Budget; counted: Counted }>[]
}>

/**
 * Sees to it that the ledger counts what these budgets ask, along with what other processes asked. A counting that is new begins
 * with the sum of the rows there are, under the lock, so that a call of another process is either in that sum or counts itself.
 */
export function countBudgets(store: SharedStore, budgets: readonly Budget[], now: number): CountedBudgets {
  return store.transaction(() => {
    const used = new Set(budgets.map(countingText))
    for (const definition of used) use(store, definition, now)
    forget(store, now)
    const all = store
      .all<{ id: number; definition: string }>('SELECT id, definition FROM budget ORDER BY id')
      .map(({ id, definition }) => ({ id, definition, counting: JSON.parse(definition) as Counting }))
    const own = budgets.map((budget) => {
      const definition = countingText(budget)
      return { budget, counted: all.find((one) => one.definition === definition)! }
    })
    return Object.freeze({ generation: generationOf(store), all, own })
  })
}

/** Changes whenever the list of what is counted does. */
export function generationOf(store: SharedStore): number {
  return store.get<{ generation: number }>('SELECT generation FROM tally')!.generation
}

function use(store: SharedStore, definition: string, now: number): void {
  const known = store.run('UPDATE budget SET used_at = max(used_at, ?) WHERE definition = ?', now, definition)
  if (known > 0) return
  const id = store.insert('INSERT INTO budget (definition, used_at) VALUES (?, ?)', definition, now)!
  countRows(store, { id, counting: JSON.parse(definition) as Counting })
  store.run('UPDATE tally SET generation = generation + 1')
}

function forget(store: SharedStore, now: number): void {
  const old = now - forgottenAfterMs
  store.run('DELETE FROM standing WHERE budget IN (SELECT id FROM budget WHERE used_at < ?)', old)
  if (store.run('DELETE FROM budget WHERE used_at < ?', old) > 0) store.run('UPDATE tally SET generation = generation + 1')
}

type Sum = { claim: Claim; currency: string; reserved: number; spent: number }

function countRows(store: SharedStore, counted: Counted): void {
  const sums = new Map<string, Sum>()
  const add = (claim: Claim, currency: string, kind: 'reserved' | 'spent', micros: number): void => {
    const key = JSON.stringify([claim, currency])
    const sum = sums.get(key) ?? { claim, currency, reserved: 0, spent: 0 }
    sum[kind] += micros
    sums.set(key, sum)
  }
  let after = 0
  for (;;) {
    const rows = store.all<CallRecord>(
      `SELECT id, at, ${chargedColumns}, outcome, reserved, reserved_currency, cost, cost_currency
       FROM call WHERE id > ? ORDER BY id LIMIT ?`,
      after,
      rowsAtATime,
    )
    for (const row of rows) {
      const claim = claimOf({ at: row.at, chargedTo: chargedToOf(row) }, counted)
      if (!claim) continue
      if (row.outcome === null && row.reserved) add(claim, row.reserved_currency!, 'reserved', row.reserved)
      if (row.cost) add(claim, row.cost_currency!, 'spent', row.cost)
      // What may still be settled has to know that it counts here too.
      if (row.outcome === null || row.outcome === 'unknown') {
        store.run("UPDATE call SET claims = json_insert(claims, '$[#]', json(?)) WHERE id = ?", JSON.stringify(claim), row.id)
      }
    }
    const last = rows.at(-1)
    if (!last) break
    after = last.id
  }
  for (const { claim, currency, reserved, spent } of sums.values()) {
    store.run('INSERT INTO standing VALUES (?, ?, ?, ?, ?, ?)', ...claim, currency, BigInt(reserved), BigInt(spent))
  }
}
