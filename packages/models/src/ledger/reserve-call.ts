import { KaiwuError, formatMoney, type Money } from '@kaiwu/core'
import type { SharedStore } from '@kaiwu/store'
import { chargedColumns, chargedNames } from './call-record.ts'
import { claimOf, type Claim } from './claim.ts'
import type { CountedBudgets } from './counted-budgets.ts'
import { converted, microRates, type MicroRates } from './exchange.ts'
import type { Budget, ExchangeRate, Reservation } from './ledger.ts'
import { amountsOf } from './standing.ts'

/** A budget that has a say in a call: where it stands, and what the call may cost in its currency. */
export type Hold = Readonly<{ budget: Budget; claim: Claim; rates: MicroRates; amount: number }>

// One statement is one transaction, and SQLite lets one writer in at a time: nobody comes between looking and setting aside.
// A standing is turned into the budget's currency whole units first, rounded up, as in exchange.ts.
const insertUnlessOver = `
  INSERT INTO call (kind, model, ${chargedColumns}, at, deadline, reserved, reserved_currency, price_version, claims)
  SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
  WHERE (SELECT generation FROM tally) = ? AND NOT EXISTS (
    SELECT 1 FROM json_each(?) AS hold
    WHERE hold.value ->> 'limit' < hold.value ->> 'amount' + coalesce((
      SELECT sum(CASE
        WHEN spent + reserved = 0 THEN 0
        WHEN hold.value -> 'rates' ->> currency IS NULL THEN ${Number.MAX_SAFE_INTEGER}
        ELSE (spent + reserved) / 1000000 * (hold.value -> 'rates' ->> currency)
          + ((spent + reserved) % 1000000 * (hold.value -> 'rates' ->> currency) + 999999) / 1000000
        END)
      FROM standing
      WHERE budget = hold.value ->> 'budget' AND period = hold.value ->> 'period' AND whose = hold.value ->> 'whose'), 0))`

/**
 * Puts a call into the ledger unless it might pass a budget. Returns its number, or nothing when a budget is in the way or the list
 * of what is counted has changed.
 */
export function insertCall(
  store: SharedStore,
  call: Reservation,
  { generation, all }: CountedBudgets,
  holds: readonly Hold[],
): number | undefined {
  const claims = all.flatMap((counted) => {
    const claim = claimOf(call, counted)
    return claim ? [claim] : []
  })
  const held = holds.map(({ budget, claim: [id, period, whose], rates, amount }) => {
    return { budget: id, period, whose, rates, amount, limit: budget.limit.micros }
  })
  return store.insert(
    insertUnlessOver,
    call.kind,
    call.model,
    ...chargedNames.map((name) => call.chargedTo[name] ?? null),
    Math.round(call.at),
    Math.round(call.deadline),
    call.most ? BigInt(call.most.micros) : null,
    call.most?.currency ?? null,
    call.priceVersion ?? null,
    JSON.stringify(claims),
    generation,
    JSON.stringify(held),
  )
}

/**
 * The budgets that have a say in a call. What costs nothing passes no budget.
 * @throws MODEL_UNPRICED when there are any and nobody knows the most it may cost; CURRENCY_RATE_MISSING
 */
export function holdsOn(call: Reservation, { own }: CountedBudgets, rates: readonly ExchangeRate[]): readonly Hold[] {
  const { most } = call
  if (most && (!Number.isSafeInteger(most.micros) || most.micros < 0))
    throw new KaiwuError('MODEL_UNPRICED', { model: call.model })
  if (most?.micros === 0) return []
  return own.flatMap(({ budget, counted }) => {
    const claim = claimOf(call, counted)
    if (!claim) return []
    if (!most) throw new KaiwuError('MODEL_UNPRICED', { model: call.model })
    const worth = microRates(budget.limit.currency, rates)
    const amount = converted(most, worth)
    if (amount === undefined) throw rateMissing(most, budget)
    return [{ budget, claim, rates: worth, amount }]
  })
}

/**
 * Why a call was refused: the tightest budget it might pass. Nothing when none is in the way any more.
 * @param insist name the tightest even then
 * @throws CURRENCY_RATE_MISSING when a budget has sums in a currency that nobody has stated a rate for
 */
export function refusalOf(store: SharedStore, holds: readonly Hold[], insist: boolean): KaiwuError | undefined {
  const over = holds
    .map((hold) => {
      const { spent, reserved, both } = amountsOf(store, hold.claim, hold.budget, hold.rates)
      return { hold, spent, reserved, left: hold.budget.limit.micros - both }
    })
    .filter(({ hold, left }) => insist || left < hold.amount)
    .toSorted((a, b) => a.left / a.hold.amount - b.left / b.hold.amount)
  const [tightest] = over
  if (!tightest) return undefined
  const { budget, claim, amount } = tightest.hold
  const money = (micros: number): string => formatMoney({ micros, currency: budget.limit.currency })
  return new KaiwuError('BUDGET_EXCEEDED', {
    budget: budget.name,
    of: claim[2],
    limit: formatMoney(budget.limit),
    spent: money(tightest.spent),
    reserved: money(tightest.reserved),
    amount: money(amount),
  })
}

function rateMissing(money: Money, budget: Budget): KaiwuError {
  return new KaiwuError('CURRENCY_RATE_MISSING', { from: money.currency, to: budget.limit.currency })
}
