import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { postgresBinaries, unprivileged } from './postgres-binaries.ts'
import { startPglite } from './start-pglite.ts'
import { startPostgres } from './start-postgres.ts'

async function listens(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** Starts a server in a process of its own, kills that process, and waits for the server to be gone. */
async function survivesNot(start: 'startPglite' | 'startPostgres'): Promise<boolean> {
  const file = start === 'startPglite' ? './start-pglite.ts' : './start-postgres.ts'
  const source = `import { ${start} } from ${JSON.stringify(fileURLToPath(new URL(file, import.meta.url)))}
    const server = await ${start}(); console.log(server.url)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  expect(await listens(url)).toBe(true)
  child.kill('SIGKILL')
  return isGone(url)
}

/** Whether a server that was killed is gone soon: what it began ends after it, and holds its port until then. */
async function isGone(url: string): Promise<boolean> {
  for (let look = 0; look < 100 && (await listens(url)); look++) await wait(50)
  return !(await listens(url))
}

const possible = postgresBinaries() !== undefined && unprivileged() !== undefined
if (!possible) console.warn('No PostgreSQL can be started here: its tests are left out.')

describe('startPglite', () => {
  it('listens until it is closed', { timeout: 60_000 }, async () => {
    const pglite = await startPglite()
    expect(await listens(pglite.url)).toBe(true)
    await pglite.close()
    expect(await listens(pglite.url)).toBe(false)
  })

  it('ends with a process that is killed', { timeout: 60_000 }, async () => expect(await survivesNot('startPglite')).toBe(true))
})

describe.skipIf(!possible)('startPostgres', () => {
  it('listens, crashes, starts again over the same data, and leaves nothing', { timeout: 60_000 }, async () => {
    const postgres = await startPostgres()
    expect(postgres).toBeDefined()
    onTestFinished(() => postgres!.close())
    expect(await listens(postgres!.url)).toBe(true)
    await postgres!.kill('SIGKILL')
    expect(await isGone(postgres!.url)).toBe(true)
    await postgres!.restart()
    expect(await listens(postgres!.url)).toBe(true)
    await postgres!.close()
    expect(await listens(postgres!.url)).toBe(false)
  })

  it('ends with a process that is killed', { timeout: 60_000 }, async () => expect(await survivesNot('startPostgres')).toBe(true))
})
