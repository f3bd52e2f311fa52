import { join } from 'node:path'
import {
  logSigner,
  openCases,
  openCheckpoints,
  openJobs,
  openOutbox,
  openPeople,
  type Cases,
  type Jobs,
  type LogSigner,
  type Outbox,
  type People,
  type StepRunner,
} from '@kaiwu/cases'
import type { Clock } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import { caseAddress } from './case-address.ts'
import type { SolutionDefinition } from './define-solution.ts'
import { recordPeople } from './record-people.ts'

/** The cases of a solution and what moves them. */
export type CaseDesk = Readonly<{ cases: Cases; jobs: Jobs; outbox: Outbox }>

/** Who works with a solution, and on what. */
export type CaseWork = Readonly<{
  people: People
  /** Signs the end of the log: where its key and its checkpoints are. */
  signer: LogSigner
  /** Absent for a solution without case types. */
  desk?: CaseDesk
  /** Begins what happens by itself: steps, deadlines, deliveries, checkpoints. What goes wrong is told to `failed`. */
  start(failed: (error: unknown) => void): void
  /** Lets what runs come to its end, and signs the log. */
  close(): Promise<void>
}>

/** What cases are opened with. */
export type OpenCaseWorkOptions = Readonly<{
  definition: SolutionDefinition
  database: Database
  /** Folder for what Kaiwu keeps: the key of the log lies there, and its checkpoints unless `KAIWU_LOG_CHECKPOINTS` names a file. */
  data: string
  clock: Clock
  environment: Readonly<Record<string, string | undefined>>
  /** Does the steps whose work lies outside of cases, for the people there are. */
  steps(people: People): StepRunner
}>

/** The environment variable that names the file of the log's checkpoints, best on another disk. */
export const checkpointsVariable = 'KAIWU_LOG_CHECKPOINTS'

/** Where the key of a base's log and its checkpoints are, by the data folder and the environment. */
export function logFiles(
  data: string,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<{ keyFile: string; file: string }> {
  const named = environment[checkpointsVariable]?.trim()
  return Object.freeze({ keyFile: join(data, 'log-key.pem'), file: named || join(data, 'log-checkpoints.jsonl') })
}

/** How long work under way has, once a solution is closed. */
const graceMs = 5_000
const dayMs = 86_400_000

/** Opens people, log and cases on a solution's base. Nothing moves before `start`. @throws OUTBOX_TARGET_INVALID, PUBLIC_URL_INVALID */
export async function openCaseWork(options: OpenCaseWorkOptions): Promise<CaseWork> {
  const { definition, database, data, clock, environment } = options
  const people = openPeople(database, { clock, record: recordPeople })
  const signer = logSigner(logFiles(data, environment))
  const desk = definition.cases.length > 0 ? await openDesk(options, options.steps(people)) : undefined
  let stopCheckpoints: (() => Promise<void>) | undefined
  let sweeping: NodeJS.Timeout | undefined
  return Object.freeze({
    people,
    signer,
    ...(desk ? { desk } : {}),
    start(failed: (error: unknown) => void) {
      if (stopCheckpoints || !database.writable) return
      stopCheckpoints = openCheckpoints({ database, signer, clock, failed }).stop
      desk?.jobs.start()
      const sweep = () => void desk?.cases.sweepAttachments().catch(failed)
      sweep()
      sweeping = setInterval(sweep, dayMs).unref()
    },
    async close() {
      clearInterval(sweeping)
      await desk?.jobs.stop(graceMs)
      await stopCheckpoints?.()
    },
  })
}

async function openDesk(options: OpenCaseWorkOptions, steps: StepRunner): Promise<CaseDesk> {
  const { definition, database, clock, environment } = options
  // Cases put down work and work moves cases: each is reached through the other once both are there.
  const enqueue: Jobs['enqueue'] = (inside, job) => jobs.enqueue(inside, job)
  const address = caseAddress(definition.name, environment)
  const outbox = openOutbox({
    database,
    clock,
    targets: definition.webhooks,
    language: definition.language,
    ...(address ? { caseAddress: address } : {}),
    environment,
    enqueue,
    settled: (inside, { caseId, key, state, error }) =>
      caseId === undefined
        ? Promise.resolve()
        : cases.settled(inside, { caseId, key, ...(state === 'failed' ? { failed: error ?? '' } : {}) }),
  })
  const { notify } = definition
  const told = notify === undefined ? {} : { notify }
  const cases = openCases({ database, clock, types: definition.cases, jobs: { enqueue }, outbox, steps, ...told })
  const jobs = await openJobs(database, { clock, handlers: { ...cases.handlers, deliver: outbox.deliver } })
  return Object.freeze({ cases, jobs, outbox })
}
