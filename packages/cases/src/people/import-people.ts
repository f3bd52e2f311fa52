import { KaiwuError, parseDelimited, type LocalText, type Problem } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import { addDepartment, changeDepartment } from './department-changes.ts'
import type { PeopleContext } from './people-context.ts'
import type { Actor } from './people-event.ts'
import { peopleIn } from './people-lookup.ts'
import { addPerson } from './person-changes.ts'
import { foldLogin, loginOf, nameOf, rolesOf, wordOf } from './person-words.ts'
import type { Person } from './person.ts'
import { newApiKey } from './secret-token.ts'

/** A CSV file of people, decoded: `login,name,department,roles,head`, in any order, the last three if you like. */
export type PeopleFile = Readonly<{ name: string; text: string }>

/** Somebody who has been added, with the password they first sign in with: it is told this once. Empty for one without. */
export type ImportedPerson = Readonly<{ person: Person; password: string }>

/** What became of an import: everybody in it was added, or nobody, and why. */
export type PeopleImport = Readonly<{ added: readonly ImportedPerson[] } | { problems: readonly Problem[] }>

/** Adding many people at once. */
export type ImportOperations = Readonly<{
  /**
   * Adds the people of a file, in one transaction. `department` is a key, or a way down of keys (`设备部/早班组`), `roles` are separated by
   * spaces or signs, `head` says `yes` or `是` for whoever is to head their department.
   * @param options.newDepartments makes the departments that are not there, each named by its key
   * @param options.withoutPasswords leaves passwords to be set later; nobody signs in before with one
   */
  import(file: PeopleFile, by: Actor, options?: ImportOptions): Promise<PeopleImport>
}>

/** How a file is taken. */
export type ImportOptions = Readonly<{ newDepartments?: boolean; withoutPasswords?: boolean }>

/** Adding many people at once, on a base. */
export function importOperations(context: PeopleContext): ImportOperations {
  return Object.freeze({
    import: (file: PeopleFile, by: Actor, options: ImportOptions = {}) => importPeople(context, file, by, options),
  })
}

// Each password takes a third of a second of one processor.
const mostPeople = 500

const columns = { login: '登录名', name: '姓名', department: '部门', roles: '角色', head: '负责人' } as const
type Column = keyof typeof columns

async function importPeople(context: PeopleContext, file: PeopleFile, by: Actor, options: ImportOptions): Promise<PeopleImport> {
  const rows = rowsOf(file)
  const read = rows.problems.length > 0 ? rows : await checked(context.database, rows.rows, file, options)
  if (read.problems.length > 0) return Object.freeze({ problems: read.problems })
  const { withoutPasswords = false } = options
  const passwords = rows.rows.map(() => (withoutPasswords ? '' : newPassword()))
  const hashes = await Promise.all(passwords.map(async (one) => (one === '' ? undefined : context.passwords.hash(one))))
  return context.database.transaction(async (inside) => {
    // Somebody may have been added while the passwords were made.
    const { people, problems } = await checked(inside, rows.rows, file, options)
    if (problems.length > 0) return Object.freeze({ problems })
    const added: ImportedPerson[] = []
    const departments = new Map((await peopleIn(inside).departments()).map(({ key, id }) => [key, id]))
    for (const [at, { head, way, ...who }] of people.entries()) {
      const departmentId = await departmentAt(context, { inside, departments }, way, by)
      const given = { ...who, ...(departmentId === undefined ? {} : { departmentId }) }
      const person = await addPerson(context, inside, given, hashes[at], by)
      if (head && person.departmentId !== undefined)
        await changeDepartment(context, inside, person.departmentId, { headId: person.id }, by)
      added.push(Object.freeze({ person, password: passwords[at]! }))
    }
    return Object.freeze({ added: Object.freeze(added) })
  })
}

/** A password that somebody first signs in with: 80 random bits in groups that can be read out. */
export function newPassword(): string {
  return newApiKey().slice(3, 19).match(/.{4}/g)!.join('-')
}

/** The department at the end of a way of keys; those of them that are not there are made. */
async function departmentAt(
  context: PeopleContext,
  { inside, departments }: Readonly<{ inside: Queries; departments: Map<string, string> }>,
  way: readonly string[],
  by: Actor,
): Promise<string | undefined> {
  let id: string | undefined
  for (const key of way) {
    const parent = id === undefined ? {} : { parentId: id }
    id = departments.get(key) ?? (await addDepartment(context, inside, { key, name: key, ...parent }, by)).id
    departments.set(key, id)
  }
  return id
}

type Row = Readonly<{ line: number; cells: Readonly<Record<Column, string>>; at: Readonly<Record<Column, number>> }>

function rowsOf({ name: file, text }: PeopleFile): Readonly<{ rows: readonly Row[]; problems: readonly Problem[] }> {
  const { rows: all, lines, unclosedLine } = parseDelimited(text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'), ',')
  const [header = [], ...rows] = all
  const titles = header.map((title) => title.trim().toLowerCase())
  const at = (column: Column): number => titles.findIndex((title) => title === column || title === columns[column])
  const refused = (line: number, message: LocalText, remedy: LocalText) => ({
    rows: [],
    problems: [{ file, line, column: 1, message, remedy }],
  })
  if (unclosedLine !== undefined) return refused(unclosedLine, unclosed.message, unclosed.remedy)
  const unknown = titles.findIndex((title) => !Object.entries(columns).flat().includes(title))
  if (at('login') < 0 || at('name') < 0 || unknown >= 0 || new Set(titles).size < titles.length)
    return refused(1, titlesWrong.message, titlesWrong.remedy)
  const places = Object.fromEntries((Object.keys(columns) as Column[]).map((column) => [column, at(column)])) as Row['at']
  const people = rows.flatMap((cells, index): Row[] => {
    if (cells.every((cell) => cell.trim() === '')) return []
    const named = Object.entries(places).map(([column, place]) => [column, cells[place]?.trim() ?? ''])
    return [{ line: lines[index + 1]!, at: places, cells: Object.fromEntries(named) as Row['cells'] }]
  })
  if (people.length === 0 || people.length > mostPeople) return refused(1, countWrong.message, countWrong.remedy)
  return { rows: people, problems: [] }
}

type NewHead = Readonly<{ login: string; name: string; way: readonly string[]; roles: readonly string[]; head: boolean }>

/** The people of the rows as they would be added, and every mistake. */
async function checked(
  queries: Queries,
  rows: readonly Row[],
  { name: file }: PeopleFile,
  { newDepartments = false }: ImportOptions,
): Promise<Readonly<{ people: readonly NewHead[]; problems: readonly Problem[] }>> {
  const departments = new Set((await peopleIn(queries).departments()).map(({ key }) => key))
  const problems: Problem[] = []
  const people: NewHead[] = []
  const lines = new Map<string, number>()
  for (const { line, cells, at } of rows) {
    const wrong = (column: Column, message: LocalText): void =>
      void problems.push({ file, line, column: at[column] + 1, setting: column, message, remedy: mend })
    const folded = foldLogin(cells.login)
    const before = lines.get(folded)
    if (before !== undefined) wrong('login', { zh: `与第 ${before} 行的登录名相同`, en: `the same login as on line ${before}` })
    lines.set(folded, before ?? line)
    if (await peopleIn(queries).personByLogin(cells.login))
      wrong('login', textOf(new KaiwuError('LOGIN_TAKEN', { login: cells.login })))
    const login =
      tried(
        () => loginOf(cells.login),
        (text) => wrong('login', text),
      ) ?? ''
    const name = nameOf(cells.name)
    if (name === undefined) wrong('name', textOf(new KaiwuError('PERSON_NAME_INVALID')))
    const words = cells.roles.split(/[\s,;|，；、]+/).filter((word) => word !== '')
    const roles =
      tried(
        () => rolesOf(words),
        (text) => wrong('roles', text),
      ) ?? []
    const way = wayOf(cells.department, departments)
    const missing = way.find((key) => !departments.has(key))
    if (way.some((key) => wordOf(key) !== key)) wrong('department', textOf(new KaiwuError('DEPARTMENT_INVALID')))
    else if (missing !== undefined && !newDepartments)
      wrong('department', textOf(new KaiwuError('DEPARTMENT_NOT_FOUND', { department: missing })))
    if (!/^(?:是|否|yes|no|true|false|1|0|)$/i.test(cells.head)) wrong('head', { zh: '写“是”或“否”', en: 'write yes or no' })
    const head = /^(?:是|yes|true|1)$/i.test(cells.head)
    if (head && cells.department === '')
      wrong('head', { zh: '没有写部门，不知道负责哪里', en: 'without a department there is nothing to head' })
    people.push({ login, name: name ?? '', roles, head, way })
  }
  return { people, problems: Object.freeze(problems) }
}

/** The keys down to a department. One that is known by the whole of what is written needs no way. */
function wayOf(written: string, known: ReadonlySet<string>): readonly string[] {
  if (known.has(written)) return [written]
  return written
    .split('/')
    .map((key) => key.trim())
    .filter((key) => key !== '')
}

function tried<T>(make: () => T, wrong: (text: LocalText) => void): T | undefined {
  try {
    return make()
  } catch (error) {
    if (!KaiwuError.is(error)) throw error
    wrong(textOf(error))
    return undefined
  }
}

function textOf(error: KaiwuError): LocalText {
  return { zh: error.text('zh'), en: error.text('en') }
}

const mend = {
  zh: '改好再导入；这次一个人也没有添加',
  en: 'mend it and import again; nobody has been added this time',
}
const unclosed = {
  message: { zh: '引号没有闭合', en: 'a quote is not closed' },
  remedy: { zh: '补上另一个引号，或去掉这一个', en: 'add the other quote, or take this one away' },
}
const titlesWrong = {
  message: { zh: '第一行的列名不对', en: 'the titles of the first line are not right' },
  remedy: {
    zh: '要有 login 和 name，可以有 department、roles、head（或 登录名、姓名、部门、角色、负责人），各一次',
    en: 'login and name have to be there; department, roles and head may be, each once',
  },
}
const countWrong = {
  message: { zh: '没有人，或人太多', en: 'there is nobody, or there are too many' },
  remedy: { zh: `一次导入 1 到 ${mostPeople} 人`, en: `import 1 to ${mostPeople} people at a time` },
}
