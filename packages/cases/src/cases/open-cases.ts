import { KaiwuError, type Clock } from '@kaiwu/core'
import type { Database, Queries } from '@kaiwu/store'
import type { CaseDefinition } from '../definition/case-definition.ts'
import { actionEvents, actionOf, type ActionInput } from '../engine/act-on-case.ts'
import type { Participant } from '../engine/case-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import type { DecisionInput } from '../engine/decision-input.ts'
import { additionEvents, delegationEvents, signatureEvents, withdrawalEvents } from '../engine/sign-approval.ts'
import type { SignInput } from '../engine/sign-approval.ts'
import type { RunJob } from '../jobs/job.ts'
import { rightsOf } from '../people/authorize.ts'
import { peopleIn } from '../people/people-lookup.ts'
import type { Subject } from '../people/subject.ts'
import { recordDelivery, runCaseStep, runCaseTimer } from './case-handlers.ts'
import type { CaseJobs, CaseOutbox, StepRunner } from './case-ports.ts'
import { listCases, listTasks, type CaseListRequest, type ListedCase, type ListedTask } from './case-queries.ts'
import { caseRights } from './case-rights.ts'
import { decisionsOn } from './decide-on-case.ts'
import { refuseForeign, subjectActor, visibleCase, type Asking } from './deciding.ts'
import { KnownDefinitions } from './known-definitions.ts'
import { readCase, type CaseView } from './read-case.ts'
import { startCase, type StartRequest } from './start-case.ts'
import { mySeats } from './my-seats.ts'

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

/** Somebody to hand a seat to, or to add: the id of a person. */
export type HandOver = DecisionInput & Readonly<{ to: string }>

/** The cases of a base. Every operation is one transaction: what is answered is durable, and in the log. */
export type Cases = Readonly<{
  types: readonly CaseDefinition[]
  /** Starts a case. The same request key with the same request is one case. @throws CASE_TYPE_UNKNOWN, CASE_REQUEST_DIFFERENT */
  start(asking: Asking, request: StartRequest): Promise<CaseView>
  /** Takes an action. @throws as `actionEvents`; CASE_NOT_FOUND, CASE_NOT_YOURS, CASE_DECIDED */
  act(asking: Asking, id: string, input: ActionInput): Promise<CaseView>
  /** Signs for what waits for approval. @throws as `signatureEvents`; CASE_NOT_FOUND, CASE_DECIDED */
  sign(asking: Asking, id: string, input: SignInput): Promise<CaseView>
  delegate(asking: Asking, id: string, input: HandOver): Promise<CaseView>
  addSigner(asking: Asking, id: string, input: HandOver): Promise<CaseView>
  withdraw(asking: Asking, id: string, input: DecisionInput): Promise<CaseView>
  comment(asking: Asking, id: string, text: string): Promise<CaseView>
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

  const decided = decisionsOn(tools, rights)
  const approvalState = { what: ({ state }: CaseRecord) => `${state}.approval` }
  const handOver =
    (events: typeof delegationEvents) =>
    (asking: Asking, id: string, input: HandOver): Promise<CaseView> =>
      decided(asking, id, approvalState, async (deciding, inside) =>
        events(deciding, await mySeats(inside, deciding), await enabledPerson(inside, input.to), input),
      )

  return Object.freeze({
    types: definitions.types,
    start: (asking, request) =>
      database.transaction(async (inside) => {
        const { definition, record } = await startCase(inside, { ...tools, rights }, asking, request)
        return readCase(inside, definition, record, asking.subject, clock.now())
      }),
    act: (asking, id, input) =>
      decided(
        asking,
        id,
        { what: ({ state }) => `${state}.${input.action}`, decisionId: input.decisionId },
        async (deciding, inside) => {
          await refuseForeign(inside, deciding, actionOf(deciding, input.action).by)
          return actionEvents(deciding, input)
        },
      ),
    sign: (asking, id, input) =>
      decided(
        asking,
        id,
        { ...approvalState, decisionId: input.decisionId, decision: input.decision },
        async (deciding, inside) => signatureEvents(deciding, await mySeats(inside, deciding), input),
      ),
    delegate: handOver(delegationEvents),
    addSigner: handOver(additionEvents),
    withdraw: (asking, id, input) => decided(asking, id, approvalState, async (deciding) => withdrawalEvents(deciding, input)),
    comment: (asking, id, text) => decided(asking, id, { what: () => 'comment' }, async () => [{ type: 'commented', text }]),
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

/** @throws CASE_PERSON_UNKNOWN */
async function enabledPerson(inside: Queries, id: string): Promise<Participant> {
  const person = await peopleIn(inside).person(id)
  if (!person || person.disabled) throw new KaiwuError('CASE_PERSON_UNKNOWN', { id })
  return { id: person.id, name: person.name }
}
