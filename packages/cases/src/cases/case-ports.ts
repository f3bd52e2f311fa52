import type { LocalText } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import type { CaseDefinition, CaseStep } from '../definition/case-definition.ts'
import type { CaseEvent } from '../engine/case-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import type { JsonObject } from '../log/canonical-json.ts'
import type { PutDelivery } from '../outbox/open-outbox.ts'

/** What a step outside of a case came to: what happened, or why it could not be done. */
export type StepOutcome = Readonly<{ events: readonly CaseEvent[]; outcome: JsonObject } | { failed: LocalText }>

/** A step that is to be done. */
export type StepWork = Readonly<{
  definition: CaseDefinition
  record: CaseRecord
  step: CaseStep
  signal: AbortSignal
  /** Should this try fail, there is no other. */
  isLast?: boolean
}>

/** Does the steps whose work lies outside of a case: search, models, classifiers, TypeScript. */
export type StepRunner = (work: StepWork) => Promise<StepOutcome>

/** Work that is to happen later or again, put down in the transaction of what it follows from. */
export type CaseJobs = Readonly<{
  enqueue(
    inside: Queries,
    job: Readonly<{ kind: 'case-step' | 'case-timer'; key: string; group: string; payload: JsonObject; dueAtMs?: number }>,
  ): Promise<void>
}>

/** Effects outside, put down in the transaction of what they follow from. */
export type CaseOutbox = Readonly<{
  put(inside: Queries, effect: Readonly<{ key: string; target: string; body: JsonObject; caseId: string }>): Promise<PutDelivery>
}>
