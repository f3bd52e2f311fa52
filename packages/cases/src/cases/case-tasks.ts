import type { Queries } from '@kaiwu/store'
import type { CaseNeeds, TaskNeed } from '../engine/case-needs.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { candidatesOf, peopleAmong, type Candidate } from '../engine/who-is.ts'
import { peopleIn } from '../people/people-lookup.ts'

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
  for (const task of needs.tasks) {
    const taskKey = `${visit}.${task.key}`
    const candidates = await taskCandidates(inside, record, task)
    if (task.kind === 'approval' && (await peopleAmong(candidates, peopleIn(inside))).size === 0) return { task }
    await inside.run(
      'INSERT INTO caseTasks (caseId, taskKey, kind, title, sinceMs, dueAtMs) VALUES (?, ?, ?, ?, ?, ?)',
      ...[id, taskKey, task.kind, JSON.stringify(task.title), kept.get(taskKey) ?? nowMs, needs.dueAtMs ?? null],
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
