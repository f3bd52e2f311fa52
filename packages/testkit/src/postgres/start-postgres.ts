import { createHash } from 'node:crypto'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { comesWithVector, postgresBinaries, unprivileged } from './postgres-binaries.ts'

/** A real PostgreSQL for tests, of this machine's own programs. */
export type PostgresServer = Readonly<{
  /** With user and password, which are asked for. */
  url: string
  /** Whether `CREATE EXTENSION vector` works. */
  hasVector: boolean
  /** Sends its first process a signal: `SIGKILL` is a crash, `SIGINT` a stop. Waits until it takes no connections any more. */
  kill(signal: 'SIGKILL' | 'SIGINT'): Promise<void>
  /** Starts it again over the same data. */
  restart(): Promise<void>
  /** Ends it and deletes its data. */
  close(): Promise<void>
}>

// Starts the server once for each line it reads. When the lines end, because whoever writes them has ended, so does the server.
const supervisor = `
  while read -r line; do "$1" -D "$2/data" -p "$3" -k "$2" -c listen_addresses=127.0.0.1 -c fsync=on \\
    -c max_connections=60 -c shared_buffers=64MB >>"$2/log" 2>&1 </dev/null & pid=$!; done
  kill -QUIT $pid 2>/dev/null; wait; rm -rf "$2"`

/**
 * Starts a PostgreSQL with data of its own in the temporary folder, on a free port, with everything that makes commits durable. It ends
 * with this process, however that one ends. Where none can be started, the reason is printed and nothing is returned.
 * @example
 * const postgres = await startPostgres()
 * describe.skipIf(!postgres)('on PostgreSQL', () => …)
 */
export async function startPostgres(): Promise<PostgresServer | undefined> {
  const binaries = postgresBinaries()
  if (!binaries) return without('there is no initdb and postgres on the PATH or in /usr/lib/postgresql')
  const user = unprivileged()
  if (!user) return without('it refuses to run as root, and there is no user postgres to run it as')
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-postgres-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid)
  const password = 'kaiwu-test-password'
  const failed = makeData(user.command, binaries, folder, password)
  if (failed !== undefined) {
    remove()
    return without(failed)
  }
  const port = await freePort()
  const [program, ...rest] = [...user.command, 'sh', '-c', supervisor, 'sh', join(binaries, 'postgres'), folder, String(port)]
  const child = spawn(program!, rest, { stdio: ['pipe', 'ignore', 'inherit'], detached: true, cwd: folder })
  const ended = once(child, 'exit')
  const close = async (): Promise<void> => {
    child.stdin!.end()
    await ended
  }
  try {
    await begin(child, folder)
  } catch (error) {
    await close()
    return without((error as Error).message)
  }
  return Object.freeze({
    url: `postgresql://kaiwu:${password}@127.0.0.1:${port}/postgres`,
    hasVector: comesWithVector(binaries),
    kill: (signal: 'SIGKILL' | 'SIGINT') => stop(folder, signal),
    restart: () => begin(child, folder),
    close,
  })
}

function without(reason: string): undefined {
  console.warn(`No PostgreSQL was started for the tests: ${reason}.`)
  return undefined
}

/**
 * Puts the data of a new server into a folder: a copy of what initdb, which takes a second and more, has made for this user once.
 * Returns what went wrong, if anything.
 */
function makeData(as: readonly string[], binaries: string, folder: string, password: string): string | undefined {
  const key = createHash('sha256').update([binaries, process.getuid?.(), password].join()).digest('hex').slice(0, 12)
  const made = join(tmpdir(), `kaiwu-postgres-data-${key}`)
  if (!existsSync(made)) {
    const failed = initialize(as, binaries, folder, password)
    if (failed !== undefined) return failed
    // Of several that make it at once one is kept.
    const [program, ...rest] = [...as, 'cp', '-a', join(folder, 'data'), join(folder, 'made')]
    if (spawnSync(program!, rest, { cwd: folder }).status === 0) renameUnlessThere(join(folder, 'made'), made)
    return undefined
  }
  const [program, ...rest] = [...as, 'cp', '-a', made, join(folder, 'data')]
  const { status, stderr } = spawnSync(program!, rest, { encoding: 'utf8', cwd: folder })
  return status === 0 ? undefined : `its data could not be copied: ${stderr.trim()}`
}

function renameUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!existsSync(to)) throw error
  }
}

/** Has initdb make the data of a server. Returns what went wrong, if anything. */
function initialize(as: readonly string[], binaries: string, folder: string, password: string): string | undefined {
  const secret = join(folder, 'password')
  writeFileSync(secret, password, { mode: 0o644 })
  const options = [
    '-U',
    'kaiwu',
    '-A',
    'scram-sha-256',
    `--pwfile=${secret}`,
    '-E',
    'UTF8',
    '--locale=C',
    '--data-checksums',
    '--no-sync',
  ]
  // An order of texts as installations have it, where it can be had: what relies on the order of bytes has to say so.
  const ordered = ['--locale-provider=icu', '--icu-locale=en-US']
  let failed = 'initdb failed'
  for (const more of [ordered, []]) {
    const [program, ...rest] = [...as, join(binaries, 'initdb'), '-D', join(folder, 'data'), ...options, ...more]
    const { status, stderr, error } = spawnSync(program!, rest, { encoding: 'utf8', cwd: folder })
    if (status === 0) return undefined
    failed = `initdb failed: ${(error?.message ?? stderr).trim().split('\n').at(-1)}`
  }
  return failed
}

/** Asks the supervisor for a server until one is ready: after a crash its successor may have to wait for the last of its processes. */
async function begin(child: ChildProcess, folder: string): Promise<void> {
  for (let round = 0; round < 10; round++) {
    child.stdin!.write('start\n')
    for (let look = 0; look < 100; look++) {
      await wait(50)
      const state = stateOf(folder)
      if (state.ready && state.alive) return
      if (look > 20 && !state.alive) break
    }
  }
  throw new Error(`it did not get ready: ${readFileSync(join(folder, 'log'), 'utf8').trim().split('\n').at(-1)}`)
}

async function stop(folder: string, signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
  const { pid } = stateOf(folder)
  if (pid === undefined) return
  process.kill(pid, signal)
  while (stateOf(folder).alive) await wait(20)
}

/** What the server says of itself in its pid file: the first line is its process, the eighth how far it is. */
function stateOf(folder: string): { pid?: number; ready: boolean; alive: boolean } {
  const path = join(folder, 'data', 'postmaster.pid')
  if (!existsSync(path)) return { ready: false, alive: false }
  const lines = readFileSync(path, 'utf8').split('\n')
  const pid = Number(lines[0])
  if (!(pid > 0)) return { ready: false, alive: false }
  return { pid, ready: lines[7]?.trim() === 'ready', alive: isRunning(pid) }
}

/** A process that has ended stays listed until its parent asks for it; that counts as ended. */
function isRunning(pid: number): boolean {
  if (existsSync('/proc/self/stat')) {
    try {
      // Its name stands in brackets, and may hold any.
      return !readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').startsWith(' Z')
    } catch {
      // There is no such process any more.
      return false
    }
  }
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return /^[^Z\s]/.test((stdout ?? '').trim())
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
