import type { ErrorEntry } from './errors/error-entry.ts'
import { callErrors } from './errors/call-errors.ts'
import { documentErrors } from './errors/document-errors.ts'
import { indexErrors } from './errors/index-errors.ts'
import { machineErrors } from './errors/machine-errors.ts'
import { modelErrors } from './errors/model-errors.ts'
import { moneyErrors } from './errors/money-errors.ts'
import { solutionErrors } from './errors/solution-errors.ts'
import { storeErrors } from './errors/store-errors.ts'
import { vectorErrors } from './errors/vector-errors.ts'

export type { ErrorEntry } from './errors/error-entry.ts'

/**
 * Every error Kaiwu raises, grouped by area. `docs/errors.md` is generated from this table and kept equal by a test.
 * Each text says what happened, where, and what to do.
 */
export const errorTable = {
  ...callErrors,
  ...solutionErrors,
  ...documentErrors,
  ...storeErrors,
  ...modelErrors,
  ...moneyErrors,
  ...vectorErrors,
  ...indexErrors,
  ...machineErrors,
} as const satisfies Record<string, ErrorEntry>

/** The code of an error in {@link errorTable}. */
export type ErrorCode = keyof typeof errorTable
