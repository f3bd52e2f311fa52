import type { Usage } from './answer.ts'
import type { Currency, Money } from './money.ts'

/** What a million tokens cost, in units of the currency. */
export type TokenRates = Readonly<{
  /** Tokens sent that were not read from the service's cache. */
  input: number
  /** Tokens received. */
  output: number
  /** Tokens sent that the service read from its cache; absent: as `input`. */
  cacheRead?: number
  /** Tokens sent that the service put into its cache; absent: as `input`. */
  cacheWrite?: number
  /** Tokens of thinking among those received; absent: as `output`. */
  reasoning?: number
}>

/** Hours of some weekdays in which every rate is multiplied. `from` counts, `to` does not: 09:00–12:00 ends at 12:00. */
export type PriceWindow = Readonly<{
  /** IANA name: Asia/Shanghai. */
  timeZone: string
  /** 1 is Monday, 7 is Sunday. */
  days: readonly number[]
  from: string
  to: string
  multiplier: number
  /** Dates on which it does not apply, such as public holidays. */
  except?: readonly string[]
}>

/** Rates that hold above a number of tokens, for the whole request; a rate it does not name stays. */
export type PriceTier = Readonly<{ above: number }> &
  Partial<TokenRates> &
  Readonly<{
    /** Rates that hold instead when the model thinks. */
    thinking?: Partial<TokenRates>
    /** Rates by the length of the answer, within this tier. */
    outputTiers?: readonly (Readonly<{ above: number }> & Partial<TokenRates>)[]
  }>

/**
 * The dated price of a model. Of `tiers` the one with the largest `above` that the request's input tokens exceed holds for the
 * whole request; likewise `outputTiers` by output tokens. A rate a tier does not name stays.
 */
export type TokenPrice = TokenRates &
  Readonly<{
    currency: Currency
    /** ISO date on which the price was read. */
    asOf: string
    /** First and last day on which it is in force; absent: open. */
    from?: string
    to?: string
    tiers?: readonly PriceTier[]
    outputTiers?: readonly (Readonly<{ above: number }> & Partial<TokenRates>)[]
    /** Rates that hold instead when the model thinks. */
    thinking?: Partial<TokenRates>
    windows?: readonly PriceWindow[]
    /** Where the price was read. */
    source?: string
  }>

/** When a call was made, and whether the model was thinking: what a price may depend on beside tokens. */
export type PricedCall = Readonly<{ at: number; thinking?: boolean }>

/**
 * The price in force at a moment, of several dated ones: the one that began last. Days are those of UTC+8, where the vendors
 * that date their prices are.
 */
export function priceAt(prices: readonly TokenPrice[], at: number): TokenPrice | undefined {
  const day = new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)
  return prices
    .filter(({ from, to }) => (from ?? '') <= day && day <= (to ?? '9999'))
    .toSorted((a, b) => (b.from ?? '').localeCompare(a.from ?? ''))[0]
}

/**
 * The price of one call, rounded up to a whole micro so that many small calls never add up to less than they cost.
 * `promptTokens` include cached ones and `completionTokens` include thinking, as services report them.
 * @example
 * priceOf(
 *   { promptTokens: 1_000_000, cachedTokens: 400_000, completionTokens: 200_000, estimated: false },
 *   { currency: 'CNY', input: 1, output: 4, cacheRead: 0.02, asOf: '2026-10-17' },
 *   { at: Date.parse('2026-11-21T12:00:00Z') },
 * ) // { micros: 1_408_000, currency: 'CNY' }
 */
export function priceOf(usage: Usage, price: TokenPrice, call: PricedCall): Money {
  const rates = ratesFor(usage, price, call)
  const { promptTokens, completionTokens, cachedTokens = 0, cacheWriteTokens = 0, reasoningTokens = 0 } = usage
  const read = Math.min(cachedTokens, promptTokens)
  const written = Math.min(cacheWriteTokens, promptTokens - read)
  const thought = Math.min(reasoningTokens, completionTokens)
  const multiplier = multiplierAt(price.windows ?? [], call.at)
  const parts: readonly (readonly [tokens: number, rate: number])[] = [
    [promptTokens - read - written, rates.input],
    [read, rates.cacheRead ?? rates.input],
    [written, rates.cacheWrite ?? rates.input],
    [completionTokens - thought, rates.output],
    [thought, rates.reasoning ?? rates.output],
  ]
  const total = parts.reduce((sum, [tokens, rate]) => sum + tokens * Math.round(rate * multiplier * 1_000_000), 0)
  return Object.freeze({ micros: Math.ceil(total / 1_000_000), currency: price.currency })
}

function ratesFor(usage: Usage, price: TokenPrice, { thinking }: PricedCall): TokenRates {
  const tier = tierFor(price.tiers ?? [], usage.promptTokens)
  return {
    ...price,
    ...tier,
    ...tierFor(tier?.outputTiers ?? price.outputTiers ?? [], usage.completionTokens),
    ...(thinking || (usage.reasoningTokens ?? 0) > 0 ? { ...price.thinking, ...tier?.thinking } : {}),
  }
}

function tierFor<Tier extends Readonly<{ above: number }>>(tiers: readonly Tier[], tokens: number): Tier | undefined {
  return tiers.filter(({ above }) => tokens > above).toSorted((a, b) => b.above - a.above)[0]
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

function multiplierAt(windows: readonly PriceWindow[], at: number): number {
  return windows.find((window) => isWithin(window, at))?.multiplier ?? 1
}

function isWithin({ timeZone, days, from, to, except = [] }: PriceWindow, at: number): boolean {
  const parts = formatOf(timeZone).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? ''
  const time = `${part('hour')}:${part('minute')}`
  const date = `${part('year')}-${part('month')}-${part('day')}`
  return days.includes(weekdays.indexOf(part('weekday')) + 1) && from <= time && time < to && !except.includes(date)
}

const formats = new Map<string, Intl.DateTimeFormat>()

// Making one takes longer than all the rest of pricing a call.
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    formats.set(timeZone, format)
  }
  return format
}
