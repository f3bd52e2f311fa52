import type { LocalText } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import { caseNeeds, type TaskNeed } from '../engine/case-needs.ts'
import { peopleAmong } from '../engine/who-is.ts'
import { peopleIn } from '../people/people-lookup.ts'
import type { Looking } from './case-sight.ts'
import { mayNotSign, taskCandidates } from './case-tasks.ts'
import { maskedText } from './mask-case.ts'

/** A task of a case, and who may do it now. */
export type WaitedFor = Readonly<{
  kind: TaskNeed['kind']
  title: LocalText
  /** The names of the first {@link namedPeople} of them, in no order that means anything. */
  names: readonly string[]
  /** How many there are in all; none means that an administrator has to act. */
  count: number
}>

/** More names say no more to somebody who wonders where their case is. */
export const namedPeople = 5

/** Whom a case waits for. Who is barred from signing by what they did before, or has signed already, is not waited for. */
export async function waitedFor(inside: Queries, { definition, record, nowMs }: Looking): Promise<readonly WaitedFor[]> {
  const { tasks } = caseNeeds(definition, record, nowMs)
  const out = mayNotSign(definition, record)
  const waits: WaitedFor[] = []
  for (const task of tasks) {
    const people = await peopleAmong(await taskCandidates(inside, record, task), peopleIn(inside))
    const names = [...people].flatMap(([id, name]) => (task.kind === 'approval' && out.has(id) ? [] : [name]))
    const title = maskedText(definition, record, task.title)
    waits.push({ kind: task.kind, title, names: names.slice(0, namedPeople), count: names.length })
  }
  return waits
}
