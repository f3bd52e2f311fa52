/** An ISO 4217 code of a currency a provider prices in. */
export type Currency = 'CNY' | 'USD' | 'EUR'

/** An amount in millionths of the currency's unit, always an integer: token prices need six places, floats lose them. */
export type Money = Readonly<{ micros: number; currency: Currency }>

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
