/**
 * A base of cases for one test: real tables, real jobs, real people; on SQLite and on PostgreSQL alike.
 * @module
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '@kaiwu/store'
import { onTestFinished } from 'vitest'
import type { CaseDefinition } from '../definition/case-definition.ts'
import { movableClock, type MovableClock } from '../test-clock.ts'
import type { CaseView } from './read-case.ts'
import { openedCases, type OpenedCases } from './test-opened-cases.ts'

/** A base with people, named by their logins. */
export type TestCases = OpenedCases &
  Readonly<{
    clock: MovableClock
    /** Waits until a case is as it is wanted. */
    until(id: string, holds: (view: CaseView) => boolean): Promise<CaseView>
  }>

/** Opens cases on a database of their own. */
export async function openTestCases(
  database: Database,
  types: readonly CaseDefinition[],
  more: Parameters<typeof openedCases>[3] = {},
): Promise<TestCases> {
  const clock = movableClock('2026-09-28T09:00:00+08:00')
  const opened = await openedCases(database, clock, types, more)
  const { cases, jobs, subject } = opened
  onTestFinished(() => jobs.stop(1_000))
  const until = async (id: string, holds: (view: CaseView) => boolean): Promise<CaseView> => {
    const asking = { subject: await subject('admin') }
    for (let tries = 0; ; tries++) {
      const view = await cases.read(asking, id)
      if (holds(view) || tries > 500) return view
      await wait(5)
    }
  }
  return { ...opened, clock, until }
}
