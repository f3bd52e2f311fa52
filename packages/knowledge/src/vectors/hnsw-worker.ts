/**
 * The worker thread of the `hnsw` engine. Searches and removals are answered as they come; vectors enter the graph in between, a few
 * milliseconds at a time.
 * @module
 */
import { createHash } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { ExactVectors } from './exact-vectors.ts'
import { graphFlaw, vectorInGraph } from './hnsw-file.ts'
import { SlotGraph } from './hnsw-graph.ts'
import type { GraphFile, HnswAnswer, HnswReply, HnswRequest, KeptVectors } from './hnsw-messages.ts'
import { HnswState } from './hnsw-state.ts'
import { loadHnsw, type HnswModule } from './load-hnsw.ts'
import { NativeCalls } from './native-calls.ts'

/** Vectors enter the graph for so long before what has been asked meanwhile is answered. */
const sliceMs = 4
/** An add is answered when no more than so many wait to enter the graph, so that searches need not compare with many one by one. */
const backlogLimit = 256
const readBytes = 4 * 1024 ** 2

const { dimension, memory } = workerData as Readonly<{ dimension: number; memory: SharedArrayBuffer }>
const calls = new NativeCalls(memory)
const port = parentPort!
const { hnsw, reason } = await loadHnsw()
if (hnsw) work(hnsw)
else say({ id: 0, missing: reason })

function work(module: HnswModule): void {
  let state = new HnswState(module, dimension)
  let isInserting = false
  let writing: Promise<void> | undefined
  const waiting: number[] = []
  const answer = (id: number, given: HnswAnswer = {}): void => say({ id, size: state.size, bytes: state.bytes, ...given })
  const insert = (): void => {
    const until = performance.now() + sliceMs
    let more = true
    while (more && !calls.areStopped && performance.now() < until) more = state.step()
    if (state.backlog <= backlogLimit) for (const id of waiting.splice(0)) answer(id)
    isInserting = more
    if (more) insertLater()
  }
  const insertLater = (): void => void setImmediate(() => void calls.run(insert))
  const insertSoon = (): void => {
    if (!isInserting) insertLater()
    isInserting = true
  }
  const handle = async (request: HnswRequest): Promise<void> => {
    const { id } = request
    switch (request.ask) {
      case 'add':
        state.add(request.first, request.vectors)
        if (state.backlog <= backlogLimit) answer(id)
        else waiting.push(id)
        return insertSoon()
      case 'remove':
        state.remove(request.first, request.count)
        answer(id)
        return insertSoon()
      case 'search': {
        const hits = state.search(request.vector, request.top, request.allowed)
        const passages = Uint32Array.from(hits, ({ passage }) => passage)
        return answer(id, { passages, scores: Float64Array.from(hits, ({ score }) => score) })
      }
      case 'write':
        writing = (writing ?? Promise.resolve()).then(async () => answer(id, await written(state, request.path)))
        await writing
        return insertSoon()
      case 'load': {
        const loaded = await load(module, request.kept, request.graph)
        if (loaded instanceof HnswState) state = loaded
        answer(id, loaded instanceof HnswState ? {} : loaded)
        return insertSoon()
      }
      case 'close':
        await writing
        calls.stop()
        return answer(id)
    }
  }
  // What fails here is a fault of hnswlib or of this file: the index is lost, and the error event of the worker says why.
  port.on('message', (request: HnswRequest) => void calls.run(() => handle(request)))
  say({ id: 0 })
}

/** Has the graph written, and reads it back: hnswlib tells neither a full disk nor a folder that is not there. */
async function written(state: HnswState, path: string): Promise<HnswAnswer> {
  const kept = await state.write(path)
  const none = { bytes: new Uint8Array(0), sha256: '' }
  const graph = kept.graphed === 0 ? none : await readGraph(path)
  const flaw =
    'flaw' in graph ? graph.flaw : kept.graphed === 0 ? undefined : graphFlaw(graph.bytes, { dimension, count: kept.graphed })
  if ('flaw' in graph || flaw !== undefined) return { flaw: flaw ?? '' }
  return { written: { ...kept, graph: graph.bytes, sha256: graph.sha256 } }
}

/** Loads what was kept, after every check there is: a header that is wrong would end the whole process. */
async function load(
  module: HnswModule,
  kept: KeptVectors,
  file: GraphFile | undefined,
): Promise<HnswState | Readonly<{ flaw: string }>> {
  const { passages, alive, tail, graphed } = kept
  const vectors = new ExactVectors(dimension)
  let graph = new SlotGraph(module, dimension)
  const fits = passages.length === alive.length && tail.length === (passages.length - graphed) * dimension
  if (!fits || graphed > 0 !== (file !== undefined)) return { flaw: 'parts' }
  if (passages.some((passage, slot) => slot > 0 && passage <= passages[slot - 1]!)) return { flaw: 'numbers' }
  if (file) {
    const read = await readGraph(file.path)
    if ('flaw' in read) return read
    if (read.sha256 !== file.sha256) return { flaw: 'checksum of the graph' }
    const shape = { dimension, count: graphed }
    const flaw = graphFlaw(read.bytes, shape)
    if (flaw !== undefined) return { flaw }
    graph = new SlotGraph(module, dimension, file.path)
    if (graph.count !== graphed) return { flaw: `${graph.count} vectors, not ${graphed}` }
    for (let slot = 0; slot < graphed; slot++) vectors.pushUnit(passages[slot]!, vectorInGraph(read.bytes, slot, shape))
  }
  for (let slot = graphed; slot < passages.length; slot++)
    vectors.pushUnit(passages[slot]!, tail.subarray((slot - graphed) * dimension, (slot - graphed + 1) * dimension))
  for (const [slot, is] of alive.entries()) if (is !== 1) vectors.remove(passages[slot]!, 1)
  return new HnswState(module, dimension, { vectors, graph })
}

/** Reads a file into shared memory, answering what is asked meanwhile. */
async function readGraph(path: string): Promise<Readonly<{ bytes: Uint8Array; sha256: string } | { flaw: string }>> {
  try {
    const { size } = await stat(path)
    const bytes = new Uint8Array(new SharedArrayBuffer(size))
    const hash = createHash('sha256')
    const file = await open(path, 'r')
    try {
      for (let at = 0; at < size;) {
        const { bytesRead } = await file.read(bytes, at, Math.min(readBytes, size - at), at)
        if (bytesRead === 0) return { flaw: 'cut' }
        hash.update(bytes.subarray(at, at + bytesRead))
        at += bytesRead
      }
    } finally {
      await file.close()
    }
    return { bytes, sha256: hash.digest('hex') }
  } catch (error) {
    return { flaw: error instanceof Error ? error.message : String(error) }
  }
}

function say(reply: HnswReply): void {
  port.postMessage(reply)
}
