import { textOption, type Invocation } from '../command.ts'
import { askPassword } from '../people/ask-password.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'
import { askServer, caseClient, type CaseClient } from './case-client.ts'
import { asWhom, serveFolder } from './serve-folder.ts'

/** The cases of a solution, wherever they are served. */
export type ReachedCases = Readonly<{
  client: CaseClient
  /** Waits for what follows by itself from what was done, where that is done here. */
  settled(): Promise<void>
  close(): Promise<void>
}>

/**
 * Reaches the cases of a solution: at a running server, or in a folder that is served for as long as the command runs.
 * @throws USAGE_INVALID, SERVER_UNREACHABLE, SERVER_FOREIGN, SERVER_REFUSED, SERVED_ELSEWHERE, PERSON_NOT_FOUND, and what opening throws
 */
export async function reachCases(
  { folder, changes }: Readonly<{ folder: string | undefined; changes: boolean }>,
  invocation: Invocation,
  terminal: Terminal,
): Promise<ReachedCases> {
  const asked = textOption(invocation, 'url')
  const as = textOption(invocation, 'as')
  if (asked !== undefined && folder !== undefined)
    throw usageError(terminal, { zh: '--url 和文件夹只能写一个', en: 'give --url or a folder, not both' })
  const url = asked ?? (folder === undefined ? terminal.environment['KAIWU_URL']?.trim() : undefined)
  if (url) return reachServer(addressOf(url, terminal), invocation, terminal)
  if (as === undefined) throw asWhom(terminal)
  return serveFolder({ folder: folder ?? '.', as, changes }, invocation, terminal)
}

function addressOf(written: string, terminal: Terminal): string {
  const url = URL.canParse(written) ? new URL(written) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '')
    throw usageError(terminal, {
      zh: `服务的地址要写成 http://主机:端口，这里是“${written}”`,
      en: `the address of a server is http://host:port; it is "${written}"`,
    })
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

async function reachServer(url: string, invocation: Invocation, terminal: Terminal): Promise<ReachedCases> {
  const as = textOption(invocation, 'as')
  const key = terminal.environment['KAIWU_KEY']?.trim()
  if (as === undefined && !key)
    throw usageError(terminal, {
      zh: '请把密钥放在环境变量 KAIWU_KEY 里，或用 --as <登录名> 以密码登录',
      en: 'put a key into the variable KAIWU_KEY, or sign in with a password: --as <login>',
    })
  const solution = await solutionAt(url, textOption(invocation, 'solution'), terminal)
  const session = as === undefined ? undefined : await signIn({ url, solution, login: as }, terminal)
  const client = caseClient({ url, solution, credential: session ?? { authorization: `Bearer ${key}` } }, terminal)
  const signOut = { method: 'DELETE', headers: { ...session, 'x-kaiwu-request': '1' } }
  return Object.freeze({
    client,
    settled: () => Promise.resolve(),
    // The session ends by itself, should the server not be there any more.
    close: async () => void (session && (await fetch(sessionPlace(url, solution), signOut).catch(() => undefined))),
  })
}

const sessionPlace = (url: string, solution: string): string => `${url}/api/solutions/${encodeURIComponent(solution)}/session`

async function signIn(
  { url, solution, login }: Readonly<{ url: string; solution: string; login: string }>,
  terminal: Terminal,
): Promise<Readonly<{ cookie: string }>> {
  const password = await askPassword({ zh: `${login} 的密码`, en: `The password of ${login}` }, terminal)
  const body = JSON.stringify({ login, password })
  const headers = { 'content-type': 'application/json' }
  const response = await askServer(sessionPlace(url, solution), { method: 'POST', headers, body }, terminal)
  return { cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
}

/** The one that was named, or the only one there is. */
async function solutionAt(url: string, named: string | undefined, terminal: Terminal): Promise<string> {
  if (named !== undefined) return named
  const response = await askServer(`${url}/api/solutions`, {}, terminal)
  const { solutions } = (await response.json()) as { solutions: readonly Readonly<{ name: string }>[] }
  const [only, ...others] = solutions.map(({ name }) => name)
  if (only !== undefined && others.length === 0) return only
  const all = [only, ...others].join(', ')
  throw usageError(terminal, {
    zh: `这个服务有几个解决方案，请用 --solution 写上是哪一个：${all}`,
    en: `this server has several solutions, name one with --solution: ${all}`,
  })
}
