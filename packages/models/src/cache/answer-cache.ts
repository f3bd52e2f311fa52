import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { KaiwuError, systemClock, type Clock } from '@kaiwu/core'
import { openSharedStore, type Migration, type SharedStore } from '@kaiwu/store'

/** What a cache holds answers to. */
export type CachedKind = 'chat' | 'embedding'

/**
 * Answers that were given before, by a key made of everything that matters. SQLite, for any number of processes. It is only a
 * cache: it never throws. What it cannot read it does not know, what it cannot write it forgets, and it says so once.
 */
export type AnswerCache = Readonly<{
  /** Path of its file. */
  path: string
  /** What was kept under a key and is not too old. */
  read(key: string): Uint8Array | undefined
  write(key: string, kind: CachedKind, value: Uint8Array): void
  /** Forgets everything, on the disk too. Returns how many answers there were. */
  clear(): number
  close(): void
}>

/** Where a cache is, and how much it may hold. */
export type AnswerCacheOptions = Readonly<{
  folder: string
  /** Older answers are not given again. Default 30. */
  maxAgeDays?: number
  /** The oldest answers are forgotten beyond this. Default 512 MiB; the file is somewhat larger. */
  maxBytes?: number
  clock?: Pick<Clock, 'now'>
  /** Told when the cache was damaged and begun anew, or cannot be used. Default: a warning of the process. */
  onProblem?: (problem: string) => void
}>

/** Name of the cache's file in its folder. */
export const answerCacheFile = 'cache.sqlite'

const migrations: readonly Migration[] = [
  {
    name: 'answers',
    sql: `CREATE TABLE answer (key TEXT PRIMARY KEY, kind TEXT NOT NULL, at INTEGER NOT NULL, bytes INTEGER NOT NULL, value BLOB NOT NULL);
          CREATE INDEX answer_by_age ON answer (at, bytes)`,
  },
]

/**
 * Opens the cache of a folder, making it when missing. A damaged file is moved aside and begun anew.
 * @example
 * const cache = openAnswerCache({ folder: '.kaiwu', maxAgeDays: 7 })
 */
export function openAnswerCache(options: AnswerCacheOptions): AnswerCache {
  const { folder, maxAgeDays = 30, maxBytes = 512 * 1024 * 1024, clock = systemClock() } = options
  const path = join(folder, answerCacheFile)
  const handle = storeHandle(path, options.onProblem ?? ((problem) => process.emitWarning(problem)))
  const oldest = (): number => clock.now() - maxAgeDays * 86_400_000
  // A sixteenth at a time, so that not every answer pays for the sweep.
  let unswept = Number.POSITIVE_INFINITY
  return Object.freeze({
    path,
    read: (key: string) =>
      handle.use((store) => store.get<{ value: Uint8Array }>('SELECT value FROM answer WHERE key = ? AND at > ?', key, oldest()))
        ?.value,
    write(key: string, kind: CachedKind, value: Uint8Array) {
      const bytes = value.length + key.length
      if (bytes > maxBytes) return
      unswept += bytes
      handle.use((store) => {
        store.run(
          'INSERT OR REPLACE INTO answer (key, kind, at, bytes, value) VALUES (?, ?, ?, ?, ?)',
          key,
          kind,
          clock.now(),
          bytes,
          value,
        )
        if (unswept <= maxBytes / 16) return
        unswept = 0
        sweep(store, oldest(), maxBytes)
      })
    },
    clear() {
      const forgotten = handle.use((store) => {
        const found = store.run('DELETE FROM answer')
        store.run('VACUUM')
        store.get('PRAGMA wal_checkpoint(TRUNCATE)')
        return found
      })
      return forgotten ?? 0
    },
    close: () => handle.close(),
  })
}

function sweep(store: SharedStore, oldest: number, maxBytes: number): void {
  store.run('DELETE FROM answer WHERE at <= ?', oldest)
  // What is newest and fits stays.
  store.run(
    `DELETE FROM answer WHERE key IN (
       SELECT key FROM (SELECT key, SUM(bytes) OVER (ORDER BY at DESC, key) AS total FROM answer) WHERE total > ?)`,
    maxBytes - Math.floor(maxBytes / 16),
  )
}

type StoreHandle = Readonly<{ use<T>(work: (store: SharedStore) => T): T | undefined; close(): void }>

/** A store that is renewed once when it turns out to be damaged, and done without when that does not help. */
function storeHandle(path: string, onProblem: (problem: string) => void): StoreHandle {
  let store: SharedStore | undefined
  let done = false
  const told = new Set<string>()
  const tell = (problem: string): void => {
    if (!told.has(problem)) onProblem(problem)
    told.add(problem)
  }
  const use = <T>(work: (store: SharedStore) => T, again = true): T | undefined => {
    if (done) return undefined
    try {
      return work((store ??= open(path)))
    } catch (error) {
      if (!KaiwuError.is(error)) throw error
      store?.close()
      store = undefined
      if (error.code === 'STORE_CORRUPT' && again) {
        tell(moveAside(path))
        return use(work, false)
      }
      tell(`The cache of answers ${path} cannot be used: ${error.message}`)
      // A busy moment passes; a folder that cannot be written to does not.
      done = !/busy|locked/i.test(error.message)
      return undefined
    }
  }
  return {
    use,
    close() {
      done = true
      store?.close()
      store = undefined
    },
  }
}

function open(path: string): SharedStore {
  // An answer that is slow to come from the cache is better asked for.
  const store = openSharedStore({ path, migrations, timeoutMs: 500 })
  // Losing the last answers to a power cut costs less than a flush for each.
  store.run('PRAGMA synchronous=NORMAL')
  return store
}

/** Moves a damaged cache aside, unless another process has done so meanwhile. */
function moveAside(path: string): string {
  if (isSound(path)) return `The cache of answers ${path} was damaged and is begun anew`
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  try {
    if (existsSync(path)) renameSync(path, aside)
    for (const suffix of ['-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true })
  } catch (error) {
    return `The cache of answers ${path} is damaged and cannot be moved aside: ${String(error)}`
  }
  return `The cache of answers was damaged and is begun anew; what it was is in ${aside}`
}

function isSound(path: string): boolean {
  try {
    const store = open(path)
    const sound = store.get<{ quick_check: string }>('PRAGMA quick_check')?.quick_check === 'ok'
    store.close()
    return sound
  } catch (error) {
    if (KaiwuError.is(error)) return false
    throw error
  }
}
