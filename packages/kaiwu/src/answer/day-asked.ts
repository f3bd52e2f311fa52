import { textOption, type Invocation } from '../command.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'
import { isoDay } from './iso-day.ts'

/**
 * The day of `--as-of`, where it was given.
 * @throws USAGE_INVALID for what is no day
 */
export function dayAsked(invocation: Invocation, terminal: Terminal): string | undefined {
  const day = textOption(invocation, 'asOf')
  if (day !== undefined && !isoDay(day))
    throw usageError(terminal, {
      zh: `--as-of 要写成存在的日期，如 2021-06-01，这里是“${day}”`,
      en: `--as-of takes a day that exists, such as 2021-06-01; it is "${day}"`,
    })
  return day
}
