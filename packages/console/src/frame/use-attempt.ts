import { useState } from 'react'
import { type Problem, problemOf } from '../http/request-problem.ts'

/** Something to be tried on the server, and what the server objected to the last time. */
export type Attempt = Readonly<{ attempt: (act: () => Promise<unknown>) => void; problem?: Problem }>

/** Tries things on the server; when one succeeds `onDone` is called, when one fails the problem is kept to be shown. */
export function useAttempt(onDone: () => void): Attempt {
  const [problem, setProblem] = useState<Problem>()
  const attempt = async (act: () => Promise<unknown>): Promise<void> => {
    try {
      await act()
      setProblem(undefined)
      onDone()
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  return { attempt: (act) => void attempt(act), ...(problem === undefined ? {} : { problem }) }
}
