import { errorTable, type ErrorCode, type ErrorEntry } from './error-table.ts'
import type { Fault } from './fault.ts'
import type { Language, LocalText } from './language.ts'

/** What is wrong with one field of a form; a row of a list is named with its place, `items.3.note`. */
export type FieldProblem = Readonly<{ field: string; message: LocalText }>

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
  /** Of an error about a form: what is wrong with each of its fields. */
  readonly fields: readonly FieldProblem[]

  constructor(
    code: ErrorCode,
    details: Record<string, string | number> = {},
    { fields = [], ...options }: { cause?: unknown; fields?: readonly FieldProblem[] } = {},
  ) {
    super(fill(errorTable[code].en, details), options)
    this.name = 'KaiwuError'
    this.code = code
    this.details = Object.freeze({ ...details })
    this.fields = Object.freeze([...fields])
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
