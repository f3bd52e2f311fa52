import { fork, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { KaiwuError, type ErrorCode } from '@kaiwu/core'
import { inTurn } from '@kaiwu/store'
import type { ReaderOptions, ReadDocument } from './reader.ts'
import { documentBuilder, type DocumentRest, type DocumentSlice } from './slice-document.ts'

/** What the child is told, in this order; see `reader-process.ts`. */
export type ReadRequest = Readonly<
  | { size: number }
  | { at: number; bytes: Uint8Array }
  | ({ id: number; reader: string; name: string } & ReaderOptions)
  /** The last slice of the answer was taken: the next may come. */
  | { taken: true }
>

/** What the child answers: slices and then the rest, or an error. `memory` is what it held resident after reading. */
export type ReadReply = Readonly<
  { id: number } & (
    | { slice: DocumentSlice }
    | { rest: DocumentRest; memory: number }
    | { error: Readonly<{ code: ErrorCode; details: Readonly<Record<string, string | number>> }>; memory: number }
  )
>

/** Limits on one reading. */
export type ReadLimits = Readonly<{
  /** Default 60,000. */
  timeLimitMs?: number
  /** Resident memory of the child; default 1 GiB. Watched where the system tells it (Linux), else by the heap limit alone. */
  memoryLimitBytes?: number
  /** Told at the end of the reading: the most resident memory of the child that was seen during it, in bytes. */
  onMemory?: (bytes: number) => void
}>

const source = import.meta.url.endsWith('.ts')
const program = fileURLToPath(new URL(source ? './reader-process.ts' : './reader-process.js', import.meta.url))
const heapMegabytes = 768
const pageBytes = 4096
const pollMs = 100
const sliceBytes = 1_000_000
/** A child that grew beyond this is not used for another file. */
const reuseBytes = 384 * 1024 ** 2
const idleMs = 30_000

let child: ChildProcess | undefined
let idle: NodeJS.Timeout | undefined
const inTurnOfReading = inTurn()
let count = 0

/**
 * Reads a file in a child process, so that a hostile or broken file cannot hold up, fill or crash this one. Calls wait
 * for each other; the child is started by the first, used again, and replaced when a file takes it down.
 * @throws FILE_READ_TIMEOUT, FILE_UNREADABLE (memory, or the child ended), and whatever the reader throws
 */
export function readIsolated(
  reader: string,
  bytes: Uint8Array,
  name: string,
  limits: ReadLimits & ReaderOptions = {},
): Promise<ReadDocument> {
  return inTurnOfReading(() => readNow({ reader, bytes, name }, limits))
}

/** Stops the child process. Waits for readings under way; a later reading starts a new child. */
export async function closeReaders(): Promise<void> {
  await inTurnOfReading(() => undefined)
  await stop(child)
}

type File = Readonly<{ reader: string; bytes: Uint8Array; name: string }>

function readNow(file: File, limits: ReadLimits & ReaderOptions): Promise<ReadDocument> {
  const { timeLimitMs = 60_000, memoryLimitBytes = 1024 ** 3 } = limits
  clearTimeout(idle)
  const worker = child?.connected === true ? child : start()
  const id = ++count
  const builder = documentBuilder()
  setHeld(worker, true)
  return new Promise<ReadDocument>((resolve, reject) => {
    let most = 0
    const settle = (act: () => void, kill = false): void => {
      clearTimeout(timer)
      clearInterval(poll)
      worker.off('message', onMessage).off('exit', onExit)
      limits.onMemory?.(most)
      if (kill || memoryOf(worker) > reuseBytes) void stop(worker).then(act)
      else {
        rest(worker)
        act()
      }
    }
    const fail = (code: ErrorCode, details: Record<string, string | number>, kill: boolean): void =>
      settle(() => reject(new KaiwuError(code, { name: file.name, ...details })), kill)
    const tooMuch = `需要的内存超过 ${Math.round(memoryLimitBytes / 1024 ** 2)} MB (needs more memory than that)`
    const onMessage = (reply: ReadReply): void => {
      if (reply.id !== id) return
      if ('slice' in reply) {
        builder.add(reply.slice)
        // Other work of this process comes between two slices.
        setImmediate(() => tell(worker, { taken: true }))
        return
      }
      most = Math.max(most, reply.memory)
      if ('rest' in reply) settle(() => resolve(builder.finish(reply.rest)))
      else settle(() => reject(new KaiwuError(reply.error.code, reply.error.details)))
    }
    const onExit = (code: number | null, signal: string | null): void => {
      const memory = signal === 'SIGABRT' || signal === 'SIGKILL' || code === 134
      fail('FILE_UNREADABLE', { reason: memory ? tooMuch : '读取程序意外退出 (the reading process ended unexpectedly)' }, true)
    }
    const timer = setTimeout(() => fail('FILE_READ_TIMEOUT', { seconds: Math.ceil(timeLimitMs / 1000) }, true), timeLimitMs)
    const poll = setInterval(() => {
      most = Math.max(most, memoryOf(worker))
      if (most > memoryLimitBytes) fail('FILE_UNREADABLE', { reason: tooMuch }, true)
    }, pollMs)
    worker.on('message', onMessage).on('exit', onExit)
    void sendFile(worker, id, file, limits.passwords)
  })
}

/** Sends the file in slices, each when the one before has left. Ends early when the child does: the exit handler answers then. */
async function sendFile(worker: ChildProcess, id: number, file: File, passwords: ReaderOptions['passwords']): Promise<void> {
  const { reader, bytes, name } = file
  await tell(worker, { size: bytes.length })
  for (let at = 0; at < bytes.length; at += sliceBytes) {
    if (!(await tell(worker, { at, bytes: bytes.subarray(at, at + sliceBytes) }))) return
  }
  await tell(worker, { id, reader, name, ...(passwords === undefined ? {} : { passwords }) })
}

/** False when the message could not be sent; the child is ended then, for the exit handler to answer. */
function tell(worker: ChildProcess, request: ReadRequest): Promise<boolean> {
  return new Promise((resolve) => {
    worker.send(request, (error) => {
      if (error !== null && worker.exitCode === null && worker.signalCode === null) worker.kill('SIGKILL')
      resolve(error === null)
    })
  })
}

/** Starts the child without this process's environment, and without the right to write files or start programs. */
function start(): ChildProcess {
  const conditions = process.execArgv.filter((argument) => argument.startsWith('--conditions='))
  if (source && conditions.length === 0) conditions.push('--conditions=kaiwu-src')
  const started = fork(program, [], {
    execArgv: [...conditions, `--max-old-space-size=${heapMegabytes}`, '--permission', '--allow-fs-read=*', '--no-warnings'],
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  started.on('error', () => started.kill('SIGKILL'))
  child = started
  return started
}

/** Lets this process end while the child waits for work; a child that waits long is stopped. */
function rest(worker: ChildProcess): void {
  setHeld(worker, false)
  idle = setTimeout(() => void stop(worker), idleMs)
  idle.unref()
}

function setHeld(worker: ChildProcess, held: boolean): void {
  if (held) {
    worker.ref()
    worker.channel?.ref()
  } else {
    worker.unref()
    worker.channel?.unref()
  }
}

async function stop(worker: ChildProcess | undefined): Promise<void> {
  clearTimeout(idle)
  if (child === worker) child = undefined
  if (worker === undefined || worker.exitCode !== null || worker.signalCode !== null) return
  worker.ref()
  const ended = new Promise((resolve) => worker.once('exit', resolve))
  worker.kill('SIGKILL')
  await ended
}

/** Resident bytes of the child; 0 where the system does not tell. */
function memoryOf(worker: ChildProcess): number {
  const path = `/proc/${worker.pid}/statm`
  if (worker.pid === undefined || !existsSync(path)) return 0
  try {
    return Number(readFileSync(path, 'utf8').split(' ')[1] ?? 0) * pageBytes
  } catch (error) {
    // The child ended between the two calls.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return 0
    throw error
  }
}
