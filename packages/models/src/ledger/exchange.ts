import { KaiwuError, type Currency, type Money } from '@kaiwu/core'
import type { ExchangeRate } from './ledger.ts'

const currencies: readonly Currency[] = ['CNY', 'USD', 'EUR']

/** Millionths of a unit of one currency that a unit of each other is worth; where nobody has said, there is none. */
export type MicroRates = Readonly<Partial<Record<Currency, number>>>

/**
 * What every currency is worth in another, of the rates stated: the newest counts, and a rate stated the other way round is turned
 * around. A rate has six places and is rounded up, so that nothing is worth less than it costs.
 * @example
 * microRates('CNY', [{ from: 'USD', to: 'CNY', rate: 7.2, asOf: '2026-11-01' }]) // { CNY: 1_000_000, USD: 7_200_000 }
 */
export function microRates(to: Currency, rates: readonly ExchangeRate[]): MicroRates {
  const newest = rates.toSorted((a, b) => b.asOf.localeCompare(a.asOf))
  const known = currencies.flatMap((from) => {
    if (from === to) return [[from, 1_000_000] as const]
    const straight = newest.find((rate) => rate.from === from && rate.to === to)
    const turned = newest.find((rate) => rate.from === to && rate.to === from)
    const rate = straight?.rate ?? (turned ? 1 / turned.rate : undefined)
    // The seventh place is where floats such as 7.2 * 1e6 go wrong.
    return rate === undefined ? [] : [[from, Math.ceil(Number((rate * 1_000_000).toFixed(3)))] as const]
  })
  return Object.freeze(Object.fromEntries(known))
}

/** An amount in another currency, rounded up to a whole micro; nothing where nobody has stated a rate. */
export function converted({ micros, currency }: Money, rates: MicroRates): number | undefined {
  const rate = rates[currency]
  if (rate === undefined) return micros === 0 ? 0 : undefined
  // Whole units first: the product of two large integers would not be one.
  return Math.floor(micros / 1_000_000) * rate + Math.ceil(((micros % 1_000_000) * rate) / 1_000_000)
}

/**
 * The sum of amounts in one currency, rounded up.
 * @throws CURRENCY_RATE_MISSING
 * @example
 * totalIn('CNY', [{ micros: 1_000_000, currency: 'USD' }], [{ from: 'USD', to: 'CNY', rate: 7.2, asOf: '2026-11-01' }])
 * // { micros: 7_200_000, currency: 'CNY' }
 */
export function totalIn(currency: Currency, amounts: readonly Money[], rates: readonly ExchangeRate[]): Money {
  const worth = microRates(currency, rates)
  const micros = amounts.reduce((sum, amount) => {
    const one = converted(amount, worth)
    if (one === undefined) throw new KaiwuError('CURRENCY_RATE_MISSING', { from: amount.currency, to: currency })
    return sum + one
  }, 0)
  return Object.freeze({ micros, currency })
}

/** An amount in another currency at the rates stated; undefined when there is none for it. */
export function convertMoney(money: Money, to: Currency, rates: readonly ExchangeRate[]): Money | undefined {
  const micros = converted(money, microRates(to, rates))
  return micros === undefined ? undefined : Object.freeze({ micros, currency: to })
}
