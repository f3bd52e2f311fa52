import { useEffect, useState } from 'react'
import { isAbort, type Problem, problemOf } from '../http/request-problem.ts'
import type { CallOptions } from '../http/request.ts'
import { useTexts } from './use-texts.ts'

/** What a load has come to: nothing yet, a value, or a problem. `reload` fetches again, the old value shown meanwhile. */
export type Loaded<T> = Readonly<{ value?: T; problem?: Problem; loading: boolean; reload: () => void }>

/**
 * Loads something from the server whenever `key` changes; undefined loads nothing. A load that is no longer wanted is ended.
 * @param load must depend on `key` alone
 */
export function useLoaded<T>(key: string | undefined, load: (options: CallOptions) => Promise<T>): Loaded<T> {
  const { language } = useTexts()
  const [round, setRound] = useState(0)
  const [state, setState] = useState<Readonly<{ key?: string; value?: T; problem?: Problem }>>({})

  useEffect(() => {
    if (key === undefined) return undefined
    const stop = new AbortController()
    load({ language, signal: stop.signal }).then(
      (value) => setState({ key, value }),
      (error: unknown) => {
        if (!isAbort(error)) setState({ key, problem: problemOf(error) })
      },
    )
    return () => stop.abort()
    // The load function is new on every draw; what it loads is named by the key.
  }, [key, language, round])

  const current = state.key === key ? state : {}
  const { value, problem } = current
  return {
    ...(value === undefined ? {} : { value }),
    ...(problem === undefined ? {} : { problem }),
    loading: key !== undefined && value === undefined && problem === undefined,
    reload: () => {
      setState((last) => (last.problem === undefined ? last : {}))
      setRound((last) => last + 1)
    },
  }
}
