import { systemActor, type Actor, type Person } from '@kaiwu/cases'
import { formatProblem, KaiwuError, parseDelimited } from '@kaiwu/core'
import { decodeText } from '@kaiwu/knowledge'
import { openSolutionFolder, type Solution } from '@kaiwu/solution'
import { hasPeople } from '../admission.ts'
import { keepDemo, readDemo, type DemoPlace } from './demo-place.ts'

/** Where a solution keeps its invented people. */
export const demoPeopleFile = 'data/people.csv'

const login = 'demo-admin'
const name = '演示管理员'
const roles = 'administrator|author|auditor'
const administrator: Readonly<Record<string, string>> = { login, 登录名: login, name, 姓名: name, roles, 角色: roles }

const actor: Actor = Object.freeze({ ...systemActor, name: 'demo' })

/**
 * Takes the invented people of a solution into a base where nobody has been set up, with an administrator, all or nobody. They have no
 * passwords yet: each gets the demo's when somebody first goes in as them.
 * @throws ADMINISTRATOR_EXISTS, DEMO_PEOPLE_MISSING
 */
export async function takeInDemoPeople(solution: Solution, place: DemoPlace): Promise<void> {
  const { people } = solution.work
  if (await hasPeople(solution)) throw new KaiwuError('ADMINISTRATOR_EXISTS')
  const text = await peopleText(place)
  const { rows } = parseDelimited(text, ',')
  const [titles = []] = rows
  const at = titles.findIndex((title) => title === 'login' || title === '登录名')
  const whole = `${text}\n${titles.map((title) => administrator[title] ?? '').join(',')}\n`
  await keepDemo(place, [login, ...rows.slice(1).map((row) => row[at]?.trim() ?? '')])
  const done = await people.import({ name: demoPeopleFile, text: whole }, actor, { newDepartments: true, withoutPasswords: true })
  if ('added' in done) return
  // Of two at once, one has taken them in.
  if (!(await people.firstRun())) throw new KaiwuError('ADMINISTRATOR_EXISTS')
  throw missing(done.problems.map((problem) => formatProblem(problem, 'zh')).join('\n'))
}

/** @throws DEMO_PEOPLE_MISSING */
async function peopleText({ root }: DemoPlace): Promise<string> {
  const bytes = await openSolutionFolder(root, { manifest: false }).bytes(demoPeopleFile)
  if (!bytes) throw missing('')
  return decodeText(bytes, demoPeopleFile)
    .text.replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .trimEnd()
}

function missing(reason: string): KaiwuError {
  return new KaiwuError('DEMO_PEOPLE_MISSING', { file: demoPeopleFile, reason })
}

/** The people that a demo has taken into a base, in the order of their file; nobody on any other base. */
export async function demoPeople({ work }: Solution, place: DemoPlace): Promise<readonly Person[]> {
  const { logins } = (await readDemo(place)) ?? { logins: [] }
  const found = await Promise.all(logins.map((one) => work.people.lookup.personByLogin(one)))
  return found.flatMap((person) => (person && !person.disabled ? [person] : []))
}

/**
 * Goes in as one of the invented people: gives them the demo's password, if they have none yet, and begins their session.
 * @returns the session's token
 * @throws DEMO_NOT_HERE on a base that no demo made, or for somebody whom it did not invent; PERSON_NOT_FOUND, PERSON_DISABLED
 */
export async function enterAs({ work: { people } }: Solution, place: DemoPlace, as: string): Promise<string> {
  const demo = await readDemo(place)
  if (!demo?.logins.includes(as)) throw new KaiwuError('DEMO_NOT_HERE')
  const person = await people.lookup.personByLogin(as)
  if (person && !person.hasPassword) await people.setPassword(person.id, demo.password, actor)
  return (await people.signInFor(as, actor)).token
}
