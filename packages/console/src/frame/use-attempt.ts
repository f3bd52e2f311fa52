import { useRef, useState } from 'react'
import { type Problem, problemOf } from '../http/request-problem.ts'

/** Something to be tried on the server, whether it is under way, and what the server objected to the last time. */
export type Attempt = Readonly<{ attempt: (act: () => Promise<unknown>) => void; busy: boolean; problem?: Problem }>

/**
 * Tries things on the server, one at a time: a second click while one is under way does nothing. When one succeeds `onDone` is called,
 * when one fails the problem is kept to be shown.
 */
export function useAttempt(onDone: () => void): Attempt {
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const running = useRef(false)
  const attempt = async (act: () => Promise<unknown>): Promise<void> => {
    if (running.current) return
    running.current = true
    setBusy(true)
    try {
      await act()
      setProblem(undefined)
      onDone()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      running.current = false
      setBusy(false)
    }
  }
  return { attempt: (act) => void attempt(act), busy, ...(problem === undefined ? {} : { problem }) }
}
