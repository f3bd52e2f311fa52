import { isAction, rightsOf, rightsTable, standingOf, type Action, type RightsObject, type Subject } from '@kaiwu/cases'
import { KaiwuError, type LocalText } from '@kaiwu/core'
import type { Route } from './route.ts'

/** For anybody who reaches the server, with the reason in a sentence. */
export type OpenPolicy = Readonly<{ open: string }>

/** Who may use a route. */
export type Policy =
  | OpenPolicy
  /** Whoever has this right on the base; asked before anything is read of the body. */
  | Readonly<{ may: Action }>
  /** Whoever is signed in, or has a key with this scope; on which case, person or key is decided by the operation, inside its transaction. */
  | Readonly<{ may: Action; decidedBy: 'operation' }>
  /** Whoever is signed in, or has a key with one of these scopes; which of them is needed is decided by what is asked for. */
  | Readonly<{ mayOneOf: readonly Action[] }>

// What a base lets everybody do until somebody has been set up on it. Nothing that needs a name.
const withoutPeople: ReadonlySet<Action> = new Set<Action>(['answer.ask', 'model.call', 'knowledge.read', 'knowledge.write'])

// What case types add is asked where the case is at hand.
const { authorize } = rightsOf([])

/**
 * Holds somebody to a policy.
 * @param subject nothing where nobody has been set up on the base yet
 * @throws NOBODY_SET_UP, SIGN_IN_REQUIRED, RIGHT_MISSING with the reason
 */
export function holdTo(policy: Policy, subject: Subject | undefined): void {
  const refusal = refusalBy(policy, subject)
  if (refusal) throw refusal
}

/** Why a policy does not let somebody, if it does not. As {@link holdTo}. */
export function refusalBy(policy: Policy, subject: Subject | undefined): KaiwuError | undefined {
  if ('open' in policy) return undefined
  if ('mayOneOf' in policy) {
    const refusals = policy.mayOneOf.map((may) => refusalBy({ may, decidedBy: 'operation' }, subject))
    return refusals.includes(undefined) ? undefined : refusals[0]
  }
  const { may } = policy
  if (!subject) return withoutPeople.has(may) ? undefined : new KaiwuError('NOBODY_SET_UP')
  if (subject.kind === 'anonymous') return new KaiwuError('SIGN_IN_REQUIRED')
  const row = rightsTable[may]
  const decision = 'decidedBy' in policy ? standingOf(subject, may, row) : authorize(subject, may, { kind: row.on })
  return decision && !decision.allowed ? missing(decision.reason) : undefined
}

/** The rights that a policy asks for: one, or one of several. */
export function rightsAsked(policy: Exclude<Policy, OpenPolicy>): readonly Action[] {
  return 'mayOneOf' in policy ? policy.mayOneOf : [policy.may]
}

/** Whether somebody has a right on one thing: a person, a key. */
export function mayOn(subject: Subject, action: Action, object: RightsObject): boolean {
  return authorize(subject, action, object).allowed
}

/** Holds somebody to their rights on one thing: a person, a key. @throws RIGHT_MISSING with the reason */
export function holdToRight(subject: Subject, action: Action, object: RightsObject): void {
  const decision = authorize(subject, action, object)
  if (!decision.allowed) throw missing(decision.reason)
}

function missing(reason: LocalText): KaiwuError {
  return new KaiwuError('RIGHT_MISSING', typeof reason === 'string' ? { zh: reason, en: reason } : { ...reason })
}

/**
 * Refuses routes of which it is not said who may use them.
 * @throws ROUTE_WITHOUT_POLICY naming the first
 */
export function refuseWithoutPolicy(routes: readonly Route[]): void {
  for (const { method, path, policy } of routes as readonly Partial<Route>[]) {
    const rights = policy && !('open' in policy) ? rightsAsked(policy) : []
    const said = policy && 'open' in policy ? policy.open.trim() !== '' : rights.length > 0 && rights.every(isAction)
    if (!said) throw new KaiwuError('ROUTE_WITHOUT_POLICY', { route: `${method?.toUpperCase()} ${path}` })
  }
}
