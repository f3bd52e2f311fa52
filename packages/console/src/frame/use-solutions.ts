import { useCallback, useEffect, useState } from 'react'
import type { SolutionInfo } from '../http/contract.ts'
import { isAbort, type Problem, problemOf } from '../http/request-problem.ts'
import { getJson } from '../http/request.ts'
import { useTexts } from './use-texts.ts'

/** The solutions of the server. While one is being indexed, or the server is away, they are asked for again and again. */
export type SolutionsState = Readonly<{ solutions?: readonly SolutionInfo[]; problem?: Problem; reload: () => void }>

const pollMs = { indexing: 1200, away: 4000 } as const

/** Loads the solutions and keeps them current until each is ready or has failed. */
export function useSolutions(): SolutionsState {
  const { language } = useTexts()
  const [round, setRound] = useState(0)
  const [state, setState] = useState<Omit<SolutionsState, 'reload'>>({})
  const reload = useCallback(() => setRound((last) => last + 1), [])

  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const load = async (): Promise<void> => {
      try {
        const body = await getJson<{ solutions: readonly SolutionInfo[] }>('solutions', { language, signal: stop.signal })
        setState({ solutions: body.solutions })
        if (body.solutions.some((solution) => solution.status === 'indexing')) timer = setTimeout(reload, pollMs.indexing)
      } catch (error) {
        if (isAbort(error)) return
        const problem = problemOf(error)
        setState((last) => ({ ...last, problem }))
        if (problem.kind === 'unreachable') timer = setTimeout(reload, pollMs.away)
      }
    }
    void load()
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [language, round, reload])

  return { ...state, reload }
}
