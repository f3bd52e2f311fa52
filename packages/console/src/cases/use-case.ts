import { useEffect, useRef, useState } from 'react'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseInfo } from '../http/case-contract.ts'
import { readCase, requestKey, sendCase, type TaggedCase } from '../http/case-requests.ts'
import { isAbort, type Problem, problemOf, RequestProblem } from '../http/request-problem.ts'
import { type CaseChanges, changesOf } from './case-changes.ts'

/** What the server answers to a decision on what is no longer there. */
const outdated: ReadonlySet<string> = new Set(['CASE_CHANGED', 'CASE_DECIDED', 'CASE_ENDED'])
const pollMs = { working: 1_500, waiting: 20_000 } as const

/** A case that is open: as it stands, what changed while it was looked at, and how it is decided on. */
export type OpenCase = Readonly<{
  info?: CaseInfo
  problem?: Problem
  changes?: CaseChanges
  /** How often it came anew; what belongs to it is loaded again with it. */
  round: number
  reload: () => void
  /** Decides, bound to what is shown. The same decision sent again after a failure is the same request. @throws RequestProblem */
  decide: (at: readonly string[], body: Readonly<Record<string, unknown>>) => Promise<void>
  dismissChanges: () => void
}>

/** Opens a case and keeps it current: often while it works by itself, else now and then, without leaving a record of every look. */
export function useCase(solution: string, id: string): OpenCase {
  const { language } = useTexts()
  const [tagged, setTagged] = useState<TaggedCase>()
  const [problem, setProblem] = useState<Problem>()
  const [changes, setChanges] = useState<CaseChanges>()
  const [round, setRound] = useState(0)
  const known = useRef<TaggedCase>(undefined)
  const attempt = useRef<Readonly<{ content: string; key: string }>>(undefined)

  const keep = (now: TaggedCase): void => {
    known.current = now
    setTagged(now)
    setProblem(undefined)
    setRound((last) => last + 1)
  }
  const look = async (signal?: AbortSignal): Promise<void> => {
    try {
      const before = known.current
      const now = await readCase(solution, id, before?.tag, { language, ...(signal === undefined ? {} : { signal }) })
      if (now === undefined) return
      if (before !== undefined && !before.value.further.working) setChanges((last) => changesOf(before.value, now.value) ?? last)
      keep(now)
    } catch (error) {
      if (!isAbort(error)) setProblem(problemOf(error))
    }
  }
  const info = tagged?.value
  const working = info?.further.working === true

  useEffect(() => {
    const stop = new AbortController()
    void look(stop.signal)
    return () => stop.abort()
    // The language is of messages only; what is loaded holds both.
  }, [solution, id])
  useEffect(() => {
    if (info === undefined || info.endedAt !== undefined) return undefined
    const timer = setInterval(() => document.hidden || void look(), working ? pollMs.working : pollMs.waiting)
    return () => clearInterval(timer)
  }, [working, info === undefined, info?.endedAt, solution, id])

  const decide: OpenCase['decide'] = async (at, body) => {
    const tag = known.current?.tag ?? ''
    const content = JSON.stringify([at, body, tag])
    if (attempt.current?.content !== content) attempt.current = { content, key: requestKey() }
    try {
      keep(await sendCase(solution, [id, ...at], body, { key: attempt.current.key, tag }, { language }))
      setChanges(undefined)
    } catch (error) {
      if (error instanceof RequestProblem && outdated.has(error.problem.code)) await look()
      throw error
    }
  }
  const seen = { ...(info && { info }), ...(problem && { problem }), ...(changes && { changes }) }
  return { ...seen, round, reload: () => void look(), decide, dismissChanges: () => setChanges(undefined) }
}
