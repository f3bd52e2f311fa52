import { errorTable, type ErrorCode, type ErrorEntry } from './error-table.ts'
import type { Fault } from './fault.ts'
import type { Language } from './language.ts'

const marker = Symbol.for('kaiwu.error')

/**
 * The one error class of Kaiwu. What it says, whose fault it is and which HTTP status it gets stand in {@link errorTable}.
 * Expected outcomes (nothing found, a model that declines) are values, never errors.
 * @example
 * throw new KaiwuError('FILE_EMPTY', { name: 'a.md' })
 */
export class KaiwuError extends Error {
  readonly [marker] = true
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, string | number>>

  constructor(code: ErrorCode, details: Record<string, string | number> = {}, options?: { cause?: unknown }) {
    super(fill(errorTable[code].en, details), options)
    this.name = 'KaiwuError'
    this.code = code
    this.details = Object.freeze({ ...details })
  }

  /** The row of the error table. */
  get entry(): ErrorEntry {
    return errorTable[this.code]
  }

  /** Who has to act. */
  get fault(): Fault {
    return this.entry.fault
  }

  /** The text in the reader's language. */
  text(language: Language): string {
    return fill(this.entry[language], this.details)
  }

  /** True for a KaiwuError, also one made by another copy of this package. */
  static is(value: unknown): value is KaiwuError {
    return typeof value === 'object' && value !== null && marker in value
  }
}

function fill(template: string, details: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (hole, key: string) => String(details[key] ?? hole))
}
