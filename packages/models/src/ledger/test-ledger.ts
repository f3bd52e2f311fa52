import { spawn, type ChildProcess } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Currency, Money } from '@kaiwu/core'
import { tempFolder } from '@kaiwu/testkit'
import { onTestFinished } from 'vitest'
import type { Budget, Ledger, Reservation, Settlement } from './ledger.ts'
import { openLedger, type OpenLedgerOptions } from './open-ledger.ts'

/** An amount in whole micros. */
export function micros(amount: number, currency: Currency = 'CNY'): Money {
  return { micros: amount, currency }
}

/** A budget of 1,000 micros over all time, changed as said. */
export function budgetOf(changes: Partial<Budget> = {}): Budget {
  return { name: '总额', limit: micros(1_000), period: 'total', timeZone: 'Asia/Shanghai', ...changes }
}

/** A call that may cost 100 micros, changed as said. */
export function callOf(changes: Partial<Reservation> = {}): Reservation {
  const at = changes.at ?? Date.now()
  return { kind: 'chat', model: 'a/b', chargedTo: {}, at, deadline: at + 600_000, most: micros(100), ...changes }
}

/** An end that cost 80 micros, changed as said. */
export function endOf(changes: Partial<Settlement> = {}): Settlement {
  const usage = { promptTokens: 10, completionTokens: 5, estimated: false }
  return { outcome: 'ok', usage, cost: micros(80), elapsedMs: 12, ...changes }
}

/** A folder for ledgers that is gone when the test is done. */
export async function ledgerFolder(): Promise<string> {
  const folder = await tempFolder({})
  onTestFinished(() => folder.remove())
  return folder.path
}

/** A ledger that is closed when the test is done; in a folder of its own unless one is named. */
export async function ledgerWith(options: Partial<OpenLedgerOptions> = {}): Promise<Ledger> {
  const ledger = openLedger({ folder: await ledgerFolder(), ...options })
  onTestFinished(() => ledger.close())
  return ledger
}

/** What a process of its own does with a ledger. */
export type LedgerTask = Readonly<{
  folder: string
  task: 'spend' | 'chat' | 'hold'
  budgets: readonly Budget[]
  /** Calls to make. */
  calls: number
  seed: number
}>

/** What came of it. */
export type LedgerTaskResult = Readonly<{ admitted: number; refused: number; other: readonly string[]; elapsedMs: number }>

const script = fileURLToPath(new URL('./test-ledger-process.ts', import.meta.url))

/** Starts a process of its own that works on a ledger. */
export function startLedgerProcess(task: LedgerTask): ChildProcess {
  return spawn(process.execPath, ['--conditions=kaiwu-src', script, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Runs several processes on ledgers at once, to their end. */
export function runLedgerProcesses(tasks: readonly LedgerTask[]): Promise<LedgerTaskResult[]> {
  return Promise.all(tasks.map(async (task) => JSON.parse(await text(startLedgerProcess(task).stdout!)) as LedgerTaskResult))
}
