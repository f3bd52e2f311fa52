import type { Language, Money } from '@kaiwu/core'

const signs: Readonly<Record<Money['currency'], string>> = { CNY: '¥', USD: '$', EUR: '€' }

/**
 * Money for people, as `formatMoney` of @kaiwu/core writes it (a test compares the two; the page imports no Kaiwu code).
 * @example
 * formatAmount({ micros: 3600, currency: 'CNY' }) // '¥0.0036'
 */
export function formatAmount({ micros, currency }: Money): string {
  const amount = Math.abs(micros)
  const rest = String(amount % 1_000_000)
    .padStart(6, '0')
    .replace(/0{1,4}$/, '')
  return `${micros < 0 ? '-' : ''}${signs[currency]}${Math.floor(amount / 1_000_000)}.${rest}`
}

/**
 * A duration for people: whole milliseconds below a second, else seconds with one decimal.
 * @example
 * formatElapsed(1234) // '1.2 s'
 */
export function formatElapsed(elapsedMs: number): string {
  return elapsedMs < 999.5 ? `${Math.round(elapsedMs)} ms` : `${(elapsedMs / 1000).toFixed(1)} s`
}

/**
 * A file's size for people, in steps of 1024.
 * @example
 * formatBytes(1536) // '1.5 KB'
 */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${trimZero(bytes / 1024)} KB`
  return `${trimZero(bytes / 1024 / 1024)} MB`
}

/** A count with the language's thousands separators. */
export function formatCount(count: number, language: Language): string {
  return count.toLocaleString(language === 'zh' ? 'zh-CN' : 'en')
}

/** Today in the reader's own time zone, as an ISO day. */
export function today(now: Date = new Date()): string {
  const pad = (part: number): string => String(part).padStart(2, '0')
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`
}

function trimZero(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '')
}
