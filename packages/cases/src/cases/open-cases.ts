import type { Clock } from '@kaiwu/core'
import type { Database, Queries } from '@kaiwu/store'
import type { CaseDefinition } from '../definition/case-definition.ts'
import type { RunJob } from '../jobs/job.ts'
import { rightsOf } from '../people/authorize.ts'
import { peopleIn } from '../people/people-lookup.ts'
import type { Subject } from '../people/subject.ts'
import { caseDecisions, type CaseDecisions } from './case-decisions.ts'
import { recordDelivery, runCaseStep, runCaseTimer } from './case-handlers.ts'
import type { CaseJobs, CaseOutbox, StepRunner } from './case-ports.ts'
import { listCases, listTasks, type CaseListRequest, type ListedCase, type ListedTask } from './case-queries.ts'
import { caseRights } from './case-rights.ts'
import { subjectActor, visibleCase, type Asking } from './deciding.ts'
import { KnownDefinitions } from './known-definitions.ts'
import { readCase, type CaseView } from './read-case.ts'
import { startCase, type StartRequest } from './start-case.ts'

/** What cases are opened with. */
export type OpenCasesOptions = Readonly<{
  /** With the tables of people, log and cases. */
  database: Database
  clock: Clock
  types: readonly CaseDefinition[]
  jobs: CaseJobs
  outbox: CaseOutbox
  steps: StepRunner
}>

/** The cases of a base. Every operation is one transaction: what is answered is durable, and in the log. */
export type Cases = CaseDecisions &
  Readonly<{
    types: readonly CaseDefinition[]
    /** Starts a case. The same request key with the same request is one case. @throws CASE_TYPE_UNKNOWN, CASE_REQUEST_DIFFERENT */
    start(asking: Asking, request: StartRequest): Promise<CaseView>
    /** A case as somebody may see it; that they did is recorded. @throws CASE_NOT_FOUND */
    read(asking: Asking, id: string): Promise<CaseView>
    list(subject: Subject, request?: CaseListRequest): Promise<readonly ListedCase[]>
    /** What waits for somebody, what is due first. */
    tasks(subject: Subject): Promise<readonly ListedTask[]>
    /** The work that follows from cases, for `openJobs`. */
    handlers: Readonly<Record<'case-step' | 'case-timer', RunJob>>
    /** What became of something that was sent, within the transaction of the outbox. */
    settled(inside: Queries, delivery: Readonly<{ caseId: string; key: string; failed?: string }>): Promise<void>
  }>

/**
 * Opens the cases of a base.
 * @example
 * const cases = openCases({ database, clock, types: [leave], jobs, outbox, steps })
 * const { record } = await cases.start({ subject }, { caseType: 'leave', requestKey: 'r-1' })
 */
export function openCases(options: OpenCasesOptions): Cases {
  const { database, clock, types, jobs, outbox, steps } = options
  const definitions = new KnownDefinitions(types)
  const rights = rightsOf(types.map(caseRights))
  const tools = { database, clock, definitions, steps, jobs, outbox }

  return Object.freeze({
    ...caseDecisions(tools, rights),
    types: definitions.types,
    start: (asking, request) =>
      database.transaction(async (inside) => {
        const { definition, record } = await startCase(inside, { ...tools, rights }, asking, request)
        return readCase(inside, definition, record, asking.subject, clock.now())
      }),
    read: (asking, id) =>
      database.transaction(async (inside) => {
        const record = await visibleCase(inside, rights, asking.subject, id, 'case.read')
        const definition = await definitions.version(inside, record.definition)
        return readCase(inside, definition, record, asking.subject, clock.now(), subjectActor(asking))
      }),
    list: (subject, request = {}) => listCases(database, rights.visibleCases(subject), request),
    tasks: async (subject) => listTasks(database, subject, await departmentsAbove(database, subject.personId)),
    handlers: {
      'case-step': (payload, run) => runCaseStep(tools, payload, run),
      'case-timer': (payload) => runCaseTimer(tools, payload),
    },
    settled: (inside, delivery) => recordDelivery(tools, inside, delivery),
  } satisfies Cases)
}

/** The department of a person, and those above it. */
async function departmentsAbove(queries: Queries, personId: string): Promise<readonly string[]> {
  const lookup = peopleIn(queries)
  const departments: string[] = []
  let departmentId = (await lookup.person(personId))?.departmentId
  while (departmentId !== undefined && !departments.includes(departmentId)) {
    departments.push(departmentId)
    departmentId = (await lookup.department(departmentId))?.parentId
  }
  return departments
}
