import { loadSolution, openSolution, type Solution } from '@kaiwu/solution'
import { tempFolder } from '@kaiwu/testkit'
import { onTestFinished } from 'vitest'
import { createApp, startServer, type App, type AppOptions } from './index.ts'
import { caseFiles } from './test-case-server.ts'
import { clientOf, memoryLog, type Served } from './test-served.ts'

/** A password that the rules let pass. */
export const goodPassword = '开物成务 tian-gong 7'

/** Solutions at work, each with a base of its own. */
export type PeopleServer = Pick<Served, 'url' | 'send' | 'post' | 'app' | 'logs'> &
  Readonly<{
    solution(name: string): Solution
    /** The cookie of a new session of somebody, who is added at their first with these roles. */
    cookie(solution: string, login: string, roles?: readonly string[]): Promise<string>
    /** A key of somebody who has signed in before. */
    key(solution: string, login: string, scopes: readonly string[], expiresAtMs?: number): Promise<string>
    /** Lets the time pass. */
    pass(ms: number): void
  }>

/** Somebody whom a provider vouches for. */
const issuer = 'https://sso.example.org'

/** Serves solutions of these names until the test is over. Nobody has been set up on them. */
export async function peopleServer(names: readonly string[] = ['desk'], options: AppOptions = {}): Promise<PeopleServer> {
  let at = Date.parse('2026-11-23T08:00:00Z')
  const clock = { now: () => at, today: () => new Date(at).toISOString().slice(0, 10) }
  const { logs, logger } = memoryLog()
  const solutions = new Map<string, Solution>()
  for (const name of names) {
    const folder = await tempFolder(caseFiles(name))
    onTestFinished(() => folder.remove())
    const environment = { MES_SECRET: 'x'.repeat(32) }
    const solution = await openSolution(await loadSolution(folder.path, { environment }), {
      root: folder.path,
      environment,
      clock,
    })
    onTestFinished(() => solution.close())
    await solution.sync()
    solutions.set(name, solution)
  }
  const app = createApp([...solutions.values()], {
    ...{ logger, clock, environment: {}, console: false, requestsPerMinute: 0 },
    ...options,
  })
  const { url } = await listening(app)
  const people = (name: string) => solutions.get(name)!.work.people
  return {
    ...{ url, app, logs, ...clientOf(url) },
    solution: (name) => solutions.get(name)!,
    async cookie(solution, login, roles = []) {
      const claims = { iss: issuer, sub: login, preferred_username: login, name: login, groups: roles }
      const rules = { issuer, create: true, roles: roles.map((role) => ({ group: role, role })) }
      const signed = await people(solution).signInWithIdentity(claims, rules, { address: '127.0.0.1' })
      if ('refused' in signed) throw new Error(signed.refused)
      return `kaiwu_${solution}=${signed.token}`
    },
    async key(solution, login, scopes, expiresAtMs) {
      const { id: personId, name } = (await people(solution).lookup.personByLogin(login))!
      const expires = expiresAtMs === undefined ? {} : { expiresAtMs }
      const made = { label: '脚本', personId, scopes, ...expires }
      return (await people(solution).makeKey(made, { kind: 'person', id: personId, name })).key
    },
    pass: (ms) => void (at += ms),
  }
}

/** Listens with an app until the test is over. */
export async function listening(app: App, host = '127.0.0.1'): Promise<Readonly<{ url: string }>> {
  const server = await startServer(app, { port: 0, host, graceMs: 2_000 })
  onTestFinished(() => server.close())
  return server
}

/** The code of an error, whatever its form. */
export function codeOf(body: unknown): string {
  const { code, error } = (body ?? {}) as { code?: string; error?: { code?: string } }
  return (code ?? error?.code ?? '').toUpperCase()
}
