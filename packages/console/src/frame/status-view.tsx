import { Progress } from 'antd'
import type { ReactNode } from 'react'
import type { SolutionInfo } from '../http/contract.ts'
import { useTexts } from './use-texts.ts'

/** Stands in for a solution that is being indexed, or could not be started. */
export function StatusView({ solution }: Readonly<{ solution: SolutionInfo }>): ReactNode {
  const { language, write } = useTexts()
  const { progress, problem } = solution
  if (solution.status === 'failed') {
    return (
      <div className="problem" role="alert" data-testid="problem">
        <strong className="problem-title">{write('failedTitle')}</strong>
        <p className="problem-detail">{problem?.[language] ?? ''}</p>
        <p className="problem-code">{solution.name}</p>
      </div>
    )
  }
  const percent = progress === undefined || progress.total === 0 ? 0 : Math.floor((progress.done / progress.total) * 100)
  return (
    <div className="indexing" role="status" data-testid="indexing">
      <h1 className="page-title">{solution.title[language]}</h1>
      <p className="indexing-title">{write('indexingTitle')}</p>
      <Progress percent={percent} status="active" strokeLinecap="butt" aria-label={write('indexingTitle')} />
      <p className="indexing-hint">{progress === undefined ? write('indexingHint') : write('indexingProgress', progress)}</p>
    </div>
  )
}
