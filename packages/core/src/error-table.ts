import type { ErrorEntry } from './errors/error-entry.ts'
import { attachmentErrors } from './errors/attachment-errors.ts'
import { callErrors } from './errors/call-errors.ts'
import { caseErrors } from './errors/case-errors.ts'
import { classifyErrors } from './errors/classify-errors.ts'
import { documentErrors } from './errors/document-errors.ts'
import { indexErrors } from './errors/index-errors.ts'
import { logErrors } from './errors/log-errors.ts'
import { machineErrors } from './errors/machine-errors.ts'
import { modelErrors } from './errors/model-errors.ts'
import { moneyErrors } from './errors/money-errors.ts'
import { outboxErrors } from './errors/outbox-errors.ts'
import { peopleErrors } from './errors/people-errors.ts'
import { personalDataErrors } from './errors/personal-data-errors.ts'
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
  ...caseErrors,
  ...attachmentErrors,
  ...solutionErrors,
  ...documentErrors,
  ...storeErrors,
  ...modelErrors,
  ...moneyErrors,
  ...vectorErrors,
  ...indexErrors,
  ...logErrors,
  ...machineErrors,
  ...outboxErrors,
  ...personalDataErrors,
  ...peopleErrors,
  ...classifyErrors,
} as const satisfies Record<string, ErrorEntry>

/** The code of an error in {@link errorTable}. */
export type ErrorCode = keyof typeof errorTable
