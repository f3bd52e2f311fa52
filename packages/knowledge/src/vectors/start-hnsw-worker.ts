import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { KaiwuError } from '@kaiwu/core'
import type { HnswAnswer, HnswReply, HnswRequest } from './hnsw-messages.ts'
import { NativeCalls } from './native-calls.ts'

/** Omits from each of several. */
type WithoutId<Request> = Request extends unknown ? Omit<Request, 'id'> : never

/** A worker that holds an index. */
export type HnswWorker = Readonly<{
  /** Asks it, in the order of the calls. @throws INDEX_CLOSED, INDEX_WORKER_ENDED */
  ask(request: WithoutId<HnswRequest>, moved?: ArrayBuffer[]): Promise<HnswAnswer>
  /** How many vectors it held at its last answer, and in how many bytes. */
  held(): Readonly<{ size: number; bytes: number }>
  /** Ends it, after what is being written. */
  close(): Promise<void>
}>

type Pending = Readonly<{ resolve: (answer: HnswAnswer) => void; reject: (error: KaiwuError) => void }>

/** Writing a big graph takes this long at most; a process that ends waits no longer. */
const longestCallMs = 10_000

const source = import.meta.url.endsWith('.ts')
const program = fileURLToPath(new URL(source ? './hnsw-worker.ts' : './hnsw-worker.js', import.meta.url))

/** Starts a worker for vectors of a dimension. @throws VECTOR_ENGINE_MISSING */
export async function startHnswWorker(dimension: number): Promise<HnswWorker> {
  const calls = new NativeCalls()
  const worker = new Worker(program, { workerData: { dimension, memory: calls.memory }, name: 'kaiwu-hnsw' })
  guard(worker, calls)
  const pending = new Map<number, Pending>()
  let held = { size: 0, bytes: 0 }
  let count = 0
  let ended: KaiwuError | undefined
  let closing: Promise<void> | undefined

  const end = (error: KaiwuError): void => {
    ended ??= error
    for (const { reject } of pending.values()) reject(ended)
    pending.clear()
  }
  const ready = new Promise<void>((resolve) => pending.set(0, { resolve: () => resolve(), reject: () => resolve() }))
  let reason: string | undefined
  worker.on('error', (error) => {
    reason = error instanceof Error ? error.message : String(error)
  })
  // Its last answers come before this, but after the error.
  worker.on('exit', (code) => end(new KaiwuError('INDEX_WORKER_ENDED', { engine: 'hnsw', reason: reason ?? `exit ${code}` })))
  worker.on('message', (reply: HnswReply) => {
    const { id } = reply
    if ('size' in reply) held = { size: reply.size, bytes: reply.bytes }
    else if (reply.missing !== undefined) end(new KaiwuError('VECTOR_ENGINE_MISSING', { reason: reply.missing }))
    pending.get(id)?.resolve('size' in reply ? reply : {})
    pending.delete(id)
    // An index that nobody asks does not keep the process.
    if (pending.size === 0) worker.unref()
  })
  const ask = (request: WithoutId<HnswRequest>, moved: ArrayBuffer[] = []): Promise<HnswAnswer> =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended)
      const id = ++count
      pending.set(id, { resolve, reject })
      worker.ref()
      worker.postMessage({ id, ...request }, moved)
    })
  await ready
  if (ended) {
    await worker.terminate()
    throw ended
  }
  return Object.freeze({
    ask: (request, moved) => (closing ? Promise.reject(new KaiwuError('INDEX_CLOSED', { engine: 'hnsw' })) : ask(request, moved)),
    held: () => held,
    close: () => (closing ??= closed()),
  } satisfies HnswWorker)

  async function closed(): Promise<void> {
    // Ending a thread that hnswlib is writing from would take the process with it. One that has ended already is closed.
    await ask({ ask: 'close' }).catch(() => undefined)
    end(new KaiwuError('INDEX_CLOSED', { engine: 'hnsw' }))
    await worker.terminate()
  }
}

const atWork = new Set<NativeCalls>()

/** A process that ends ends its threads, wherever they are. */
function guard(worker: Worker, calls: NativeCalls): void {
  if (atWork.size === 0) process.on('exit', stopAll)
  atWork.add(calls)
  worker.on('exit', () => {
    atWork.delete(calls)
    if (atWork.size === 0) process.off('exit', stopAll)
  })
}

function stopAll(): void {
  for (const calls of atWork) calls.stop()
  for (const calls of atWork) calls.waitUntilIdle(longestCallMs)
}
