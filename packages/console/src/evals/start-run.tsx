import { Button, Progress } from 'antd'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { NamedSelect } from '../frame/named-select.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { EvalList, EvalProgress } from '../http/eval-contract.ts'
import { isAbort, type Problem, problemOf } from '../http/request-problem.ts'
import { solutionPath } from '../http/request.ts'
import { streamWork } from '../http/stream-work.ts'

type State = Readonly<{ running?: EvalProgress; end?: 'evalStopped' | 'evalKept'; problem?: Problem }>
type Props = Readonly<{ solution: string; list: EvalList; onDone: () => void }>
type Run = Readonly<{ state: State; start: (only: string) => void; stop: () => void }>

/** An evaluation that this page has started. Leaving the page ends it. */
function useRun(solution: string, onDone: () => void): Run {
  const { language } = useTexts()
  const [state, setState] = useState<State>({})
  const controller = useRef<AbortController>(undefined)
  const stop = (): void => controller.current?.abort()
  useEffect(() => stop, [])
  const start = async (only: string): Promise<void> => {
    const { signal } = (controller.current = new AbortController())
    setState({ running: { done: 0, total: 0 } })
    const path = solutionPath(solution, 'evals')
    const wanted = only === '' ? {} : { only }
    try {
      for await (const event of streamWork<EvalProgress, Readonly<{ id: string }>>(path, 'run', wanted, { language, signal }))
        setState('progress' in event ? { running: event.progress } : { end: 'evalKept' })
      onDone()
    } catch (error) {
      setState(isAbort(error) ? { end: 'evalStopped' } : { problem: problemOf(error) })
    }
  }
  return { state, start: (only) => void start(only), stop }
}

/** Starts an evaluation, shows how far it is, and stops it. */
export function StartRun({ solution, list: { questions, tags, running: elsewhere }, onDone }: Props): ReactNode {
  const { write } = useTexts()
  const [only, setOnly] = useState('')
  const { state, start, stop } = useRun(solution, onDone)
  const { running, end, problem } = state
  return (
    <div className="panel eval-start no-print" data-testid="eval-start-panel">
      <div className="eval-choose">
        <NamedSelect
          className="filter-choice"
          aria-label={write('evalTag')}
          value={only}
          disabled={running !== undefined}
          options={[
            { value: '', label: write('evalAll', { count: questions }) },
            ...tags.map((tag) => ({ value: tag, label: tag })),
          ]}
          onChange={(tag: string) => setOnly(tag)}
        />
        {running === undefined ? (
          <Button type="primary" onClick={() => start(only)} data-testid="eval-start">
            {write('evalStart')}
          </Button>
        ) : (
          <Button onClick={stop}>{write('evalStop')}</Button>
        )}
        <span role="status" className="panel-hint" data-testid="eval-state">
          {running !== undefined && write('evalProgress', running)}
          {end !== undefined && write(end)}
          {running === undefined && end === undefined && elsewhere && write('evalElsewhere')}
        </span>
      </div>
      {running !== undefined && (
        <Progress
          size="small"
          showInfo={false}
          aria-label={write('evals')}
          percent={running.total === 0 ? 0 : Math.round((running.done / running.total) * 100)}
        />
      )}
      <InlineProblem problem={problem} />
    </div>
  )
}
