/** An ISO 4217 code of a currency a provider prices in. */
export type Currency = 'CNY' | 'USD' | 'EUR'

/** An amount in millionths of the currency's unit, always an integer: token prices need six places, floats lose them. */
export type Money = Readonly<{ micros: number; currency: Currency }>

/** What a model costs: micros per million tokens in and out, and the day the price was read. */
export type TokenPrice = Readonly<{
  currency: Currency
  inputMicrosPerMillion: number
  outputMicrosPerMillion: number
  /** ISO date on which the price was in force. */
  asOf: string
}>

/**
 * The price of one call, rounded up to a whole micro so that many small calls never add up to less than they cost.
 * @example
 * priceOf({ promptTokens: 1000, completionTokens: 200 }, { currency: 'CNY', inputMicrosPerMillion: 2_000_000, outputMicrosPerMillion: 8_000_000, asOf: '2026-11-01' })
 * // { micros: 3600, currency: 'CNY' }
 */
export function priceOf(usage: { promptTokens: number; completionTokens: number }, price: TokenPrice): Money {
  const total = usage.promptTokens * price.inputMicrosPerMillion + usage.completionTokens * price.outputMicrosPerMillion
  return Object.freeze({ micros: Math.ceil(total / 1_000_000), currency: price.currency })
}

const signs: Readonly<Record<Currency, string>> = { CNY: '¥', USD: '$', EUR: '€' }

/**
 * Money for people: at least two decimals, as many as six where the amount needs them.
 * @example
 * formatMoney({ micros: 3600, currency: 'CNY' }) // '¥0.0036'
 */
export function formatMoney(money: Money): string {
  const sign = money.micros < 0 ? '-' : ''
  const micros = Math.abs(money.micros)
  const whole = Math.floor(micros / 1_000_000)
  const rest = String(micros % 1_000_000)
    .padStart(6, '0')
    .replace(/0{1,4}$/, '')
  return `${sign}${signs[money.currency]}${whole}.${rest}`
}
