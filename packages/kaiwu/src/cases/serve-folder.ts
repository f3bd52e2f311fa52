import { setTimeout as nap } from 'node:timers/promises'
import { KaiwuError } from '@kaiwu/core'
import type { Solution } from '@kaiwu/solution'
import type { Invocation } from '../command.ts'
import { openFolder } from '../open-folder.ts'
import { operatorActor } from '../people/operator.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'
import { caseClient } from './case-client.ts'
import type { ReachedCases } from './reach-cases.ts'

/** What a folder is served for: as whom, and whether something is to be changed. */
export type FolderWork = Readonly<{ folder: string; as: string; changes: boolean }>

/**
 * Serves the solution of a folder in this process, on a free port that only this machine reaches, and signs in as somebody of it.
 * @throws SERVED_ELSEWHERE, PERSON_NOT_FOUND, PERSON_DISABLED, and what opening throws
 */
export async function serveFolder(
  { changes, ...work }: FolderWork,
  invocation: Invocation,
  terminal: Terminal,
): Promise<ReachedCases> {
  const { solution, token = '' } = await openFolderAs(work, invocation, terminal)
  try {
    return await servedAs(solution, { token, changes }, terminal)
  } catch (error) {
    await solution.close()
    throw error
  }
}

/**
 * Opens the solution of a folder, to write, and signs in as somebody of it; as nobody where nobody has been set up.
 * @throws SERVED_ELSEWHERE, PERSON_NOT_FOUND, PERSON_DISABLED, USAGE_INVALID, and what opening throws
 */
export async function openFolderAs(
  { folder, as }: Readonly<{ folder: string; as: string | undefined }>,
  invocation: Invocation,
  terminal: Terminal,
): Promise<Readonly<{ solution: Solution; token?: string }>> {
  const solution = await openFolder(folder, invocation, { access: 'write', cases: true }, terminal).catch((error: unknown) => {
    if (!KaiwuError.is(error) || error.code !== 'STORE_IN_USE') throw error
    throw new KaiwuError('SERVED_ELSEWHERE', { name: folder, pid: error.details['pid'] ?? '?' }, { cause: error })
  })
  const { people } = solution.work
  try {
    const nobody = await people.firstRun()
    if (as === undefined) {
      if (!nobody) throw asWhom(terminal)
      return { solution }
    }
    if (nobody)
      throw usageError(terminal, {
        zh: `这里还没有人员；先运行 kaiwu people init ${folder}`,
        en: `nobody has been set up here; run kaiwu people init ${folder} first`,
      })
    return { solution, token: (await people.signInFor(as, operatorActor())).token }
  } catch (error) {
    await solution.close()
    throw error
  }
}

/** That it is not said as whom something is done. */
export function asWhom(terminal: Terminal): KaiwuError {
  return usageError(terminal, {
    zh: '请用 --as <登录名> 写上以谁的身份，例如 --as zhang',
    en: 'say as whom with --as <login>, for example --as zhang',
  })
}

async function servedAs(
  solution: Solution,
  { token, changes }: Readonly<{ token: string; changes: boolean }>,
  terminal: Terminal,
): Promise<ReachedCases> {
  const { createApp, startServer } = await import('@kaiwu/server')
  const { environment } = terminal
  const app = createApp([solution], { environment, console: false, requestsPerMinute: 0, logLevel: 'warn' })
  const server = await startServer(app, { port: 0 })
  if (changes) solution.work.start((error) => terminal.note(error instanceof Error ? error.message : String(error)))
  const { name } = solution.definition
  return Object.freeze({
    client: caseClient({ url: server.url, solution: name, credential: { cookie: `kaiwu_${name}=${token}` } }, terminal),
    settled: () => (changes ? settled(solution, terminal) : Promise.resolve()),
    async close() {
      await solution.work.people.signOut(token)
      await server.close()
      await solution.close()
    },
  })
}

const mostMs = 30_000

/** Waits until nothing is due any more: what follows by itself from what was done has been done. */
async function settled({ work }: Solution, terminal: Terminal): Promise<void> {
  const until = Date.now() + mostMs
  for (;;) {
    const counts = await work.desk?.jobs.counts()
    if (!counts || counts.due + counts.running === 0 || terminal.signal.aborted) return
    if (Date.now() > until)
      return terminal.note({
        zh: '还有步骤没有做完；下次运行或启动服务时接着做',
        en: 'Some steps are still to be done; the next run, or the server, goes on with them',
      })
    terminal.progress({ zh: '正在办理后续步骤……', en: 'Doing what follows by itself…' })
    await nap(25)
  }
}
