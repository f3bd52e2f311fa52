import type { ChargedTo, Currency, Money, Usage } from '@kaiwu/core'
import type { CallKind, CallOutcome, LedgerRow } from './ledger.ts'

/** A row of the table `call` as SQLite gives it. */
export type CallRecord = Readonly<{
  id: number
  kind: CallKind
  model: string
  charged_key: string | null
  charged_user: string | null
  charged_department: string | null
  charged_solution: string | null
  charged_case: string | null
  charged_step: string | null
  at: number
  reserved: number | null
  reserved_currency: Currency | null
  price_version: string | null
  settled_at: number | null
  outcome: CallOutcome | null
  prompt_tokens: number | null
  completion_tokens: number | null
  cached_tokens: number | null
  cache_write_tokens: number | null
  reasoning_tokens: number | null
  estimated: number | null
  cost: number | null
  cost_currency: Currency | null
  saved: number | null
  saved_currency: Currency | null
  request_id: string | null
  elapsed_ms: number | null
  first_token_ms: number | null
}>

/** Column of each name a call may be charged to. */
export const chargedColumn: Readonly<Record<keyof ChargedTo, string>> = Object.freeze({
  key: 'charged_key',
  user: 'charged_user',
  department: 'charged_department',
  solution: 'charged_solution',
  case: 'charged_case',
  step: 'charged_step',
})

/** The names a call may be charged to, in the order of their columns. */
export const chargedNames = Object.freeze(Object.keys(chargedColumn) as (keyof ChargedTo)[])

/** All of those columns, for a SELECT. */
export const chargedColumns = Object.values(chargedColumn).join(', ')

/** To whom a row is charged. */
export function chargedToOf(record: CallRecord): ChargedTo {
  return given({
    key: record.charged_key,
    user: record.charged_user,
    department: record.charged_department,
    solution: record.charged_solution,
    case: record.charged_case,
    step: record.charged_step,
  })
}

/** A row as the ledger hands it out. */
export function rowOf(record: CallRecord): LedgerRow {
  const usage = usageOf(record)
  return Object.freeze({
    id: String(record.id),
    kind: record.kind,
    model: record.model,
    chargedTo: Object.freeze(chargedToOf(record)),
    at: record.at,
    ...given({
      settledAt: record.settled_at,
      outcome: record.outcome,
      usage,
      reserved: moneyOf(record.reserved, record.reserved_currency),
      cost: moneyOf(record.cost, record.cost_currency),
      saved: moneyOf(record.saved, record.saved_currency),
      priceVersion: record.price_version,
      requestId: record.request_id,
      elapsedMs: record.elapsed_ms,
      firstTokenMs: record.first_token_ms,
    }),
  })
}

function usageOf(record: CallRecord): Usage | null {
  if (record.prompt_tokens === null || record.completion_tokens === null) return null
  return Object.freeze({
    promptTokens: record.prompt_tokens,
    completionTokens: record.completion_tokens,
    estimated: record.estimated === 1,
    ...given({
      cachedTokens: record.cached_tokens,
      cacheWriteTokens: record.cache_write_tokens,
      reasoningTokens: record.reasoning_tokens,
    }),
  })
}

function moneyOf(micros: number | null, currency: Currency | null): Money | null {
  return micros === null || currency === null ? null : Object.freeze({ micros, currency })
}

type Given<T> = { [Key in keyof T]?: NonNullable<T[Key]> }

/** The fields that SQLite had something in. */
function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as Given<T>
}
