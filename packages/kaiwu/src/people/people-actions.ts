import { open, rm } from 'node:fs/promises'
import type { ImportedPerson, People, Person } from '@kaiwu/cases'
import { exitCodes, formatProblem, guardedCell, KaiwuError } from '@kaiwu/core'
import { textOption, type Invocation } from '../command.ts'
import { labelsOf } from '../open-folder.ts'
import { readNamedFile } from '../read-named-file.ts'
import { printTable } from '../print-table.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'
import { askPassword, passwordVariable } from './ask-password.ts'
import { operatorActor } from './operator.ts'

/** What is done with the people of a base. */
export type PeopleAction = Readonly<{
  words: readonly string[]
  writes: boolean
  run(people: People, words: readonly string[], invocation: Invocation, terminal: Terminal): Promise<number>
}>

/** What is done with people, by its name on the command line. */
export const peopleActions: Readonly<Record<string, PeopleAction>> = Object.freeze({
  init: { words: ['login?', 'name?'], writes: true, run: init },
  add: { words: ['login', 'name'], writes: true, run: add },
  list: { words: [], writes: false, run: list },
  disable: {
    words: ['login'],
    writes: true,
    run: (people, [login = ''], _, terminal) =>
      changed(people, login, terminal, {
        change: ({ id }) => people.disable(id, operatorActor()),
        said: { zh: '已停用，会话和密钥都已失效', en: 'is disabled; sessions and keys are dead' },
      }),
  },
  enable: {
    words: ['login'],
    writes: true,
    run: (people, [login = ''], _, terminal) =>
      changed(people, login, terminal, {
        change: ({ id }) => people.enable(id, operatorActor()),
        said: { zh: '已启用', en: 'is enabled' },
      }),
  },
  password: {
    words: ['login'],
    writes: true,
    run: (people, [login = ''], _, terminal) =>
      changed(people, login, terminal, {
        change: async ({ id }) => people.setPassword(id, await newPassword(login, terminal), operatorActor()),
        said: { zh: '已换密码，会话都已结束', en: 'has another password; sessions have ended' },
      }),
  },
  import: { words: ['file'], writes: true, run: importPeople },
})

const newPassword = (login: string, terminal: Terminal, variable = passwordVariable): Promise<string> =>
  askPassword({ zh: `${login} 的新密码`, en: `The new password of ${login}` }, terminal, { variable, twice: true })

/** @throws ADMINISTRATOR_EXISTS, and as of `createAdministrator` */
async function init(people: People, [typed, named]: readonly string[], _: Invocation, terminal: Terminal): Promise<number> {
  if (!(await people.firstRun())) throw new KaiwuError('ADMINISTRATOR_EXISTS')
  const login = typed ?? terminal.environment['KAIWU_ADMIN_LOGIN'] ?? (await askedText({ zh: '登录名', en: 'Login' }, terminal))
  const name = named ?? login
  const password = await newPassword(login, terminal, 'KAIWU_ADMIN_PASSWORD')
  return told(await people.createAdministrator({ login, name, password }, operatorActor()), terminal, {
    zh: '是管理员了；现在可以用 kaiwu people add、import 添加其他人',
    en: 'is the administrator; add the others with kaiwu people add and import',
  })
}

async function askedText(message: Readonly<{ zh: string; en: string }>, terminal: Terminal): Promise<string> {
  if (!terminal.interactive)
    throw usageError(terminal, {
      zh: '请写上登录名：kaiwu people init <文件夹> <登录名>，或设置 KAIWU_ADMIN_LOGIN',
      en: 'name the login: kaiwu people init <folder> <login>, or set KAIWU_ADMIN_LOGIN',
    })
  const { text } = await import('@clack/prompts')
  const typed = await text({ message: terminal.pick(message) })
  if (typeof typed === 'string') return typed
  throw new KaiwuError('CANCELLED')
}

async function add(
  people: People,
  [login = '', name = '']: readonly string[],
  invocation: Invocation,
  terminal: Terminal,
): Promise<number> {
  const key = textOption(invocation, 'department')
  const department = key === undefined ? undefined : await people.lookup.departmentByKey(key)
  if (key !== undefined && !department) throw new KaiwuError('DEPARTMENT_NOT_FOUND', { department: key })
  const asked = terminal.interactive || Boolean(terminal.environment[passwordVariable])
  const password = asked ? await newPassword(login, terminal) : undefined
  const roles = labelsOf(invocation, 'roles')
  const given = { login, name, roles, ...(department ? { departmentId: department.id } : {}) }
  const person = await people.add({ ...given, ...(password === undefined ? {} : { password }) }, operatorActor())
  return told(person, terminal, person.hasPassword ? added : withoutPassword(login))
}

const added = { zh: '已添加', en: 'has been added' }
const withoutPassword = (login: string) => ({
  zh: `已添加，还没有密码：kaiwu people password ${login}`,
  en: `has been added, without a password: kaiwu people password ${login}`,
})

async function list(people: People, _: readonly string[], __: Invocation, terminal: Terminal): Promise<number> {
  const all: Person[] = []
  for (;;) {
    const last = all.at(-1)
    const page = await people.lookup.people(last ? { after: last.login } : {})
    all.push(...page)
    if (page.length === 0) break
  }
  const departments = new Map((await people.lookup.departments()).map(({ id, name }) => [id, name]))
  terminal.result({ people: all })
  const heads = [
    { zh: '登录名', en: 'login' },
    { zh: '姓名', en: 'name' },
    { zh: '部门', en: 'department' },
    { zh: '角色', en: 'roles' },
    { zh: '备注', en: 'remarks' },
  ]
  const rows = all.map(({ login, name, departmentId, roles, disabled, hasPassword }) => [
    login,
    name,
    departments.get(departmentId ?? '') ?? '-',
    roles.join(' ') || '-',
    terminal.pick(
      disabled ? { zh: '已停用', en: 'disabled' } : hasPassword ? { zh: '', en: '' } : { zh: '没有密码', en: 'no password' },
    ),
  ])
  printTable(
    heads,
    rows,
    { zh: '还没有人员；先运行 kaiwu people init', en: 'Nobody yet; begin with kaiwu people init' },
    terminal,
  )
  return 0
}

/** @throws PERSON_NOT_FOUND, and what the change throws */
async function changed(
  people: People,
  login: string,
  terminal: Terminal,
  { change, said }: Readonly<{ change(person: Person): Promise<Person>; said: Readonly<{ zh: string; en: string }> }>,
): Promise<number> {
  const person = await people.lookup.personByLogin(login)
  if (!person) throw new KaiwuError('PERSON_NOT_FOUND', { person: login })
  return told(await change(person), terminal, said)
}

function told(person: Person, terminal: Terminal, { zh, en }: Readonly<{ zh: string; en: string }>): number {
  terminal.result({ person })
  const who = `${person.name}（${person.login}）`
  terminal.print({ zh: `${who}${zh}`, en: `${person.name} (${person.login}) ${en}` })
  return 0
}

async function importPeople(
  people: People,
  [path = '']: readonly string[],
  invocation: Invocation,
  terminal: Terminal,
): Promise<number> {
  const { decodeText } = await import('@kaiwu/knowledge')
  const bytes = await readNamedFile(path)
  const kept = textOption(invocation, 'passwords')
  const write = kept === undefined ? undefined : await secretFile(kept)
  const file = { name: path, text: decodeText(bytes, path).text }
  const done = await people.import(file, operatorActor(), { newDepartments: invocation.options['newDepartments'] === true })
  if ('problems' in done) {
    await write?.(undefined)
    terminal.result({ problems: done.problems })
    for (const problem of done.problems) terminal.note(formatProblem(problem, terminal.language))
    return exitCodes.author
  }
  const lines = done.added.map(({ person, password }) => [person.login, person.name, password])
  await write?.(passwordsText(done.added))
  terminal.result({ added: kept === undefined ? done.added : done.added.map(({ person }) => ({ person })) })
  terminal.print({ zh: `已添加 ${lines.length} 人`, en: `${lines.length} people were added` })
  if (kept !== undefined)
    terminal.print({ zh: `初始密码在 ${kept}（只有您能读）`, en: `Their first passwords are in ${kept}, for you alone` })
  else printTable(passwordHeads, lines, added, terminal)
  return 0
}

const passwordHeads = [
  { zh: '登录名', en: 'login' },
  { zh: '姓名', en: 'name' },
  { zh: '初始密码（只显示这一次）', en: 'first password, shown this once' },
]

function passwordsText(people: readonly ImportedPerson[]): string {
  const rows = people.map(({ person, password }) => [person.login, person.name, password].map(guardedCell).join(','))
  return `\uFEFF${['login,name,password', ...rows].join('\r\n')}\r\n`
}

/** Makes a file for its owner alone before anybody is added, so that no password is lost; given nothing, it goes again. */
async function secretFile(path: string): Promise<(text: string | undefined) => Promise<void>> {
  const file = await open(path, 'wx', 0o600).catch((error: Error) => {
    throw new KaiwuError('PATH_UNUSABLE', { path, reason: error.message }, { cause: error })
  })
  return async (text) => {
    if (text !== undefined) await file.writeFile(text)
    await file.close()
    if (text === undefined) await rm(path)
  }
}
