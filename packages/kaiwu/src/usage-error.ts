import { KaiwuError } from '@kaiwu/core'
import type { Texts } from './command.ts'
import type { Terminal } from './terminal.ts'

/** The error for something typed wrongly: what is wrong and what to type instead, in the reader's language. */
export function usageError(terminal: Pick<Terminal, 'language'>, reason: Texts): KaiwuError {
  return new KaiwuError('USAGE_INVALID', { reason: reason[terminal.language] })
}
