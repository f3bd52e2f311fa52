import { useEffect, useState } from 'react'
import { createStore, useStore } from '../frame/store.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { SessionInfo } from '../http/people-contract.ts'
import { isAbort, type Problem, problemOf } from '../http/request-problem.ts'
import { type CallOptions, deleteAt, getJson, solutionPath } from '../http/request.ts'
import { onSignedOut } from '../http/signed-out.ts'

/** Who the reader is, on each solution they looked at. */
export const sessions = createStore<Readonly<Record<string, SessionInfo>>>({})

/** Who the reader is on a solution, as far as it is known. */
export type SessionState = Readonly<{ session?: SessionInfo; problem?: Problem; reload: () => void }>

/** Remembers who the reader is on a solution now. */
export function keepSession(solution: string, session: SessionInfo): void {
  sessions.set({ ...sessions.get(), [solution]: session })
}

/** Asks who the reader is, and asks again when the server says that a session has ended. */
export function useSession(solution: string | undefined): SessionState {
  const { language } = useTexts()
  const all = useStore(sessions)
  const [round, setRound] = useState(0)
  const [problem, setProblem] = useState<Problem>()
  const reload = (): void => setRound((last) => last + 1)

  useEffect(() => onSignedOut(reload), [])
  useEffect(() => {
    if (solution === undefined) return undefined
    const stop = new AbortController()
    getJson<SessionInfo>(solutionPath(solution, 'session'), { language, signal: stop.signal }).then(
      (session) => {
        setProblem(undefined)
        keepSession(solution, session)
      },
      (error: unknown) => {
        if (!isAbort(error)) setProblem(problemOf(error))
      },
    )
    return () => stop.abort()
    // Who somebody is does not depend on the language of the page.
  }, [solution, round])

  const session = solution === undefined ? undefined : all[solution]
  return { ...(session === undefined ? {} : { session }), ...(problem === undefined ? {} : { problem }), reload }
}

/** Ends the session, and with it what the page remembers of the solution's people. */
export async function signOut(solution: string, options: CallOptions): Promise<void> {
  await deleteAt(solutionPath(solution, 'session'), options)
  // A fresh page keeps nothing of what was typed or shown.
  location.reload()
}

/** Whether the reader may do something on a solution, so that nothing is offered that would be refused. */
export function useMay(solution: string, right: string): boolean {
  return useStore(sessions)[solution]?.may.includes(right) ?? false
}

/** What is told to whoever looks at a demo; nothing elsewhere. */
export function useDemo(solution: string): SessionInfo['demo'] {
  return useStore(sessions)[solution]?.demo
}

/** Whether the reader has a right on the base. */
export function may(session: SessionInfo, right: string): boolean {
  return session.may.includes(right)
}
