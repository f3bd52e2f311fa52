import { setImmediate as nextTurn } from 'node:timers/promises'
import { KaiwuError, newId } from '@kaiwu/core'
import type { SyncReport } from '@kaiwu/knowledge'
import { openSolution, type OpenSolutionOptions, type Solution, type SolutionDefinition } from '@kaiwu/solution'
import type { Logger } from 'pino'
import { setUpFromEnvironment, type EnvironmentAdministrator } from './first-administrator.ts'

/** A solution for the app to open: its definition, the folder of its files and the folder for what Kaiwu keeps. */
export type SolutionToOpen = Readonly<{ definition: SolutionDefinition; root: string; data?: string }>

/** What an app serves: a solution somebody opened already, who also closes it, or one for the app to open and close. */
export type SolutionSource = Solution | SolutionToOpen

/** Where a solution stands. While it is indexing it may be open already, which tells its model and its documents so far. */
export type SolutionState =
  | Readonly<{ status: 'indexing'; progress?: Readonly<{ done: number; total: number }>; solution?: Solution }>
  | Readonly<{ status: 'ready'; solution: Solution }>
  | Readonly<{ status: 'failed'; error: KaiwuError }>

/** A solution on its way to being served. */
export type HostedSolution = Readonly<{
  definition: SolutionDefinition
  state(): SolutionState
  /** Fulfilled once its base is open, with nothing when it could not be opened; never rejected. */
  opened: Promise<Solution | undefined>
  /** Fulfilled once it is ready or failed; never rejected. */
  settled: Promise<void>
  /** Closes what was opened here. */
  close(): Promise<void>
}>

/** What opening needs beside the source. */
export type HostOptions = Readonly<{ logger: Logger; administrator?: EnvironmentAdministrator }> &
  Pick<OpenSolutionOptions, 'access' | 'environment' | 'clock' | 'models'>

/** Opens a solution and takes in its documents, in the background. A failure is a state, never an exception. */
export function hostSolution(source: SolutionSource, options: HostOptions): HostedSolution {
  if (!('stream' in source)) return openInBackground(source, options)
  const state = Object.freeze({ status: 'ready', solution: source } as const)
  return Object.freeze({
    definition: source.definition,
    state: () => state,
    opened: Promise.resolve(source),
    settled: Promise.resolve(),
    close: () => Promise.resolve(),
  })
}

function openInBackground(source: SolutionToOpen, { logger, administrator, ...options }: HostOptions): HostedSolution {
  const { definition, ...places } = source
  let state: SolutionState = { status: 'indexing' }
  let opened: Solution | undefined
  let closed = false
  const open = async (): Promise<Solution | undefined> => {
    // The first part of opening holds the thread: let the caller start listening before.
    await nextTurn()
    if (closed) return undefined
    const solution = await openSolution(definition, { ...places, ...options })
    opened = solution
    if (!closed) await setUpFromEnvironment(solution, administrator)
    // Closed meanwhile, before there was anything to close.
    if (closed) {
      await solution.close()
      return undefined
    }
    state = { status: 'indexing', solution }
    return solution
  }
  const takeIn = async (solution: Solution | undefined): Promise<void> => {
    if (!solution) return
    solution.work.start((error) => logger.error({ solution: definition.name, err: error }, 'work on cases'))
    if (solution.writable) {
      const reports = await solution.sync({
        onProgress({ done, total }) {
          state = { status: 'indexing', progress: { done, total }, solution }
        },
      })
      logReports(logger, definition.name, reports)
    }
    state = { status: 'ready', solution }
  }
  const opening = open()
  const settled = opening.then(takeIn).catch((error: unknown) => {
    // Closing pulls the database away from under a running sync, which is no failure.
    if (!closed) state = { status: 'failed', error: failureOf(error, definition.name, logger) }
  })
  return Object.freeze({
    definition,
    state: () => state,
    opened: opening.catch(() => undefined),
    settled,
    async close() {
      if (closed) return
      closed = true
      await opened?.close()
    },
  })
}

function failureOf(error: unknown, solution: string, logger: Logger): KaiwuError {
  if (KaiwuError.is(error)) {
    logger.error({ solution, code: error.code, reason: error.message }, 'solution failed')
    return error
  }
  const id = newId('err')
  logger.error({ solution, code: 'INTERNAL', id, err: error }, 'solution failed')
  return new KaiwuError('INTERNAL', { id }, { cause: error })
}

function logReports(logger: Logger, solution: string, reports: Readonly<Record<string, SyncReport>>): void {
  for (const [knowledge, { added, updated, removed, unchanged, failed }] of Object.entries(reports)) {
    const counts = { added: added.length, updated: updated.length, removed: removed.length, unchanged, failed: failed.length }
    logger.info({ solution, knowledge, ...counts }, 'documents taken in')
    for (const { path, error } of failed)
      logger.warn({ solution, knowledge, path, code: error.code, reason: error.message }, 'document not read')
  }
}
