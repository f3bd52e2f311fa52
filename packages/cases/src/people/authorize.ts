import type { LocalText } from '@kaiwu/core'
import { isAction, type Action } from './actions.ts'
import { rightsTable, type ActionRow, type CaseTypeRights, type Grant, type ObjectKind } from './rights-table.ts'
import { holdsRole, type Subject } from './subject.ts'
import { visibleCases, type CaseFilter } from './visible-cases.ts'

/** What something is asked for. */
export type RightsObject = Readonly<{
  kind: ObjectKind
  /** Of a case. */
  caseType?: string
  departmentId?: string
  /** Of a document; one without labels is open to every member. */
  labels?: readonly string[]
  /** Who started a case, whose key it is, which person it is. */
  ownerId?: string
  /** The people named on a case: who works on it, has to sign, or was asked. */
  participantIds?: readonly string[]
}>

/** Whether something may be done; if not, why, for whoever asked. */
export type Decision = Readonly<{ allowed: true } | { allowed: false; reason: LocalText }>

/** Decides what may be done. */
export type Rights = Readonly<{
  /**
   * The one place where a right is decided: what no line of the table allows is refused.
   * @example
   * authorize(subject, 'case.read', { kind: 'case', caseType: '12345', departmentId, ownerId })
   */
  authorize(subject: Subject, action: Action, object: RightsObject): Decision
  /** The cases a subject may see, as a filter for the query: exactly those for which `authorize` allows `case.read`. */
  visibleCases(subject: Subject): CaseFilter
}>

const allowed: Decision = Object.freeze({ allowed: true })
const refuse = (zh: string, en: string): Decision => Object.freeze({ allowed: false, reason: Object.freeze({ zh, en }) })

const signInFirst = refuse('请先登录', 'Sign in first')
const beyondKey = refuse('这把密钥的权限不包括这件事', 'This is not among the scopes of the key')
const byPeopleOnly = refuse('这件事只能由本人登录后做，不能用密钥', 'This is for people who have signed in, not for keys')
const noSuchAction = refuse('没有这种操作', 'There is no such action')

/**
 * The rights on a base with these case types. Pure: the same question has the same answer.
 * @example
 * const { authorize, visibleCases } = rightsOf([{ caseType: 'leave', grants: [{ role: 'member', reach: 'all', may: ['case.start'] }] }])
 */
export function rightsOf(caseTypes: readonly CaseTypeRights[]): Rights {
  const types = new Map(caseTypes.map((one) => [one.caseType, one]))
  const authorize = (subject: Subject, action: Action, object: RightsObject): Decision => {
    const row = isAction(action) ? rightsTable[action] : undefined
    if (!row || row.on !== object.kind) return noSuchAction
    const standing = standingOf(subject, action, row)
    if (standing) return standing
    if (!grantsOn(types, action, row, object).some((grant) => holds(subject, grant, object))) {
      return refuse(`您没有权限${row.text.zh}`, `You may not ${row.text.en}`)
    }
    // Whoever does something to a case sees it by doing so.
    return row.on === 'case' && action !== 'case.read' && action !== 'case.start'
      ? authorize(subject, 'case.read', object)
      : allowed
  }
  return Object.freeze({ authorize, visibleCases: (subject: Subject) => visibleCases(subject, [...types.values()]) })
}

/** Why somebody may not do something, whatever it is done to; nothing where that depends on it. */
export function standingOf({ kind, personId, scopes }: Subject, action: Action, { peopleOnly }: ActionRow): Decision | undefined {
  if ((kind !== 'person' && kind !== 'key') || personId === '') return signInFirst
  if (kind === 'person') return undefined
  if (peopleOnly) return byPeopleOnly
  return scopes?.includes(action) ? undefined : beyondKey
}

function grantsOn(
  types: ReadonlyMap<string, CaseTypeRights>,
  action: Action,
  { on, grants }: ActionRow,
  { caseType }: RightsObject,
): readonly Grant[] {
  if (on !== 'case' || caseType === undefined) return grants
  const more = types.get(caseType)?.grants.filter(({ may }) => (may as readonly Action[]).includes(action)) ?? []
  return [...grants, ...more]
}

function holds(subject: Subject, { role, reach }: Grant, object: RightsObject): boolean {
  if (!holdsRole(subject, role)) return false
  const { departmentId, labels = [], ownerId, participantIds = [] } = object
  switch (reach) {
    case 'all':
      return true
    case 'own':
      return ownerId === subject.personId
    case 'named':
      return participantIds.includes(subject.personId)
    case 'department':
      return departmentId !== undefined && subject.departmentIds.includes(departmentId)
    case 'labels':
      return labels.length === 0 || labels.some((label) => subject.labels.includes(label))
  }
}
