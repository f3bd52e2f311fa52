import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Classification, LabelledRow } from '@kaiwu/cases'

/** A text for the thread that sorts. */
export type SortRequest = Readonly<{ id: number; text: string; subject?: string }>

/** What the thread says of it, and how it does on its own rows. */
export type SortReply = Readonly<{ id: number; said: Classification; accuracy: number; scoreAt95?: number }>

/** Sorts texts by labelled rows, each set of rows on a thread of its own: learning takes seconds, reading what was learnt a part of one. */
export type Sorter = (rowsText: string, rows: readonly LabelledRow[], asked: Omit<SortRequest, 'id'>) => Promise<SortReply>

const source = import.meta.url.endsWith('.ts')
const program = fileURLToPath(new URL(source ? './classifier-thread.ts' : './classifier-thread.js', import.meta.url))

/** A thread that nobody asked for so long is ended; what it learnt is on disk. */
const idleMs = 300_000

/**
 * Sorts on threads. What is learnt is kept under the hash of the rows, once for each content.
 * @param folder where it is kept; may be deleted at any time
 */
export function openSorter(folder: string): Sorter {
  const threads = new Map<string, SortThread>()
  return (rowsText, rows, asked) => {
    const key = createHash('sha256').update(rowsText).digest('hex')
    const known = threads.get(key)
    if (known) return known(asked)
    const thread: SortThread = startThread(rows, join(folder, `${key}.json`), () => {
      if (threads.get(key) === thread) threads.delete(key)
    })
    threads.set(key, thread)
    return thread(asked)
  }
}

type SortThread = (asked: Omit<SortRequest, 'id'>) => Promise<SortReply>
type Waiting = Readonly<{ resolve: (reply: SortReply) => void; reject: (error: unknown) => void }>

function startThread(rows: readonly LabelledRow[], file: string, ended: () => void): SortThread {
  const worker = new Worker(program, { workerData: { rows, file } })
  const waiting = new Map<number, Waiting>()
  let last = 0
  const end = (error: unknown): void => {
    ended()
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('error', end)
  worker.on('exit', () => end(new Error('the thread that sorts has ended')))
  worker.on('message', (reply: SortReply) => {
    waiting.get(reply.id)?.resolve(reply)
    waiting.delete(reply.id)
    // Somebody who waits keeps the process; a thread alone does not.
    if (waiting.size === 0) worker.unref()
  })
  const idle = setTimeout(() => {
    if (waiting.size > 0) return void idle.refresh()
    ended()
    void worker.terminate()
  }, idleMs).unref()
  return (asked) => {
    idle.refresh()
    worker.ref()
    return new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject })
      worker.postMessage({ id: last, ...asked } satisfies SortRequest)
    })
  }
}
