import type { Currency, Money } from '@kaiwu/core'
import type { SharedStore, StoreValue } from '@kaiwu/store'
import type { Settlement } from './ledger.ts'

// A presumed end (`unknown`) gives way to the true one; a true end never changes.
const settleOnce = `
  UPDATE call SET
    settled_at = ?, outcome = ?,
    prompt_tokens = ?, completion_tokens = ?, cached_tokens = ?, cache_write_tokens = ?, reasoning_tokens = ?, estimated = ?,
    cost = coalesce(?, reserved), cost_currency = coalesce(?, reserved_currency),
    saved = ?, saved_currency = ?, request_id = ?, elapsed_ms = ?, first_token_ms = ?
  WHERE id = ? AND (outcome IS NULL OR outcome = 'unknown')`

const settleOverdue = `
  UPDATE call SET settled_at = ?, outcome = 'unknown', cost = reserved, cost_currency = reserved_currency
  WHERE outcome IS NULL AND deadline < ?`

/** Closes a call with what it was. @param currency that of nothing, where nobody has said a price */
export function settleCall(store: SharedStore, id: string, settlement: Settlement, currency: Currency, now: number): void {
  const { usage } = settlement
  const cost = costOf(settlement, currency)
  const saved = whole(settlement.saved)
  store.run(
    settleOnce,
    Math.round(now),
    settlement.outcome,
    tokens(usage.promptTokens),
    tokens(usage.completionTokens),
    tokens(usage.cachedTokens),
    tokens(usage.cacheWriteTokens),
    tokens(usage.reasoningTokens),
    usage.estimated ? 1 : 0,
    cost ? BigInt(cost.micros) : null,
    cost?.currency ?? null,
    saved ? BigInt(saved.micros) : null,
    saved?.currency ?? null,
    settlement.requestId ?? null,
    Math.round(settlement.elapsedMs),
    settlement.firstTokenMs === undefined ? null : Math.round(settlement.firstTokenMs),
    Number(id),
  )
}

/** Settles what is past its deadline as unknown, at the full amount. Returns how many. */
export function settleOverdueCalls(store: SharedStore, now: number): number {
  return store.run(settleOverdue, Math.round(now), Math.round(now))
}

/** What is written down as the cost; nothing leaves it to the reservation. */
function costOf({ outcome, cost, saved, usage }: Settlement, currency: Currency): Money | undefined {
  if (outcome === 'saved') return { micros: 0, currency: cost?.currency ?? saved?.currency ?? currency }
  const surelyNothing = outcome === 'failed' && !usage.estimated && usage.promptTokens === 0 && usage.completionTokens === 0
  return whole(cost) ?? (surelyNothing ? { micros: 0, currency } : undefined)
}

function whole(money: Money | undefined): Money | undefined {
  return money && Number.isSafeInteger(money.micros) && money.micros >= 0 ? money : undefined
}

function tokens(count: number | undefined): StoreValue {
  return count === undefined || !Number.isFinite(count) ? null : Math.max(0, Math.round(count))
}
