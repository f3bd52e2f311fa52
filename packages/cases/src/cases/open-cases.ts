import type { Clock } from '@kaiwu/core'
import type { Database, Queries } from '@kaiwu/store'
import { caseAttachments, type AttachmentLimits, type CaseAttachments } from '../attachments/case-attachments.ts'
import { openAttachmentStore } from '../attachments/open-attachment-store.ts'
import type { CaseDefinition } from '../definition/case-definition.ts'
import { checkBetween } from '../definition/check-between.ts'
import { invalidCase } from '../definition/define-case.ts'
import { caseExports, type CaseExports } from '../export/case-exports.ts'
import type { JobHandler, RunJob } from '../jobs/job.ts'
import { rightsOf } from '../people/authorize.ts'
import type { Subject } from '../people/subject.ts'
import { caseDecisions, type CaseDecisions } from './case-decisions.ts'
import { failCaseStep, recordDelivery, runCaseStep, runCaseTimer } from './case-handlers.ts'
import type { CaseJobs, CaseOutbox, StepRunner } from './case-ports.ts'
import { caseReaders, type CaseReaders } from './case-readers.ts'
import { caseRights } from './case-rights.ts'
import type { Asking } from './deciding.ts'
import { KnownDefinitions } from './known-definitions.ts'
import { readCase, type CaseView } from './read-case.ts'
import { recordingRefusal } from './record-refusal.ts'
import { mayStart, startCase, type StartRequest } from './start-case.ts'

/** What cases are opened with. */
export type OpenCasesOptions = Readonly<{
  /** With the tables of people, log and cases. */
  database: Database
  clock: Clock
  types: readonly CaseDefinition[]
  jobs: CaseJobs
  outbox: CaseOutbox
  steps: StepRunner
  /** A target of the outbox that is sent what people are told: reminders, what is overdue, exceptions. Default: none. */
  notify?: string
  attachmentLimits?: AttachmentLimits
}>

/** The cases of a base. Every operation is one transaction: what is answered is durable, and in the log. */
export type Cases = CaseDecisions &
  CaseReaders &
  CaseAttachments &
  CaseExports &
  Readonly<{
    types: readonly CaseDefinition[]
    /** The keys of the case types that somebody may start cases of. */
    startable(subject: Subject): Promise<ReadonlySet<string>>
    /**
     * Starts a case. The same request key with the same request is one case, and `begun` is false when it is there already.
     * @throws CASE_TYPE_UNKNOWN, CASE_REQUEST_DIFFERENT
     */
    start(asking: Asking, request: StartRequest): Promise<CaseView & Readonly<{ begun: boolean }>>
    /** The work that follows from cases, for `openJobs`. */
    handlers: Readonly<{ 'case-step': Exclude<JobHandler, RunJob>; 'case-timer': RunJob }>
    /** What became of something that was sent, within the transaction of the outbox. */
    settled(inside: Queries, delivery: Readonly<{ caseId: string; key: string; failed?: string }>): Promise<void>
  }>

/**
 * Opens the cases of a base.
 * @throws CASE_INVALID when one of the types names another that is not there, or fields that it does not have
 * @example
 * const cases = openCases({ database, clock, types: [leave], jobs, outbox, steps })
 * const { record } = await cases.start({ subject }, { caseType: 'leave', requestKey: 'r-1' })
 */
export function openCases(options: OpenCasesOptions): Cases {
  const { database, clock, types, jobs, outbox, steps, notify } = options
  const between = checkBetween(types)
  if (between.length > 0) throw invalidCase(between, 'zh')
  const definitions = new KnownDefinitions(types)
  const rights = rightsOf(types.map(caseRights))
  const store = openAttachmentStore(database, clock)
  const tools = { database, clock, definitions, steps, jobs, outbox, ...(notify === undefined ? {} : { notify }) }

  return Object.freeze({
    ...caseDecisions(tools, rights),
    ...caseAttachments(tools, rights, store, options.attachmentLimits),
    ...caseExports(tools, rights, store),
    types: definitions.types,
    async startable(subject) {
      const keys = new Set<string>()
      for (const type of definitions.types) if (await mayStart(database, type, rights, subject)) keys.add(type.key)
      return keys
    },
    start: (asking, request) =>
      recordingRefusal(tools, asking, { right: 'case.start', caseType: request.caseType }, () =>
        database.transaction(async (inside) => {
          const { definition, record, begun } = await startCase(inside, { ...tools, rights }, asking, request)
          return Object.freeze({
            ...(await readCase(inside, rights, { definition, record, subject: asking.subject, nowMs: clock.now() })),
            begun,
          })
        }),
      ),
    ...caseReaders(tools, rights),
    handlers: {
      'case-step': {
        run: (payload, run) => runCaseStep(tools, payload, run),
        parked: (inside, job) => failCaseStep(tools, inside, job),
      },
      'case-timer': (payload) => runCaseTimer(tools, payload),
    },
    settled: (inside, delivery) => recordDelivery(tools, inside, delivery),
  } satisfies Cases)
}
