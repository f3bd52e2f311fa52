import type { ChargedTo, Currency, Money, Usage } from '@kaiwu/core'

/** What a metered call was for. */
export type CallKind = 'chat' | 'embedding' | 'rerank'

/**
 * How a metered call ended. `unknown`: the process died in between, so the whole reservation counts; `saved`: it was answered
 * from the cache and cost nothing.
 */
export type CallOutcome = 'ok' | 'incomplete' | 'cancelled' | 'failed' | 'unknown' | 'saved'

/** A call about to be made, and the most it may cost. */
export type Reservation = Readonly<{
  kind: CallKind
  /** `provider/model`. */
  model: string
  chargedTo: ChargedTo
  /** Milliseconds since 1970. */
  at: number
  /** The most it may cost; absent when nobody has said what the model costs. */
  most?: Money
  /** Identifies the price: its date and a hash of its rates. */
  priceVersion?: string
  /** After this moment a reservation that was never settled counts as spent. */
  deadline: number
}>

/** What a call turned out to be. */
export type Settlement = Readonly<{
  outcome: CallOutcome
  usage: Usage
  /** Absent when nobody has said what the model costs. */
  cost?: Money
  /** What a cached answer would have cost. */
  saved?: Money
  /** The service's own id of the request. */
  requestId?: string
  elapsedMs: number
  firstTokenMs?: number
}>

/** One row of the ledger: a metered call, open while `settledAt` is missing. */
export type LedgerRow = Readonly<{
  id: string
  kind: CallKind
  model: string
  chargedTo: ChargedTo
  at: number
  settledAt?: number
  outcome?: CallOutcome
  usage?: Usage
  reserved?: Money
  cost?: Money
  saved?: Money
  priceVersion?: string
  requestId?: string
  elapsedMs?: number
  firstTokenMs?: number
}>

/** What a budget holds by: everything, or what is charged to a given name, or each name by itself. */
export type Budget = Readonly<{
  name: string
  limit: Money
  /** `case` of a ledger row has no period of its own: use `total` with `each: case`. */
  period: 'day' | 'month' | 'total'
  /** IANA name; where its days and months begin. */
  timeZone: string
  /** Counts only what is charged to these. */
  only?: ChargedTo
  /** Counts each of these by itself: each user has this much. */
  each?: keyof ChargedTo
}>

/** What one currency is worth in another, as somebody stated it. */
export type ExchangeRate = Readonly<{ from: Currency; to: Currency; rate: number; asOf: string; source?: string }>

/** How a budget stands. */
export type BudgetStanding = Readonly<{ budget: Budget; of: string; since: string; spent: Money; reserved: Money }>

/** By what a report groups; `outcome` is that of {@link Answers}. */
export type CostKey =
  | 'model'
  | 'provider'
  | 'kind'
  | 'key'
  | 'user'
  | 'department'
  | 'solution'
  | 'case'
  | 'step'
  | 'day'
  | 'outcome'

/** Which rows count, by the moment of the call: `from` counts, `to` does not. */
export type CostFilter = Readonly<{ from?: number; to?: number }> & ChargedTo & Readonly<{ model?: string }>

/** One line of a report. Money stays apart by currency. */
export type CostLine = Readonly<{
  /** Values of the keys grouped by, in their order; empty text where a row has none. */
  group: readonly string[]
  calls: number
  /** Calls whose cost nobody can say. */
  unpriced: number
  /** Different cases, so that the cost of one can be told. */
  cases: number
  promptTokens: number
  cachedTokens: number
  completionTokens: number
  cost: readonly Money[]
  saved: readonly Money[]
}>

/**
 * The account of every metered call: SQLite, durable, written by any number of processes at once. A call is refused before it is
 * made when it might pass a budget.
 */
export type Ledger = Readonly<{
  /** Path of its file. */
  path: string
  /** Notes a call and sets aside the most it may cost, in one statement. @throws BUDGET_EXCEEDED, MODEL_UNPRICED, CURRENCY_RATE_MISSING */
  reserve(call: Reservation): string
  /** Closes a call with what it was. Settling twice changes nothing. */
  settle(id: string, settlement: Settlement): void
  /** Settles as `unknown`, at their full amount, reservations past their deadline. Returns how many. */
  settleAbandoned(now: number): number
  standings(now: number): readonly BudgetStanding[]
  rows(filter?: CostFilter): readonly LedgerRow[]
  report(by: readonly CostKey[], filter?: CostFilter): readonly CostLine[]
  close(): void
}>
