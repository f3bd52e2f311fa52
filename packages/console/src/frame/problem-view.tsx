import { Button } from 'antd'
import type { ReactNode } from 'react'
import type { Problem } from '../http/request-problem.ts'
import type { Write } from '../texts.ts'
import { useTexts } from './use-texts.ts'

/** What went wrong, why and what to do, with the code for whoever is asked for help. */
export function ProblemView({ problem, onRetry }: Readonly<{ problem: Problem; onRetry?: (() => void) | undefined }>): ReactNode {
  const { write } = useTexts()
  const { title, detail } = describeProblem(problem, write)
  return (
    <div className="problem" role="alert" data-testid="problem">
      <strong className="problem-title">{title}</strong>
      <p className="problem-detail">{detail}</p>
      <p className="problem-code">
        {problem.code}
        {problem.status > 0 && ` · HTTP ${problem.status}`}
        {problem.requestId !== undefined && ` · ${write('requestId', { id: problem.requestId })}`}
      </p>
      {onRetry !== undefined && <Button onClick={onRetry}>{write('retry')}</Button>}
    </div>
  )
}

/** The words for a problem: the server's own, or the page's where no server spoke. */
export function describeProblem(problem: Problem, write: Write): Readonly<{ title: string; detail: string }> {
  switch (problem.kind) {
    case 'server':
      return { title: problem.title === '' ? write('serverTitle') : problem.title, detail: problem.detail }
    case 'unreachable':
      return { title: write('unreachableTitle'), detail: write('unreachableDetail') }
    case 'interrupted':
      return { title: write('interruptedTitle'), detail: write('interruptedDetail') }
    case 'unexpected':
      return { title: write('unexpectedTitle'), detail: write('unexpectedDetail') }
  }
}
