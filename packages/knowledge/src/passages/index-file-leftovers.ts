import { readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Temporary files this process is writing. */
const own = new Set<string>()
let count = 0

/** How many files that were set aside are kept for a look at them. */
const keptCorrupt = 2

/** The name of a new temporary file beside an index file; {@link removeTemporary} when it is done with. */
export function newTemporary(path: string): string {
  const temporary = `${path}.tmp-${process.pid}-${++count}`
  own.add(temporary)
  return temporary
}

/** Removes a temporary file that is done with, if it is still there. What cannot be removed now is removed by a later write. */
export async function removeTemporary(temporary: string): Promise<void> {
  await rm(temporary, { force: true }).catch(() => undefined)
  own.delete(temporary)
}

/** Removes what writes of this index file left behind that were killed. What a process that runs is writing stays. */
export async function removeLeftovers(path: string): Promise<void> {
  const prefix = `${basename(path)}.tmp-`
  for (const name of await namesIn(dirname(path))) {
    if (!name.startsWith(prefix)) continue
    const whole = join(dirname(path), name)
    const pid = Number.parseInt(name.slice(prefix.length), 10)
    if (pid === process.pid ? own.has(whole) : runs(pid)) continue
    await rm(whole, { force: true })
  }
}

/**
 * Puts a file that cannot be used out of the way, as `<name>.corrupt-<time>`, and keeps the last two of them.
 * @returns where it is now
 */
export async function setAside(path: string): Promise<string> {
  const prefix = `${path}.corrupt-`
  const stem = `${prefix}${new Date().toISOString().replaceAll(/[-:.]/g, '')}`
  const taken = new Set((await namesIn(dirname(path))).map((name) => join(dirname(path), name)))
  let aside = stem
  for (let more = 1; taken.has(aside); more++) aside = `${stem}-${more}`
  await rename(path, aside)
  const all = [...taken, aside].filter((one) => one.startsWith(prefix)).sort()
  for (const old of all.slice(0, -keptCorrupt)) await rm(old, { force: true })
  return aside
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** Signal 0 only asks; EPERM says that it runs as somebody else. */
function runs(pid: number): boolean {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
