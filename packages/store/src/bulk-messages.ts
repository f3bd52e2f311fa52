import type { StoreValue } from './connection.ts'

/** What the thread that writes in bulk is asked, one after the other. */
export type BulkRequest =
  | Readonly<{ ask: 'begin' | 'commit' | 'rollBack' | 'close'; sql?: string }>
  | Readonly<{ ask: 'all' | 'run'; sql: string; values: readonly StoreValue[] }>

/** An error on its way between threads, with what SQLite and the file system say of it. */
export type BulkFailure = Readonly<{ message: string; errcode?: number; code?: string }>

/** What it answers, in the order it was asked. */
export type BulkReply = Readonly<{ rows: unknown[] } | { changes: number } | { failure: BulkFailure }>
