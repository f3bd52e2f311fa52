import type { Language } from '@kaiwu/core'

/** Minutes and hours run on the clock; days and working days are counted by the calendar. */
export type DurationUnit = 'minutes' | 'hours' | 'days' | 'workdays'

/** A length of time as rules and laws state it, such as 20 working days. The amount is a whole number. */
export type Duration = Readonly<{ amount: number; unit: DurationUnit }>

/** The longest duration of each unit: about a hundred years, forty for working days. */
export const longestAmounts: Readonly<Record<DurationUnit, number>> = Object.freeze({
  minutes: 52_560_000,
  hours: 876_000,
  days: 36_500,
  workdays: 10_000,
})

/** What a duration is measured by: durations of one measure can be added. */
export type Measure = 'clock' | 'days' | 'workdays'

/** The measure of a unit. */
export function measureOf(unit: DurationUnit): Measure {
  return unit === 'minutes' || unit === 'hours' ? 'clock' : unit
}

/** Milliseconds of a duration on the clock. */
export function clockMs({ amount, unit }: Duration): number {
  return amount * (unit === 'hours' ? 3_600_000 : 60_000)
}

const words: Readonly<Record<DurationUnit, Readonly<{ zh: string; en: string }>>> = {
  minutes: { zh: '分钟', en: 'minute' },
  hours: { zh: '小时', en: 'hour' },
  days: { zh: '个自然日', en: 'day' },
  workdays: { zh: '个工作日', en: 'working day' },
}

/**
 * A duration as a person reads it; `parseDuration` reads it back to the same.
 * @example
 * formatDuration({ amount: 20, unit: 'workdays' }, 'zh') // '20个工作日'
 */
export function formatDuration({ amount, unit }: Duration, language: Language): string {
  if (language === 'zh') return `${amount}${words[unit].zh}`
  return `${amount} ${words[unit].en}${amount === 1 ? '' : 's'}`
}
