import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** How a run of the command line ended. */
export type Ran = Readonly<{ code: number | null; out: string; err: string }>

/** Where and how to run it. Nothing of the test's own environment is passed on but the path and the home. */
export type RunOptions = Readonly<{
  cwd?: string
  env?: Readonly<Record<string, string>>
  /** Code to load before the program. */
  preload?: string
}>

// Compiled source is kept between runs: it halves what a run costs.
const NODE_COMPILE_CACHE = join(tmpdir(), 'kaiwu-test-compile-cache')

/** Starts the real command line from its source, without a terminal. */
export function startKaiwu(words: readonly string[], { cwd, env = {}, preload }: RunOptions = {}): ChildProcess {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  const before = preload === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(preload)}`]
  const inherited = Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'SYSTEMROOT'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  )
  return spawn(process.execPath, ['--conditions=kaiwu-src', ...before, main, ...words], {
    ...(cwd ? { cwd } : {}),
    env: { ...inherited, NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs the real command line to its end. */
export async function runKaiwu(words: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = startKaiwu(words, options)
  const [out, err, [code]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { code, out, err }
}

/** Waits until what a process prints on a stream matches. */
export async function printed(child: ChildProcess, stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray> {
  let seen = ''
  for await (const piece of child[stream]!.iterator({ destroyOnReturn: false })) {
    seen += String(piece)
    const match = pattern.exec(seen)
    if (match) return match
  }
  throw new Error(`the process ended after printing: ${seen}`)
}
