import type { Queries } from '@kaiwu/store'
import type { JobCounts, ParkedJob } from './job.ts'

/** A job to be put in, with nothing left open. */
export type StoredJob = Readonly<{
  kind: string
  key: string | undefined
  group: string | undefined
  /** JSON. */
  payload: string
  dueAtMs: number
  attempts: number
}>

/** A job that a process has taken. */
export type ClaimedJob = StoredJob &
  Readonly<{
    id: string
    /** Which try this is, from 1. After the one numbered `attempts` it is parked. */
    attempt: number
    /** Tells this claim of the job from every other. */
    claim: string
  }>

/** What became of a claimed job. */
export type JobOutcome =
  | Readonly<{ became: 'done' }>
  /** To be tried again, or parked if that was the last try. */
  | Readonly<{ became: 'failed'; error: string; dueAtMs: number }>
  /** Given back by a process that stops; that is no try. */
  | Readonly<{ became: 'back'; dueAtMs: number }>

/** What a failed try comes to; nothing when the claim was no longer held. */
export type Settled = 'done' | 'waiting' | 'parked' | undefined

/**
 * Where jobs are kept: tables on SQLite, pg-boss on PostgreSQL. A claim holds until its lease ends, and every later word about it is
 * heard only while it holds.
 */
export type JobStore = Readonly<{
  enqueue(inside: Queries, job: StoredJob): Promise<void>
  /** Takes waiting jobs away and returns how many. */
  cancel(inside: Queries, kind: string, key: string): Promise<number>
  /** Resolves when all transactions of this process that have begun have ended. */
  afterTransactions(): Promise<void>
  /** The earliest due time of the jobs that wait and of whose group none runs. */
  nextDueAtMs(): Promise<number | undefined>
  /** Takes at most so many due jobs, not two of a group. */
  claim(nowMs: number, limit: number): Promise<readonly ClaimedJob[]>
  /** Holds claims for one more lease; returns the ids of those that still held. */
  renew(jobs: readonly ClaimedJob[], nowMs: number): Promise<ReadonlySet<string>>
  /** Claims whose lease has ended, or whose process is known to have. */
  lapsed(nowMs: number): Promise<readonly ClaimedJob[]>
  /** @param parked called in the same transaction if the job is parked */
  settle(job: ClaimedJob, outcome: JobOutcome, parked?: (inside: Queries) => Promise<void>): Promise<Settled>
  /** The jobs that are parked, the longest first. */
  parked(limit: number): Promise<readonly ParkedJob[]>
  /** Lets a parked job be tried so many times more, from now on. */
  retry(id: string, nowMs: number, attempts: number): Promise<boolean>
  counts(nowMs: number): Promise<JobCounts>
  close(): Promise<void>
}>
