import { SyncOutlined } from '@ant-design/icons'
import { Button, Progress } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { describeProblem } from '../frame/problem-view.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { SyncProgress, SyncReport } from '../http/contract.ts'
import { isAbort, type Problem, problemOf } from '../http/request-problem.ts'
import { streamSync } from '../http/stream-sync.ts'
import type { Write } from '../texts.ts'

type State = Readonly<{ running?: SyncProgress; reports?: readonly SyncReport[]; stopped?: boolean; problem?: Problem }>

/** Takes in what changed in the solution's folder, showing how far it is; it can be stopped and goes on the next time. */
export function SyncButton({ solution, onDone }: Readonly<{ solution: string; onDone: () => void }>): ReactNode {
  const { language, write } = useTexts()
  const [state, setState] = useState<State>({})
  const stop = useRef<AbortController>(undefined)
  const run = async (): Promise<void> => {
    const controller = new AbortController()
    stop.current = controller
    setState({ running: { done: 0, total: 0, elapsedMs: 0 } })
    try {
      for await (const event of streamSync(solution, { language, signal: controller.signal }))
        setState('reports' in event ? { reports: event.reports } : { running: event })
    } catch (error) {
      setState(isAbort(error) ? { stopped: true } : { problem: problemOf(error) })
    }
    onDone()
  }
  const { running } = state
  return (
    <div className="sync" data-testid="sync">
      {running === undefined ? (
        <Button icon={<SyncOutlined />} onClick={() => void run()} data-testid="sync-now">
          {write('syncNow')}
        </Button>
      ) : (
        <Button onClick={() => stop.current?.abort()}>{write('syncStop')}</Button>
      )}
      <span className="sync-words" role="status">
        {running !== undefined && progressWords(running, write)}
        {state.stopped === true && write('syncStopped')}
        {state.problem !== undefined && describeProblem(state.problem, write).detail}
        {state.reports !== undefined && write('syncDone', totals(state.reports))}
      </span>
      {running !== undefined && running.total > 0 && (
        <Progress className="sync-bar" size="small" showInfo={false} percent={Math.round((running.done / running.total) * 100)} />
      )}
      <Failures reports={state.reports ?? []} />
    </div>
  )
}

function Failures({ reports }: Readonly<{ reports: readonly SyncReport[] }>): ReactNode {
  const failed = reports.flatMap((report) => report.failed)
  if (failed.length === 0) return null
  return (
    <ul className="sync-failed">
      {failed.map(({ path, message }) => (
        <li key={path}>{message.includes(path) ? message : `${path}: ${message}`}</li>
      ))}
    </ul>
  )
}

function progressWords({ done, total, path, elapsedMs, remainingMs }: SyncProgress, write: Write): string {
  const rate = elapsedMs > 0 ? ((done * 1000) / elapsedMs).toFixed(1) : '0'
  const left = remainingMs === undefined ? undefined : write('syncRemaining', { seconds: Math.ceil(remainingMs / 1000) })
  return [write('syncProgress', { done, total, rate }), left, path].filter((part) => part !== undefined).join(' · ')
}

function totals(
  reports: readonly SyncReport[],
): Record<'added' | 'updated' | 'moved' | 'removed' | 'unchanged' | 'failed', number> {
  const sum = (count: (report: SyncReport) => number): number => reports.reduce((all, report) => all + count(report), 0)
  return {
    added: sum(({ added }) => added.length),
    updated: sum(({ updated }) => updated.length),
    moved: sum(({ moved }) => moved.length),
    removed: sum(({ removed }) => removed.length),
    unchanged: sum(({ unchanged }) => unchanged),
    failed: sum(({ failed }) => failed.length),
  }
}
