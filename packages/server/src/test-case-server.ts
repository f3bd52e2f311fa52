/**
 * A server with cases for a test file: people who sign in over HTTP, a leave case type, and one that goes wrong wherever a case can.
 * @module
 */
import { systemActor, type Person } from '@kaiwu/cases'
import { loadSolution, openSolution, type Solution } from '@kaiwu/solution'
import { systemClock } from '@kaiwu/core'
import { tempFolder } from '@kaiwu/testkit'
import type { z } from 'zod'
import { cheapPeople } from '../../solution/src/test-people.ts'
import { oneCase } from './case-desk.ts'
import { createApp, startServer, type AppOptions } from './index.ts'
import type { caseInfo } from './schemas/case.ts'
import { clientOf, deskFiles, memoryLog, type Returned } from './test-served.ts'

const leave = `kaiwu: 1
case: leave
title: { zh: 请假, en: Leave }
number: QJ-{date}-{seq:3}
roles: { 主管: 批准请假, 人事: 备案 }
calendar: calendars/2026.csv
tables: { route: tables/route.csv }
fields:
  days: { type: number, title: { zh: 天数, en: Days }, required: true, min: 0.5, max: 60, unit: 天 }
  reason: { type: longText, title: 事由, required: true, minLength: 4 }
  phone: { type: text, title: 联系电话, sensitive: [人事] }
  route: { type: choice, title: 去向, values: [备案, 批准] }
  proof: { type: files, title: 证明 }
start: draft
states:
  draft:
    title: 填写
    actions:
      submit: { title: 提交, by: initiator, form: [days, reason, phone, proof], to: routed }
  routed:
    steps: [{ decide: route }]
    next: [{ when: route = "备案", to: filed }, { to: waiting }]
  waiting:
    title: 待批准
    approval:
      by: [主管]
      approved: granted
      rejected: refused
      returnTo: [draft]
      forbidSameAs: [initiator]
      allow: [delegate, addSigner, withdraw]
      withdrawn: draft
  filed:
    actions:
      file: { title: 备案, by: 人事, to: granted, sign: password }
  granted: { end: true }
  refused: { end: true }
  dropped: { end: true }
cancel: { by: initiator, to: dropped }
documents:
  notice: { title: { zh: 请假通知, en: Notice }, layout: gbt9704, when: days = 7, fields: { 发文机关: '"示例局"', 标题: '"关于请假的通知"', 正文: reason } }
  contact: { layout: gbt9704, when: days = 7, fields: { 发文机关: '"示例局"', 标题: '"联系单"', 正文: phone } }
deadlines:
  answer: { title: 答复, within: 2 workdays, from: [waiting], until: [granted, refused, draft, dropped], extend: { by: 主管, within: 1 workdays, times: 1 } }
`

const repair = `kaiwu: 1
case: repair
title: 抢修
number: QX-{year}-{seq:4}
roles: { 主管: 派工, 专家: 没有人担任 }
starters: { role: 主管 }
byHand: 主管
fields:
  level: { type: choice, values: [A, B] }
  oxygen: { type: number }
start: guess
states:
  guess:
    steps: [{ ask: prompts/level.md, into: [level] }]
    next: [{ when: level = "A", to: expert }, { to: working }]
  expert: { approval: { by: [专家], approved: working, rejected: closed } }
  working:
    on: { gas: { to: told, set: { oxygen: event.o2 } } }
    actions: { done: { by: 主管, to: told } }
  told:
    steps: [{ send: mes, body: { no: case.no } }]
    next: [{ to: closed }]
  closed: { end: true }
`

/** The files of a solution with two case types. @param receiver where what is sent goes to */
export function caseFiles(name = 'desk', receiver = 'http://127.0.0.1:9/hook'): Readonly<Record<string, string>> {
  return {
    ...deskFiles,
    'solution.yaml': `${deskFiles['solution.yaml'].replace('name: desk', `name: ${name}`)}webhooks:\n  mes: { url: '${receiver}', secretEnv: MES_SECRET, internal: true }\n`,
    'cases/leave.yaml': leave,
    'cases/repair.yaml': repair,
    'calendars/2026.csv': 'date,kind,name\n2026-10-01..2026-10-07,holiday,国庆\n2026-10-10,workday,调休\n',
    'tables/route.csv': '唯一,条件 days：数字,结果 route：文字\nR1,<= 1,备案\nR2,> 1,批准\n',
    'prompts/level.md': '给抢修定级，只答 A 或 B：{{oxygen}}\n',
  }
}

/** The password of everybody. */
export const password = '开物成务 tian-gong 7'

const staff: readonly (readonly [login: string, name: string, roles: readonly string[]])[] = [
  ['zhang', '张三', []],
  ['li', '李四', ['主管']],
  ['zhao', '赵六', ['主管']],
  ['wang', '王五', ['人事']],
  ['sun', '孙七', []],
  ['shen', '沈八', ['auditor']],
]

/** One person's way to the cases of a solution. Addresses begin behind the solution's. */
export type Client = Readonly<{
  get(path: string, headers?: Record<string, string>): Promise<Returned>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Returned>
  send(method: string, path: string, headers?: Record<string, string>, body?: string | Uint8Array): Promise<Returned>
  headers: Record<string, string>
}>

/** A server with cases, until it is closed. */
export type CaseServer = Readonly<{
  url: string
  solutions: readonly Solution[]
  logs: readonly string[]
  /** People by login. */
  people: ReadonlyMap<string, Person>
  /** Somebody who signs in, with their session; nobody for ''. */
  as(login: string, solution?: string): Promise<Client>
  /** A program with a key of somebody. */
  withKey(login: string, scopes: readonly string[]): Promise<Client>
  /** The folder of the first solution. */
  folder: string
  /** Ends the server and leaves its folder. */
  stop(): Promise<void>
  /** Ends the server and begins it anew on the same data. */
  restart(): Promise<void>
  close(): Promise<void>
}>

type Options = Readonly<{ environment?: Record<string, string>; files?: Readonly<Record<string, string>>; app?: AppOptions }>

/** Serves a solution with cases and people; of a second name, also a copy of its whole folder. */
export async function caseServer({
  environment = {},
  files = caseFiles(),
  app: appOptions = {},
}: Options = {}): Promise<CaseServer> {
  const folder = await tempFolder(files)
  const { logs, logger } = memoryLog()
  const settings = { MES_SECRET: 'x'.repeat(32), ...environment }
  const open = async () => {
    const definition = await loadSolution(folder.path, { environment: settings })
    const solution = await openSolution(definition, { root: folder.path, environment: settings })
    solution.work.start((error) => logger.error(error))
    const app = createApp([solution], { logger, environment: settings, console: false, requestsPerMinute: 0, ...appOptions })
    return { solution, server: await startServer(app, { port: 0, graceMs: 2_000 }) }
  }
  let now = await open()
  const people = cheapPeople(now.solution.database, systemClock())
  if (await people.firstRun()) {
    await people.createAdministrator({ login: 'admin', name: '管理员', password, roles: [] })
    await Promise.all(staff.map(([login, name, roles]) => people.add({ login, name, roles, password }, systemActor)))
  }
  const known = new Map<string, Person>()
  for (const login of ['admin', ...staff.map(([one]) => one)]) known.set(login, (await people.lookup.personByLogin(login))!)
  const sessions = new Map<string, Promise<string>>()
  const stop = async (): Promise<void> => {
    await now.server.close()
    await now.solution.close()
  }
  return {
    get url() {
      return now.server.url
    },
    get solutions() {
      return [now.solution]
    },
    logs,
    people: known,
    folder: folder.path,
    async as(login, solution = 'desk') {
      if (login === '') return clientWith(() => now.server.url, solution, {})
      const session = sessions.get(login) ?? signIn(now.server.url, login, solution)
      sessions.set(login, session)
      return clientWith(() => now.server.url, solution, { cookie: await session, 'x-kaiwu-request': '1' })
    },
    async withKey(login, scopes) {
      const { key } = await now.solution.work.people.makeKey(
        { label: '脚本', personId: known.get(login)!.id, scopes },
        systemActor,
      )
      return clientWith(() => now.server.url, 'desk', { authorization: `Bearer ${key}` })
    },
    stop,
    async restart() {
      await stop()
      now = await open()
    },
    async close() {
      await stop()
      await folder.remove()
    },
  }
}

/** Signs in over HTTP. @returns the cookie */
export async function signIn(url: string, login: string, solution: string): Promise<string> {
  const reply = await clientOf(url).post(`/api/solutions/${solution}/session`, { login, password })
  if (reply.status !== 200) throw new Error(`${login}: ${reply.status} ${reply.text}`)
  return reply.headers['set-cookie']![0]!.split(';')[0]!
}

/** The ways of one person to a solution. */
export function clientWith(url: () => string, solution: string, headers: Record<string, string>): Client {
  const send: Client['send'] = (method, path, more = {}, body) =>
    clientOf(url()).send(`/api/solutions/${solution}/${path}`, {
      method,
      headers: { ...headers, ...more },
      ...(body === undefined ? {} : { body }),
    })
  return {
    headers,
    send,
    get: (path, more) => send('GET', path, more),
    post: (path, body = {}, more = {}) =>
      send('POST', path, { 'content-type': 'application/json', ...more }, JSON.stringify(body)),
  }
}

let keys = 0
/** The headers of a decision on what somebody saw. */
export function deciding(seen: Returned, key = `k-${++keys}`): Record<string, string> {
  return { 'if-match': String(seen.headers.etag), 'idempotency-key': key }
}

/** The case of a reply. */
export function caseOf({ body, status, text }: Returned): z.output<typeof caseInfo> {
  const read = oneCase.safeParse(body)
  if (!read.success) throw new Error(`no case: ${status} ${text} ${read.error.message}`)
  return read.data.case
}

/** A leave request of so many days, as it was started by somebody, and then sent. */
export async function sentLeave(client: Client, days = 5, more: Readonly<Record<string, unknown>> = {}): Promise<Returned> {
  const draft = await client.post('cases', { type: 'leave' }, { 'idempotency-key': `s-${++keys}` })
  const values = { days, reason: '家中有事需处理', ...more }
  return client.post(`cases/${caseOf(draft).id}/actions/submit`, { values }, deciding(draft))
}

/** How a request ended: its status, and the code of an error. */
export function codeOf({ status, body }: Returned): readonly [status: number, code: unknown] {
  return [status, (body as { code?: unknown } | undefined)?.code]
}

/** Asks again until something holds, for some seconds: what goes on by itself takes a moment. */
export async function until<T>(ask: () => Promise<T>, holds: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const answer = await ask()
    if (holds(answer) || tries > 300) return answer
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
