import type { CaseState } from './case-definition.ts'
import type { CasePath } from './case-report.ts'

/** A way out of a state: where it leads, where that is written, and what takes it. */
export type Target = Readonly<{ to: string; path: CasePath; by: string }>

/** Every way out of a state, in the order it is written. */
export function targetsOf({ key, next, actions, approval, on, timeout }: CaseState): readonly Target[] {
  const path = ['states', key]
  const targets: Target[] = next.map(({ to, when }, at) => ({ to, path: [...path, 'next', at, 'to'], by: when?.text ?? '' }))
  for (const [name, { to }] of actions) targets.push({ to, path: [...path, 'actions', name, 'to'], by: name })
  if (approval) {
    const { approved, rejected, returnTo, withdrawn } = approval
    targets.push({ to: approved, path: [...path, 'approval', 'approved'], by: 'approved' })
    targets.push({ to: rejected, path: [...path, 'approval', 'rejected'], by: 'rejected' })
    for (const [at, to] of returnTo.entries()) targets.push({ to, path: [...path, 'approval', 'returnTo', at], by: 'return' })
    if (withdrawn !== undefined) targets.push({ to: withdrawn, path: [...path, 'approval', 'withdrawn'], by: 'withdrawn' })
  }
  for (const [event, { to }] of on) targets.push({ to, path: [...path, 'on', event, 'to'], by: event })
  if (timeout) targets.push({ to: timeout.to, path: [...path, 'timeout', 'to'], by: 'timeout' })
  return targets
}
