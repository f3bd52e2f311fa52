import { useEffect } from 'react'
import { createStore, useStore } from '../frame/store.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseNotice, CaseTask } from '../http/case-contract.ts'
import { isAbort, type Problem, problemOf } from '../http/request-problem.ts'
import { type CallOptions, getJson, solutionPath } from '../http/request.ts'

/** What waits for the reader on a solution, and what they were told. */
export type Work = Readonly<{
  tasks?: readonly CaseTask[]
  notices?: readonly CaseNotice[]
  problem?: Problem
}>

const pollMs = 60_000
const works = createStore<Readonly<Record<string, Work>>>({})

/** Loads again what waits, after something was done. */
export async function refreshWork(solution: string, options: CallOptions): Promise<void> {
  try {
    const [{ tasks }, { notices }] = await Promise.all([
      getJson<Readonly<{ tasks: readonly CaseTask[] }>>(solutionPath(solution, 'tasks'), options),
      getJson<Readonly<{ notices: readonly CaseNotice[] }>>(`${solutionPath(solution, 'notices')}?limit=50`, options),
    ])
    works.set({ ...works.get(), [solution]: { tasks, notices } })
  } catch (error) {
    if (!isAbort(error)) works.set({ ...works.get(), [solution]: { ...works.get()[solution], problem: problemOf(error) } })
  }
}

/** What waits for the reader, as it was last known. */
export function useWork(solution: string | undefined): Work {
  const all = useStore(works)
  return (solution === undefined ? undefined : all[solution]) ?? {}
}

/** Keeps what waits for the reader current, as long as the page is looked at. `personId` is absent where nobody is signed in. */
export function useWorkKept(solution: string | undefined, personId: string | undefined): void {
  const { language } = useTexts()
  useEffect(() => {
    if (solution === undefined || personId === undefined) return undefined
    const stop = new AbortController()
    const load = (): void => {
      if (!document.hidden) void refreshWork(solution, { language, signal: stop.signal })
    }
    load()
    const timer = setInterval(load, pollMs)
    document.addEventListener('visibilitychange', load)
    return () => {
      stop.abort()
      clearInterval(timer)
      document.removeEventListener('visibilitychange', load)
    }
  }, [solution, personId, language])
}
