import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { KaiwuError } from '@kaiwu/core'
import type { BulkFailure, BulkReply, BulkRequest } from './bulk-messages.ts'
import type { StoreValue } from './connection.ts'
import type { TransactionWriter } from './sqlite-transaction.ts'

/** A writer on a thread of its own, which is started when it is first wanted. */
export type BulkWriter = TransactionWriter & Readonly<{ close(): Promise<void> }>

const source = import.meta.url.endsWith('.ts')
const program = fileURLToPath(new URL(source ? './bulk-writer-thread.ts' : './bulk-writer-thread.js', import.meta.url))

/**
 * Writes big transactions on another thread, so that this one goes on: putting in a few hundred texts and vectors takes tens of
 * milliseconds, and the disk as long again to make them durable.
 */
export function bulkWriter(folder: string): BulkWriter {
  let thread: Thread | undefined
  const ask = (request: BulkRequest, moved?: ArrayBuffer[]): Promise<BulkReply> => {
    if (!thread || thread.ended()) thread = startThread(folder)
    return thread.ask(request, moved)
  }
  let begun: Promise<unknown> = Promise.resolve()
  const write = async (sql: string, values: readonly StoreValue[], kind: 'all' | 'run'): Promise<BulkReply> => {
    const { copies, moved } = movable(values)
    const asked = ask({ ask: kind, sql, values: copies }, moved)
    // What kept the transaction from beginning is told in place of what followed from it.
    const [, reply] = await Promise.all([begun, asked])
    return reply
  }
  return Object.freeze({
    // Not waited for: each answer is a turn of the event loop, which has much to do while this is wanted.
    begin: (sql) => {
      begun = ask({ ask: 'begin', sql })
      begun.catch(() => undefined)
    },
    commit: async () => {
      await begun
      await ask({ ask: 'commit' })
    },
    rollBack: async () => {
      // With the thread its connection has ended, and what was begun on it.
      if (thread && !thread.ended()) await ask({ ask: 'rollBack' })
    },
    all: async <Row>(sql: string, values: readonly StoreValue[]) => {
      const reply = await write(sql, values, 'all')
      return ('rows' in reply ? reply.rows : []) as Row[]
    },
    run: async (sql, values) => {
      const reply = await write(sql, values, 'run')
      return 'changes' in reply ? reply.changes : 0
    },
    close: async () => {
      if (thread && !thread.ended()) await thread.close()
    },
  } satisfies BulkWriter)
}

/**
 * The values of a statement with all bytes copied into one piece of memory, to be handed over: a view would take along all the memory it
 * looks at, and hundreds of small pieces take longer to hand over than to write.
 */
function movable(values: readonly StoreValue[]): { copies: StoreValue[]; moved: ArrayBuffer[] } {
  const pieces = values.filter((value) => value instanceof Uint8Array)
  if (pieces.length === 0) return { copies: [...values], moved: [] }
  const memory = new ArrayBuffer(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  const copies = values.map((value) => {
    if (!(value instanceof Uint8Array)) return value
    const copy = new Uint8Array(memory, at, value.length)
    copy.set(value)
    at += value.length
    return copy
  })
  return { copies, moved: [memory] }
}

type Waiting = Readonly<{ resolve: (reply: BulkReply) => void; reject: (error: Error) => void }>
type Thread = Readonly<{
  ask(request: BulkRequest, moved?: ArrayBuffer[]): Promise<BulkReply>
  ended(): boolean
  close(): Promise<void>
}>

function startThread(folder: string): Thread {
  const worker = new Worker(program, { workerData: { file: join(folder, 'kaiwu.sqlite'), folder }, name: 'kaiwu-store' })
  const waiting: Waiting[] = []
  let over: KaiwuError | undefined
  let reason: string | undefined
  worker.on('message', (reply: BulkReply) => {
    const first = waiting.shift()
    if ('failure' in reply) first?.reject(errorOf(reply.failure))
    else first?.resolve(reply)
    // A writer that has nothing to write does not keep the process.
    if (waiting.length === 0) worker.unref()
  })
  worker.on('error', (error: Error) => (reason = error.message))
  const exit = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      over = new KaiwuError('STORE_UNUSABLE', { path: folder, reason: reason ?? `the thread that writes ended with ${code}` })
      for (const { reject } of waiting.splice(0)) reject(over)
      resolve()
    })
  })
  const ask = (request: BulkRequest, moved: ArrayBuffer[] = []): Promise<BulkReply> =>
    new Promise((resolve, reject) => {
      if (over) return reject(over)
      waiting.push({ resolve, reject })
      worker.ref()
      worker.postMessage(request, moved)
    })
  return Object.freeze({
    ask,
    ended: () => over !== undefined,
    close: async () => {
      await ask({ ask: 'close' })
      // Whoever closes waits for the end of the thread.
      worker.ref()
      await exit
    },
  })
}

function errorOf({ message, ...told }: BulkFailure): Error {
  return Object.assign(new Error(message), told)
}
