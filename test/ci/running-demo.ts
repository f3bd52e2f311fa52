import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** The repository's folder. */
export const repository = join(import.meta.dirname, '../..')

/** A program that serves Kaiwu, and what it printed. */
export type RunningDemo = Readonly<{ url: string; output(): string; stop(): Promise<number | null> }>

/** Runs a command that serves on PORT and waits until every solution is ready. */
export async function runDemo(
  command: readonly string[],
  options: Readonly<{ cwd?: string; env?: Record<string, string>; waitMs?: number }> = {},
): Promise<RunningDemo> {
  const port = await freePort()
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    cwd: options.cwd ?? repository,
    env: { ...process.env, ...options.env, PORT: String(port) },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const url = `http://127.0.0.1:${port}`
  await ready(child, `${url}/readyz`, options.waitMs ?? 60_000, () => output)
  return { url, output: () => output, stop: () => stop(child) }
}

async function ready(child: ChildProcess, url: string, waitMs: number, output: () => string): Promise<void> {
  const until = Date.now() + waitMs
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`it exited with ${child.exitCode}:\n${output()}`)
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    )
    if (status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await stop(child)
  throw new Error(`not ready after ${waitMs} ms:\n${output()}`)
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  const ended = once(child, 'exit')
  process.kill(-child.pid!, 'SIGTERM')
  const [code] = (await ended) as [number | null]
  return code
}

/** A port nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** One answer of a running demo, as JSON. */
export async function ask(
  url: string,
  solution: string,
  question: string,
): Promise<{ outcome: string; text: string; citations: { document: string; locator: string; verified: boolean }[] }> {
  const response = await fetch(`${url}/api/solutions/${solution}/answer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question }),
  })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return (await response.json()) as never
}
