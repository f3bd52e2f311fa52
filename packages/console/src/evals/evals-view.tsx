import { Button, Skeleton } from 'antd'
import { type ReactNode, useState } from 'react'
import { EmptyView } from '../frame/empty-view.tsx'
import { askFor } from '../frame/location.ts'
import { ProblemView } from '../frame/problem-view.tsx'
import { useLoaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { EvalList } from '../http/eval-contract.ts'
import type { SessionInfo } from '../http/people-contract.ts'
import { getJson, solutionPath } from '../http/request.ts'
import type { ViewQuery } from '../routes.ts'
import { may } from '../sign-in/session.ts'
import { RunList } from './run-list.tsx'
import { RunsSideBySide } from './runs-side-by-side.tsx'
import { StartRun } from './start-run.tsx'
import '../styles/oversight.css'

type Props = Readonly<{ solution: string; session: SessionInfo; query: ViewQuery }>

/** The evaluations of a solution: one more, those that were kept, one of them, or two beside each other. */
export function EvalsView({ solution, session, query: { before, after } }: Props): ReactNode {
  if (after !== undefined) return <RunsSideBySide key={`${before} ${after}`} solution={solution} after={after} before={before} />
  return <Runs solution={solution} mayStart={may(session, 'settings.write')} />
}

function Runs({ solution, mayStart }: Readonly<{ solution: string; mayStart: boolean }>): ReactNode {
  const { write } = useTexts()
  const path = solutionPath(solution, 'evals')
  const { value, problem, reload } = useLoaded(path, (options) => getJson<EvalList>(path, options))
  const [chosen, setChosen] = useState<readonly string[]>([])
  if (problem !== undefined) return <ProblemView problem={problem} onRetry={reload} />
  if (value === undefined) return <Skeleton active paragraph={{ rows: 8 }} />
  const { runs, unreadable, most, questions } = value
  // Of two the older one is what the newer one is held against.
  const [after, before] = runs.filter(({ id }) => chosen.includes(id)).map(({ id }) => id)
  return (
    <div className="page oversight" data-testid="evals">
      <div className="page-head">
        <h1 className="page-title">{write('evals')}</h1>
        <p className="page-intro">{write('evalsIntro', { most })}</p>
      </div>
      {questions === 0 && <p className="alert alert-warn">{write('evalsNoQuestions')}</p>}
      {mayStart && questions > 0 && <StartRun solution={solution} list={value} onDone={reload} />}
      {runs.length === 0 ? (
        questions > 0 && <EmptyView title={write('evalsNone')} hint={write('evalsNoneHint')} />
      ) : (
        <>
          <div className="eval-choose no-print">
            <Button
              type="primary"
              disabled={before === undefined}
              onClick={() => before !== undefined && after !== undefined && askFor('evals', { before, after })}
              data-testid="eval-compare"
            >
              {write('evalCompare')}
            </Button>
            {before === undefined && <span className="panel-hint">{write('evalCompareHint')}</span>}
          </div>
          <RunList solution={solution} runs={runs} chosen={chosen} onChoose={setChosen} />
        </>
      )}
      {unreadable > 0 && <p className="panel-hint">{write('evalsUnreadable', { count: unreadable })}</p>}
    </div>
  )
}
