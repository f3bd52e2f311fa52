import type { ReactNode } from 'react'
import type { Problem } from '../http/request-problem.ts'
import { describeProblem } from './problem-view.tsx'
import { useTexts } from './use-texts.ts'

/** What went wrong, in a line beside what was tried. */
export function InlineProblem({ problem }: Readonly<{ problem: Problem | undefined }>): ReactNode {
  const { write } = useTexts()
  if (problem === undefined) return null
  return (
    <p className="inline-problem" role="alert" data-testid="inline-problem">
      {describeProblem(problem, write).detail}
    </p>
  )
}
