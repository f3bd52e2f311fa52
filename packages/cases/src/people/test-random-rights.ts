import { actions, type Action, type CaseAction } from './actions.ts'
import type { RightsObject } from './authorize.ts'
import type { CaseTypeRights, ObjectKind } from './rights-table.ts'
import type { Subject } from './subject.ts'

type Next = () => number

const one = <Item>(next: Next, items: readonly Item[]): Item => items[Math.floor(next() * items.length)]!
const some = <Item>(next: Next, items: readonly Item[], share = 0.4): Item[] => items.filter(() => next() < share)

const ids = ['p1', 'p2', 'p3', 'p4', "p'5"]
const roles = ['administrator', 'auditor', 'author', 'member', 'clerk', '派单员', 'constructor', '__proto__']
const departments = ['d1', 'd2', 'd3', 'd4', 'd5', "d'6"]
const caseTypes = ['leave', '12345', '__proto__', 'constructor', '']
const labels = ['member', 'clerk', 'd1', '机密']
const caseActions = actions.filter((action): action is CaseAction => action.startsWith('case.'))

/** Somebody at random, also in forms that no program makes. */
export function randomSubject(next: Next): Subject {
  const kind = one(next, ['person', 'person', 'person', 'key', 'key', 'anonymous'] as const)
  const scopes: Action[] = next() < 0.5 ? [...actions] : some(next, actions)
  return {
    kind,
    personId: next() < 0.05 ? '' : one(next, ids),
    name: '某',
    roles: some(next, roles, 0.25),
    departmentIds: some(next, departments),
    labels: some(next, labels),
    ...(kind === 'key' && next() < 0.9 ? { scopes } : {}),
  }
}

/** Something at random that rights are asked for. */
export function randomObject(next: Next, kind: ObjectKind): RightsObject {
  return {
    kind,
    caseType: one(next, caseTypes),
    ...(next() < 0.8 ? { departmentId: one(next, departments) } : {}),
    ownerId: one(next, ids),
    participantIds: some(next, ids, 0.2),
    labels: some(next, labels),
  }
}

/** Rights of case types at random; not every type has any. */
export function randomRights(next: Next): readonly CaseTypeRights[] {
  return some(next, caseTypes, 0.7).map((caseType) => ({
    caseType,
    grants: Array.from({ length: Math.floor(next() * 4) }, () => ({
      role: one(next, roles),
      reach: one(next, ['all', 'own', 'named', 'department'] as const),
      may: some(next, caseActions, 0.6),
    })),
  }))
}
