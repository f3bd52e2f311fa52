import type { Language } from '@kaiwu/core'

const places: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' }
const minuteMs = 60_000

/**
 * An instant in the reader's own time, the year only where it is another one.
 * @example
 * formatWhen('2026-11-23T10:30:00Z', 'zh') // '11月23日 18:30' in China
 */
export function formatWhen(at: string, language: Language, now: Date = new Date()): string {
  const date = new Date(at)
  const year = date.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const)
  return date.toLocaleString(places[language], { ...year, month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' })
}

/** An ISO day as people write it. */
export function formatDay(day: string, language: Language): string {
  return new Date(`${day}T00:00`).toLocaleDateString(places[language], { year: 'numeric', month: 'long', day: 'numeric' })
}

/** How pressing a due time is: past, less than a quarter of the time left, or neither. `since` is when the time began. */
export function pressure(dueAt: string, since: string, now: number = Date.now()): 'overdue' | 'soon' | 'calm' {
  const [due, begun] = [Date.parse(dueAt), Date.parse(since)]
  if (now >= due) return 'overdue'
  return due - now < (due - begun) / 4 ? 'soon' : 'calm'
}

/** A length of time in the largest unit that fits, for a text with `{amount}`: never rounded up to more time than there is. */
export function lengthOf(ms: number): Readonly<{ amount: number; unit: 'Minutes' | 'Hours' | 'Days' }> {
  const minutes = Math.floor(Math.abs(ms) / minuteMs)
  if (minutes < 60) return { amount: minutes, unit: 'Minutes' }
  if (minutes < 48 * 60) return { amount: Math.floor(minutes / 60), unit: 'Hours' }
  return { amount: Math.floor(minutes / 60 / 24), unit: 'Days' }
}

/** The value of a `datetime-local` input as an instant with the reader's offset, as fields hold it; null for none. */
export function instantOf(local: string): string | null {
  if (local === '') return null
  const offset = -new Date(local).getTimezoneOffset()
  const pad = (part: number): string => String(part).padStart(2, '0')
  const away = Math.abs(offset)
  return `${local.slice(0, 16)}${offset < 0 ? '-' : '+'}${pad(Math.floor(away / 60))}:${pad(away % 60)}`
}

/** An instant as a `datetime-local` input takes it, in the reader's own time; empty for what is none. */
export function localOf(at: string): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return ''
  return new Date(date.getTime() - date.getTimezoneOffset() * minuteMs).toISOString().slice(0, 16)
}
