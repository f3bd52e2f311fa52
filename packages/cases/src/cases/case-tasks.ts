import type { Queries } from '@kaiwu/store'
import type { CaseDefinition } from '../definition/case-definition.ts'
import type { CaseNeeds, TaskNeed } from '../engine/case-needs.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { barredFrom } from '../engine/decision-input.ts'
import { candidatesOf, peopleAmong, type Candidate } from '../engine/who-is.ts'
import { peopleIn } from '../people/people-lookup.ts'
import { maskedText } from './mask-case.ts'

/** Who a task is for: of an approval that was handed over one person, else who the case type names, else an administrator. */
export async function taskCandidates(inside: Queries, record: CaseRecord, task: TaskNeed): Promise<readonly Candidate[]> {
  if (task.person !== undefined) return [{ personId: task.person }]
  if (task.who.length === 0) return [{ role: 'administrator' }]
  return candidatesOf(task.who, record, peopleIn(inside))
}

/** A task that nobody can do: it is one for an administrator, and never passes by itself. */
export type NobodyFor = Readonly<{ task: TaskNeed }>

/**
 * Makes the tasks of a case those it waits for now: what is done goes, what is new comes, what stays keeps its age.
 * @returns an approval that nobody can give
 */
export async function syncTasks(
  inside: Queries,
  definition: CaseDefinition,
  record: CaseRecord,
  needs: CaseNeeds,
  nowMs: number,
): Promise<NobodyFor | undefined> {
  const { id, entries } = record
  const visit = entries.length
  const kept = new Map(
    (await inside.all<{ taskKey: string; sinceMs: number }>('SELECT taskKey, sinceMs FROM caseTasks WHERE caseId = ?', id)).map(
      ({ taskKey, sinceMs }) => [taskKey, sinceMs],
    ),
  )
  await inside.run('DELETE FROM caseCandidates WHERE caseId = ?', id)
  await inside.run('DELETE FROM caseTasks WHERE caseId = ?', id)
  const nobody = await nobodyToSign(inside, definition, record, needs)
  if (nobody) return nobody
  for (const task of needs.tasks) {
    const taskKey = `${visit}.${task.key}`
    const candidates = await taskCandidates(inside, record, task)
    await inside.run(
      'INSERT INTO caseTasks (caseId, taskKey, kind, title, sinceMs, dueAtMs) VALUES (?, ?, ?, ?, ?, ?)',
      ...[
        id,
        taskKey,
        task.kind,
        JSON.stringify(maskedText(definition, record, task.title)),
        kept.get(taskKey) ?? nowMs,
        needs.dueAtMs ?? null,
      ],
    )
    for (const candidate of candidates)
      await inside.run(
        'INSERT INTO caseCandidates (caseId, taskKey, personId, role, departmentId) VALUES (?, ?, ?, ?, ?)',
        ...[id, taskKey],
        ...('personId' in candidate ? [candidate.personId, null, null] : [null, candidate.role, candidate.departmentId ?? null]),
      )
  }
  return undefined
}

/** Who cannot sign for what a case waits for: who is barred by what they did before, or has signed already. */
export function mayNotSign(definition: CaseDefinition, record: CaseRecord): ReadonlySet<string> {
  const { approval } = definition.states.get(record.state)!
  const signed = (record.approval?.seats ?? []).flatMap((seat) => seat.signed?.id ?? [])
  return new Set([...barredFrom(record, approval?.forbidSameAs ?? []), ...signed])
}

/**
 * An approval that cannot come about: of seats that all have to be signed for one, else each of them, has nobody who may; who is barred by
 * what they did before, or has signed already, is nobody.
 */
async function nobodyToSign(
  inside: Queries,
  definition: CaseDefinition,
  record: CaseRecord,
  { tasks }: CaseNeeds,
): Promise<NobodyFor | undefined> {
  const { approval } = definition.states.get(record.state)!
  const seats = tasks.filter(({ kind }) => kind === 'approval')
  if (!approval || seats.length === 0) return undefined
  const out = mayNotSign(definition, record)
  const empty: TaskNeed[] = []
  for (const task of seats) {
    const people = await peopleAmong(await taskCandidates(inside, record, task), peopleIn(inside))
    if (![...people.keys()].some((id) => !out.has(id))) empty.push(task)
  }
  const isStuck = approval.mode === 'any' ? empty.length === seats.length : empty.length > 0
  return isStuck ? { task: empty[0]! } : undefined
}
