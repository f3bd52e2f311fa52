import { Button, Skeleton } from 'antd'
import { type ReactNode, useState } from 'react'
import { EmptyView } from '../frame/empty-view.tsx'
import { ProblemView } from '../frame/problem-view.tsx'
import { useLoaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { LogPage, LogVerification } from '../http/audit-contract.ts'
import { getJson, solutionPath } from '../http/request.ts'
import { LogRow } from './log-row.tsx'
import { badRows } from './log-query.ts'

type Props = Readonly<{
  solution: string
  parameters: Readonly<Record<string, string>>
  found: LogVerification | undefined
  /** The row that is wanted, with what came after it. Default: the newest rows. */
  beside: number | undefined
  onNewest: () => void
}>

const perPage = 50

/** Rows of the log, a page at a time: the newest first, or from a row on that is to be looked at. */
export function LogRows({ solution, parameters, found, beside, onNewest }: Props): ReactNode {
  const { write } = useTexts()
  const [after, setAfter] = useState<number>()
  const from = beside === undefined ? after : (after ?? beside + 3)
  const query = new URLSearchParams({
    ...(beside === undefined ? parameters : {}),
    limit: String(beside === undefined ? perPage : 10),
    ...(from === undefined ? {} : { after: String(from) }),
  })
  const path = `${solutionPath(solution, 'log')}?${query.toString()}`
  const { value, problem, reload } = useLoaded(path, (options) => getJson<LogPage>(path, options))
  if (problem !== undefined) return <ProblemView problem={problem} onRetry={reload} />
  if (value === undefined) return <Skeleton active paragraph={{ rows: 10 }} />
  const { rows, next } = value
  const bad = badRows(found?.problems ?? [])
  return (
    <>
      {rows.length === 0 && <EmptyView title={write('auditNone')} hint={write('auditNoneHint')} />}
      <ol className="log-rows" aria-label={write('auditRows')}>
        {rows.map((row) => (
          <LogRow key={row.seq} {...{ solution, row }} bad={bad.has(row.seq)} />
        ))}
      </ol>
      <div className="log-pages no-print">
        {(after !== undefined || beside !== undefined) && (
          <Button
            onClick={() => {
              setAfter(undefined)
              onNewest()
            }}
          >
            {write('auditNewest')}
          </Button>
        )}
        {next !== undefined && (
          <Button onClick={() => setAfter(next)} data-testid="audit-older">
            {write('auditOlder')}
          </Button>
        )}
      </div>
    </>
  )
}
