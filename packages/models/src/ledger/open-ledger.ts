import { join } from 'node:path'
import { KaiwuError, systemClock, type Clock, type Currency } from '@kaiwu/core'
import { openSharedStore, type SharedStore } from '@kaiwu/store'
import { linesOf, rowsOf } from './cost-report.ts'
import { countBudgets, generationOf, type CountedBudgets } from './counted-budgets.ts'
import type { Budget, ExchangeRate, Ledger, Reservation } from './ledger.ts'
import { ledgerMigrations } from './ledger-schema.ts'
import { isTimeZone, localDay } from './local-day.ts'
import { holdsOn, insertCall, refusalOf } from './reserve-call.ts'
import { settleCall, settleOverdueCalls } from './settle-call.ts'
import { standingsAt } from './standing.ts'

/** Name of the ledger's file in its folder. */
export const ledgerFile = 'ledger.sqlite'

/** Where a ledger is, and what holds for the calls of this process. */
export type OpenLedgerOptions = Readonly<{
  folder: string
  /** Limits that this process keeps. What each has spent is counted over the calls of every process. */
  budgets?: readonly Budget[]
  rates?: readonly ExchangeRate[]
  /** Currency of nothing: of what cost 0 although nobody has said a price. Default CNY. */
  currency?: Currency
  /** Where the days of reports begin. Default Asia/Shanghai; budgets say theirs themselves. */
  timeZone?: string
  clock?: Pick<Clock, 'now'>
}>

/**
 * Opens the ledger of a folder, making it when missing. Any number of processes may have it open and write to it.
 *
 * Budgets may change between runs. A limit, a name, a currency or a rate holds at once. A budget that counts something new begins
 * with what the rows say was spent, not with nothing; calls that nobody had priced count as nothing, for lack of knowledge. A
 * budget is kept by the processes that were opened with it, but every process counts for it.
 * @throws LEDGER_UNUSABLE, MODEL_SETTINGS_INVALID
 * @example
 * const ledger = openLedger({
 *   folder: '.kaiwu',
 *   budgets: [{ name: '每日', limit: { micros: 50_000_000, currency: 'CNY' }, period: 'day', timeZone: 'Asia/Shanghai' }],
 * })
 */
export function openLedger(options: OpenLedgerOptions): Ledger {
  const { folder, budgets = [], rates = [], currency = 'CNY', timeZone = 'Asia/Shanghai', clock = systemClock() } = options
  checkSettings(budgets, rates, timeZone)
  const path = join(folder, ledgerFile)
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw asLedgerError(error, path)
    }
  }
  const store = guarded(() =>
    openSharedStore({
      path,
      migrations: ledgerMigrations,
      functions: { local_day: (at, zone) => localDay(Number(at), String(zone)) },
    }),
  )
  const counting = guarded(() => openCounting(store, budgets, clock))
  return Object.freeze({
    path,
    reserve: (call: Reservation) => guarded(() => reserve(store, call, counting, rates)),
    settle: (...[id, settlement]: Parameters<Ledger['settle']>) =>
      guarded(() => settleCall(store, id, settlement, currency, clock.now())),
    settleAbandoned: (now: number) => guarded(() => settleOverdueCalls(store, now)),
    standings: (now: number) => guarded(() => standingsAt(store, counting.current(), rates, now)),
    rows: (...[filter]: Parameters<Ledger['rows']>) => guarded(() => rowsOf(store, filter)),
    report: (...[by, filter]: Parameters<Ledger['report']>) => guarded(() => linesOf(store, by, filter, timeZone)),
    close: () => store.close(),
  })
}

/** What is counted; `renewed` reads it again and says whether it had changed. */
type CountingList = Readonly<{ current(): CountedBudgets; renewed(): boolean }>

function openCounting(store: SharedStore, budgets: readonly Budget[], clock: Pick<Clock, 'now'>): CountingList {
  try {
    settleOverdueCalls(store, clock.now())
    let current = countBudgets(store, budgets, clock.now())
    return {
      current: () => current,
      renewed() {
        if (generationOf(store) === current.generation) return false
        current = countBudgets(store, budgets, clock.now())
        return true
      },
    }
  } catch (error) {
    store.close()
    throw error
  }
}

const mostAttempts = 20

function reserve(store: SharedStore, call: Reservation, counting: CountingList, rates: readonly ExchangeRate[]): string {
  for (let attempt = 1; ; attempt++) {
    const counted = counting.current()
    const holds = holdsOn(call, counted, rates)
    const id = insertCall(store, call, counted, holds)
    if (id !== undefined) return String(id)
    if (counting.renewed()) continue
    // Another process may have made room between the refusal and the question why; it is not asked for ever.
    const refusal = refusalOf(store, holds, attempt >= mostAttempts)
    if (refusal) throw refusal
  }
}

function checkSettings(budgets: readonly Budget[], rates: readonly ExchangeRate[], timeZone: string): void {
  const problems = [
    ...(isTimeZone(timeZone) ? [] : [`timeZone: ${timeZone}`]),
    ...budgets.flatMap(({ name, limit, timeZone: zone }) => [
      ...(Number.isSafeInteger(limit.micros) && limit.micros >= 0 ? [] : [`budgets.${name}.limit: ${limit.micros}`]),
      ...(isTimeZone(zone) ? [] : [`budgets.${name}.timeZone: ${zone}`]),
    ]),
    ...rates.flatMap(({ from, to, rate }) => (rate > 0 && rate <= 1_000 ? [] : [`rates.${from}-${to}: ${rate}`])),
  ]
  if (problems.length > 0) {
    throw new KaiwuError('MODEL_SETTINGS_INVALID', { count: problems.length, problems: problems.join('\n') })
  }
}

function asLedgerError(error: unknown, path: string): unknown {
  if (!KaiwuError.is(error)) return error
  const { code, details } = error
  if (code === 'STORE_NEWER') {
    const reason = `a newer Kaiwu wrote it (its schema is ${details['found']}, this one knows ${details['known']})`
    return new KaiwuError('LEDGER_UNUSABLE', { path, reason }, { cause: error })
  }
  if (code !== 'STORE_UNUSABLE' && code !== 'STORE_CORRUPT') return error
  return new KaiwuError('LEDGER_UNUSABLE', { path, reason: details['reason'] ?? code }, { cause: error })
}
