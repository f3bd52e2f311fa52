import type { Currency, Money } from '@kaiwu/core'

/** Amounts added up, each currency by itself, in whole millionths. */
export type MoneySums = ReadonlyMap<Currency, number>

/** Adds amounts to sums. @param times -1 takes them away */
export function added(sums: MoneySums, amounts: readonly Money[], times: 1 | -1 = 1): MoneySums {
  const all = new Map(sums)
  for (const { currency, micros } of amounts) all.set(currency, (all.get(currency) ?? 0) + times * micros)
  return all
}

/** Sums as amounts, in the order of their currencies. */
export function moneyIn(sums: MoneySums): readonly Money[] {
  return Object.freeze(
    [...sums].map(([currency, micros]) => Object.freeze({ micros, currency })).sort((a, b) => (a.currency < b.currency ? -1 : 1)),
  )
}
