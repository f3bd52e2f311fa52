/**
 * Prints what the ledger costs a call, and whether it holds: microseconds of reserve and settle from 1 and from 4 processes, how far
 * 10,000 concurrent calls of 4 processes overspent, and whether the sums are those of the rows after 100,000 random operations.
 *
 *   node --conditions=kaiwu-src test/bench/ledger.ts              all of it
 *   node --conditions=kaiwu-src test/bench/ledger.ts --calls 500  with fewer calls
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { KaiwuError, type Money } from '@kaiwu/core'
import { openLedger, type Budget, type Ledger } from '@kaiwu/models'

type Work = Readonly<{ folder: string; calls: number; limit: number; open: number; pauseMs: number }>
type Worked = Readonly<{ admitted: number; refused: number; microseconds: readonly number[] }>

const cny = (micros: number): Money => ({ micros, currency: 'CNY' })
const asleep = new Int32Array(new SharedArrayBuffer(4))
const usage = { promptTokens: 900, completionTokens: 300, estimated: false }

function budgetsOf(limit: number): Budget[] {
  const zone = { timeZone: 'Asia/Shanghai' }
  return [
    { name: 'total', limit: cny(limit), period: 'total', ...zone },
    { name: 'day', limit: cny(limit), period: 'day', ...zone },
    { name: 'user', limit: cny(limit), period: 'month', each: 'user', ...zone },
  ]
}

/** Calls that each cost up to what was set aside for them, several open at a time. */
function work({ folder, calls, limit, open: most, pauseMs }: Work): Worked {
  const ledger = openLedger({ folder, budgets: budgetsOf(limit) })
  const open: { id: string; amount: number; micros: number }[] = []
  const result = { admitted: 0, refused: 0, microseconds: [] as number[] }
  const settle = (): void => {
    const { id, amount, micros } = open.shift()!
    const began = performance.now()
    ledger.settle(id, { outcome: 'ok', usage, cost: cny(Math.floor(amount * Math.random())), elapsedMs: 800, requestId: id })
    result.microseconds.push(micros + (performance.now() - began) * 1_000)
  }
  for (let made = 0; made < calls; made++) {
    const at = Date.now()
    const amount = 1 + Math.floor(Math.random() * 1_000)
    const chargedTo = { user: `user ${made % 20}`, case: `case ${made % 300}`, step: 'ask', solution: 'desk' }
    const began = performance.now()
    try {
      const call = { kind: 'chat', model: 'a/b', chargedTo, at, deadline: at + 600_000, most: cny(amount) } as const
      const id = ledger.reserve({ ...call, priceVersion: '2026-11-01 0a1b2c3d' })
      open.push({ id, amount, micros: (performance.now() - began) * 1_000 })
      result.admitted++
    } catch (error) {
      if (!KaiwuError.is(error) || error.code !== 'BUDGET_EXCEEDED') throw error
      result.refused++
    }
    if (open.length >= most) settle()
    if (pauseMs > 0) Atomics.wait(asleep, 0, 0, pauseMs)
  }
  while (open.length > 0) settle()
  ledger.close()
  return result
}

async function inProcesses(count: number, { calls, ...rest }: Work): Promise<Worked & { elapsedMs: number }> {
  const began = performance.now()
  const results = await Promise.all(
    Array.from({ length: count }, async () => {
      const task = JSON.stringify({ ...rest, calls: Math.ceil(calls / count) })
      const child = spawn(process.execPath, ['--conditions=kaiwu-src', import.meta.filename, '--work', task], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      return JSON.parse(await text(child.stdout)) as Worked
    }),
  )
  return {
    admitted: results.reduce((sum, { admitted }) => sum + admitted, 0),
    refused: results.reduce((sum, { refused }) => sum + refused, 0),
    microseconds: results.flatMap(({ microseconds }) => microseconds).toSorted((a, b) => a - b),
    elapsedMs: performance.now() - began,
  }
}

function temporary<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-ledger-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const result = use(folder)
    if (result instanceof Promise) return result.finally(remove) as T
    remove()
    return result
  } catch (error) {
    remove()
    throw error
  }
}

/** What one durable write costs on this disk, with nothing around it. */
function bareCommit(folder: string): number {
  const database = new DatabaseSync(join(folder, 'bare.sqlite'))
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (a)')
  const insert = database.prepare('INSERT INTO t VALUES (1)')
  const began = performance.now()
  for (let count = 0; count < 500; count++) insert.run()
  const each = ((performance.now() - began) / 500) * 1_000
  database.close()
  return each
}

/** Lets the database itself note every moment at which more is spent and set aside than a limit allows. */
function watch(folder: string, limit: number): () => number {
  openLedger({ folder, budgets: budgetsOf(limit) }).close()
  const witness = new DatabaseSync(join(folder, 'ledger.sqlite'), { timeout: 15_000 })
  witness.exec('CREATE TABLE over (amount INTEGER)')
  for (const change of ['INSERT', 'UPDATE']) {
    witness.exec(`CREATE TRIGGER watch_${change} AFTER ${change} ON standing WHEN NEW.spent + NEW.reserved > ${limit}
      BEGIN INSERT INTO over VALUES (NEW.spent + NEW.reserved - ${limit}); END`)
  }
  return () => {
    const { most } = witness.prepare('SELECT coalesce(max(amount), 0) AS most FROM over').get() as { most: number }
    witness.close()
    return most
  }
}

/** Random calls, ends, doubled ends and given-up calls; then every row added up by hand. */
function property(folder: string, operations: number): string {
  const limit = operations * 150
  const ledger = openLedger({ folder, budgets: budgetsOf(limit) })
  const open: string[] = []
  let refused = 0
  for (let step = 0; step < operations; step++) {
    const at = Date.now()
    if (Math.random() < 0.55) {
      const chargedTo = { user: `user ${step % 7}` }
      const most = cny(Math.floor(Math.random() * 1_000))
      try {
        open.push(ledger.reserve({ kind: 'chat', model: 'a/b', chargedTo, at, deadline: at + 2_000, most }))
      } catch (error) {
        if (!KaiwuError.is(error) || error.code !== 'BUDGET_EXCEEDED') throw error
        refused++
      }
    } else if (open.length > 0) {
      const keep = Math.random() < 0.05
      const place = Math.floor(Math.random() * open.length)
      const [id] = keep ? [open[place]!] : open.splice(place, 1)
      ledger.settle(id!, {
        outcome: 'ok',
        usage,
        elapsedMs: 1,
        ...(Math.random() < 0.9 ? { cost: cny(Math.floor(Math.random() * 900)) } : {}),
      })
    }
    if (step % 10_000 === 0) ledger.settleAbandoned(at)
  }
  const result = agrees(ledger) ? 'equal' : 'NOT EQUAL'
  ledger.close()
  return `${result} (${refused} refused)`
}

function agrees(ledger: Ledger): boolean {
  const rows = ledger.rows()
  return ledger
    .standings(Date.now())
    .filter(({ budget }) => budget.period !== 'day')
    .every(({ budget, of, spent, reserved }) => {
      const own = rows.filter(({ chargedTo }) => !budget.each || chargedTo.user === of)
      const sum = own.reduce((total, { cost }) => total + (cost?.micros ?? 0), 0)
      const held = own.reduce((total, row) => total + (row.outcome ? 0 : row.reserved!.micros), 0)
      return sum === spent.micros && held === reserved.micros
    })
}

async function bench(calls: number): Promise<void> {
  console.log(`one durable write, bare: ${temporary(bareCommit).toFixed(0)} µs\n`)
  console.log('| processes | pause | calls | µs per reserve + settle: p50 | p99 | max | calls/s together |')
  console.log('| --- | --- | --- | --- | --- | --- | --- |')
  for (const [processes, pauseMs] of [
    [1, 0],
    [4, 20],
    [4, 0],
  ] as const) {
    const made = pauseMs > 0 ? calls / 4 : calls
    const done = await temporary((folder) => inProcesses(processes, { folder, calls: made, limit: 1e12, open: 1, pauseMs }))
    const { microseconds, admitted, elapsedMs } = done
    const figures = [0.5, 0.99, 1].map((share) => microseconds[Math.ceil(admitted * share) - 1]!.toFixed(0))
    const rate = (admitted / (elapsedMs / 1_000)).toFixed(0)
    console.log(`| ${processes} | ${pauseMs === 0 ? 'none' : `${pauseMs} ms`} | ${admitted} | ${figures.join(' | ')} | ${rate} |`)
  }
  const limit = calls * 100
  const { over, done } = await temporary(async (folder) => {
    const overspent = watch(folder, limit)
    return { done: await inProcesses(4, { folder, calls, limit, open: 8, pauseMs: 0 }), over: overspent() }
  })
  const seconds = (done.elapsedMs / 1_000).toFixed(1)
  console.log(
    `\n${calls} concurrent calls of 4 processes in ${seconds} s: ${done.admitted} admitted, ${done.refused} refused, overspent by ${over}`,
  )
  console.log(`${calls * 10} random operations: sums and rows are ${temporary((folder) => property(folder, calls * 10))}`)
}

const [, , flag, value] = process.argv
if (flag === '--work') process.stdout.write(JSON.stringify(work(JSON.parse(value!) as Work)))
else await bench(flag === '--calls' ? Number(value) : 10_000)
