import { KaiwuError, newId } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import { departmentWith, enabledPersonWith, tell, type PeopleContext } from './people-context.ts'
import type { Actor } from './people-event.ts'
import { peopleIn } from './people-lookup.ts'
import { differences } from './person-changes.ts'
import { nameOf, wordOf } from './person-words.ts'
import type { Department } from './person.ts'

const deepest = 20

/** A department to be added. */
export type NewDepartment = Readonly<{ key: string; name: string; parentId?: string; headId?: string }>

/** What may be changed of a department; `null` makes it stand on top, or takes its head away. */
export type DepartmentChanges = Readonly<{ key?: string; name?: string; parentId?: string | null; headId?: string | null }>

/** What is done with departments. Each is one transaction, with its line of the record. */
export type DepartmentOperations = Readonly<{
  /** @throws DEPARTMENT_INVALID, DEPARTMENT_KEY_TAKEN, DEPARTMENT_NOT_FOUND, DEPARTMENT_TOO_DEEP, PERSON_NOT_FOUND, PERSON_DISABLED */
  addDepartment(department: NewDepartment, by: Actor): Promise<Department>
  /** Moves it with all that stands below it. @throws DEPARTMENT_IN_ITSELF, and as of `addDepartment` */
  changeDepartment(id: string, changes: DepartmentChanges, by: Actor): Promise<Department>
}>

/** What is done with departments, on a base. */
export function departmentOperations(context: PeopleContext): DepartmentOperations {
  const { database } = context
  return Object.freeze({
    addDepartment: (department: NewDepartment, by: Actor) =>
      database.transaction((inside) => addDepartment(context, inside, department, by)),
    changeDepartment: (id: string, changes: DepartmentChanges, by: Actor) =>
      database.transaction((inside) => changeDepartment(context, inside, id, changes, by)),
  })
}

/** Adds a department, inside a transaction. */
export async function addDepartment(
  context: PeopleContext,
  inside: Queries,
  given: NewDepartment,
  by: Actor,
): Promise<Department> {
  const { key, name } = wordsOf(given)
  const id = newId('department')
  const [parentId, headId] = [given.parentId ?? null, given.headId ?? null]
  await refuseTakenKey(inside, key, id)
  await checkPlace(inside, id, parentId)
  if (headId !== null) await enabledPersonWith(inside, headId)
  await inside.run(
    'INSERT INTO departments (id, key, name, parentId, headId) VALUES (?, ?, ?, ?, ?)',
    ...[id, key, name, parentId, headId],
  )
  const detail = { key, name, parentId, headId }
  await tell(context, inside, { action: 'department.add', objectKind: 'department', objectId: id, actor: by, detail })
  return departmentWith(inside, id)
}

/** Changes a department, inside a transaction. The record tells what was, and what is now. */
export async function changeDepartment(
  context: PeopleContext,
  inside: Queries,
  id: string,
  changes: DepartmentChanges,
  by: Actor,
): Promise<Department> {
  const old = await departmentWith(inside, id)
  const before = { key: old.key, name: old.name, parentId: old.parentId ?? null, headId: old.headId ?? null }
  const { key, name } = wordsOf({ key: changes.key ?? old.key, name: changes.name ?? old.name })
  const parentId = changes.parentId === undefined ? before.parentId : changes.parentId
  const headId = changes.headId === undefined ? before.headId : changes.headId
  await refuseTakenKey(inside, key, id)
  if (parentId !== before.parentId) await checkPlace(inside, id, parentId)
  if (headId !== null && headId !== before.headId) await enabledPersonWith(inside, headId)
  const detail = differences(before, { key, name, parentId, headId })
  if (Object.keys(detail).length === 0) return old
  await inside.run(
    'UPDATE departments SET key = ?, name = ?, parentId = ?, headId = ? WHERE id = ?',
    key,
    name,
    parentId,
    headId,
    id,
  )
  await tell(context, inside, { action: 'department.change', objectKind: 'department', objectId: id, actor: by, detail })
  return departmentWith(inside, id)
}

/** Whether a department, with all below it, may stand below another. @throws DEPARTMENT_IN_ITSELF, DEPARTMENT_TOO_DEEP, DEPARTMENT_NOT_FOUND */
async function checkPlace(inside: Queries, id: string, parentId: string | null): Promise<void> {
  if (parentId === null) return
  await departmentWith(inside, parentId)
  const parents = new Map((await peopleIn(inside).departments()).map((one) => [one.id, one.parentId]))
  const chain = chainOf(parents, parentId)
  if (chain.includes(id)) throw new KaiwuError('DEPARTMENT_IN_ITSELF')
  const own = [...parents.keys()].map((one) => chainOf(parents, one).indexOf(id) + 1)
  const levels = chain.length + Math.max(1, ...own)
  if (levels > deepest) throw new KaiwuError('DEPARTMENT_TOO_DEEP', { most: deepest })
}

/** A department and those above it, nearest first. */
function chainOf(parents: ReadonlyMap<string, string | undefined>, from: string): readonly string[] {
  const chain: string[] = []
  for (let at: string | undefined = from; at !== undefined; at = parents.get(at)) chain.push(at)
  return chain
}

async function refuseTakenKey(inside: Queries, key: string, own: string): Promise<void> {
  const taken = await inside.get('SELECT 1 AS one FROM departments WHERE key = ? AND id <> ?', key, own)
  if (taken) throw new KaiwuError('DEPARTMENT_KEY_TAKEN', { key })
}

function wordsOf(given: Readonly<{ key: string; name: string }>): Readonly<{ key: string; name: string }> {
  const [key, name] = [wordOf(given.key), nameOf(given.name)]
  if (key === undefined || name === undefined) throw new KaiwuError('DEPARTMENT_INVALID')
  return { key, name }
}
