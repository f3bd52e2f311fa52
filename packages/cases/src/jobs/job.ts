import type { Queries } from '@kaiwu/store'

/** A piece of work to be done later. */
export type NewJob = Readonly<{
  /** Which handler does it. */
  kind: string
  /**
   * At most one job of a kind and key waits. Another one put in while it waits takes its place: the payload is the new one's, the due
   * time the earlier of the two. One that runs already is not touched, and the new one waits beside it.
   */
  key?: string
  /** Jobs of one group, such as a case, never run at the same time, whatever their kinds; in which order is not said. */
  group?: string
  /** What JSON can say. It comes to the handler as it was, byte by byte of its JSON text. */
  payload: unknown
  /** Not before this instant, by the clock. Default: at once. */
  dueAtMs?: number
  /** How many times it is tried before it is parked. Default: as `openJobs` was told. */
  attempts?: number
}>

/** What a handler is told beside the payload. */
export type JobRun = Readonly<{
  /** 1 for the first try. After a crash or a lost lease it counts on. */
  attempt: number
  /** Should this try fail, the job is parked. */
  isLast: boolean
  /** Aborted at the time limit, when the lease is lost, and when the process stops: what goes on after that may happen twice. */
  signal: AbortSignal
}>

/** Does the work of one kind. It may be called again for the same job, after any crash: what it does must bear that. */
export type RunJob = (payload: unknown, run: JobRun) => Promise<void>

/** A handler that wants more than to be called. */
export type JobHandler =
  | RunJob
  | Readonly<{
      run: RunJob
      /** Instead of the limit of `openJobs`. */
      limitMs?: number
      /** Called in the transaction that parks a job, such as to make a task of it for a person. */
      parked?: (inside: Queries, job: ParkedJob) => Promise<void>
    }>

/** A job that failed as often as it may, and waits for a person. */
export type ParkedJob = Readonly<{
  id: string
  kind: string
  key?: string
  group?: string
  payload: unknown
  /** How often it was tried. */
  attempts: number
  /** What went wrong the last time: no stack, no key. */
  error: string
}>

/** How many jobs there are, by what they wait for. */
export type JobCounts = Readonly<{
  /** Waiting, and due. */
  due: number
  /** Waiting for their time. */
  later: number
  running: number
  parked: number
}>

/** An error of a handler that knows when to try again, as a service says with Retry-After. */
export type RetryAt = Error & Readonly<{ retryAtMs: number }>

/**
 * Makes the error with which a handler asks to be tried again at an instant of its own choice. It counts as a failed try.
 * @example
 * throw retryAt('429 Too Many Requests', clock.now() + 60_000)
 */
export function retryAt(message: string, atMs: number): RetryAt {
  return Object.assign(new Error(message), { retryAtMs: atMs })
}
