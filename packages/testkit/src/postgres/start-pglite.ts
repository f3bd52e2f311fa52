import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A PostgreSQL for tests that is there on every machine. */
export type PgliteServer = Readonly<{
  /** Every connection is let in, with any password. */
  url: string
  /** Ends it, with all that is in it. */
  close(): Promise<void>
}>

/**
 * Starts PGlite, PostgreSQL in WebAssembly, with pgvector, in a process of its own that ends with this one. It takes some three
 * seconds. All its connections share one session, it delivers no notices, and it keeps nothing.
 * @example
 * const pglite = await startPglite()
 * afterAll(() => pglite.close())
 */
export async function startPglite(): Promise<PgliteServer> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const script = fileURLToPath(new URL(`./pglite-process.${extension}`, import.meta.url))
  const child = spawn(process.execPath, [script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const ended = once(child, 'exit')
  const [first] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line') as Promise<string[]>,
    ended.then(([code]) => {
      throw new Error(`PGlite did not start: its process ended with ${String(code)}`)
    }),
  ])
  return Object.freeze({
    url: `postgresql://postgres:postgres@${first}/postgres`,
    close: async () => {
      child.stdin.end()
      await ended
    },
  })
}
