import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { runCommandLine } from './run-command-line.ts'

/** How a run of the command line ended. */
export type Ran = Readonly<{ code: number | null; out: string; err: string }>

/** Where and how to run it. Nothing of the test's own environment is passed on but the path and the home. */
export type RunOptions = Readonly<{
  cwd?: string
  env?: Readonly<Record<string, string>>
}>

/** How to start a process of its own. */
export type StartOptions = RunOptions &
  Readonly<{
    /** Code to load before the program. */
    preload?: string
  }>

/** Compiled source is kept between runs: it halves what a run costs. */
export const NODE_COMPILE_CACHE = join(tmpdir(), 'kaiwu-test-compile-cache')

/** The environment of a run: nothing of the test's own but the path, the home and the place for temporary files. */
export function environment(env: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = ['PATH', 'HOME', 'TMPDIR', 'SYSTEMROOT'].flatMap((name) =>
    process.env[name] ? [[name, process.env[name]]] : [],
  )
  return { ...Object.fromEntries(inherited), ...env }
}

/** Starts the real command line from its source, without a terminal. */
export function startKaiwu(words: readonly string[], { cwd, env = {}, preload }: StartOptions = {}): ChildProcess {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  const before = preload === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(preload)}`]
  return spawn(process.execPath, ['--conditions=kaiwu-src', ...before, main, ...words], {
    ...(cwd ? { cwd } : {}),
    env: environment({ NODE_COMPILE_CACHE, ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

const stopSignals = ['SIGINT', 'SIGTERM'] as const

/**
 * Runs a command line to its end in this process, without a terminal: it spares a second of starting. What is about the process itself
 * (signals, who holds the data, what is loaded) takes {@link runProcess} or {@link startKaiwu}.
 */
export async function runKaiwu(words: readonly string[], { cwd, env = {} }: RunOptions = {}): Promise<Ran> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const printed = [stdout, stderr].map(async (stream) => (await buffer(stream)).toString('utf8'))
  const listeners = stopSignals.map((signal) => process.listeners(signal))
  const here = process.cwd()
  if (cwd !== undefined) process.chdir(cwd)
  try {
    const code = await runCommandLine(words, { env: environment(env), stdin: {}, stdout, stderr })
    stdout.end()
    stderr.end()
    const [out, err] = await Promise.all(printed)
    return { code, out: out!, err: err! }
  } finally {
    process.chdir(here)
    for (const [at, signal] of stopSignals.entries())
      for (const listener of process.listeners(signal)) if (!listeners[at]!.includes(listener)) process.off(signal, listener)
  }
}

/** Runs the real command line to its end, in a process of its own. */
export async function runProcess(words: readonly string[], options: StartOptions = {}): Promise<Ran> {
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
