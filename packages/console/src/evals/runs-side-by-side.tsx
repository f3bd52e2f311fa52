import { PrinterOutlined } from '@ant-design/icons'
import { Button, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { type DataColumn, DataTable } from '../frame/data-table.tsx'
import { ProblemView } from '../frame/problem-view.tsx'
import { Tag } from '../frame/tag.tsx'
import { useLoaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { EvalRun } from '../http/eval-contract.ts'
import { getJson, solutionPath } from '../http/request.ts'
import { formatRoute } from '../routes.ts'
import { compareMeasures, differenceWords, type MeasureRow, shareWords } from './compare-runs.ts'
import { QuestionGroups } from './question-groups.tsx'
import { makerWords, momentWords, runCostWords } from './run-words.ts'
import { VersionTable } from './version-table.tsx'

type Props = Readonly<{ solution: string; after: string; before: string | undefined }>

/** One evaluation, or two beside each other: measures with their differences, what they were made with, questions that changed. */
export function RunsSideBySide({ solution, after, before }: Props): ReactNode {
  const { language, write } = useTexts()
  const { value, problem, reload } = useLoaded(`${solution} ${before} ${after}`, async (options) => {
    const read = async (id: string): Promise<EvalRun> =>
      (await getJson<Readonly<{ run: EvalRun }>>(solutionPath(solution, 'evals', id), options)).run
    return { after: await read(after), before: before === undefined ? undefined : await read(before) }
  })
  if (problem !== undefined) return <ProblemView problem={problem} onRetry={reload} />
  if (value === undefined) return <Skeleton active paragraph={{ rows: 8 }} />
  const moment = momentWords(value.after.at, language)
  return (
    <div className="page oversight" data-testid="eval-runs">
      <div className="page-head">
        <a className="no-print case-back" href={formatRoute({ solution, view: 'evals' })}>
          {write('evalBack')}
        </a>
        <div className="page-head-row">
          <h1 className="page-title">{value.before === undefined ? write('evalOne', { when: moment }) : write('evalTwo')}</h1>
          <Button className="no-print" icon={<PrinterOutlined />} onClick={() => window.print()}>
            {write('printPage')}
          </Button>
        </div>
      </div>
      <div className="run-heads">
        {value.before !== undefined && <RunHead run={value.before} title={write('evalBefore')} />}
        <RunHead run={value.after} title={value.before === undefined ? moment : write('evalAfter')} />
      </div>
      <section aria-label={write('evalMeasures')}>
        <h2 className="section-title">{write('evalMeasures')}</h2>
        <MeasureTable before={value.before} after={value.after} />
      </section>
      <section aria-label={write('evalVersions')}>
        <h2 className="section-title">{write('evalVersions')}</h2>
        <VersionTable before={value.before} after={value.after} />
      </section>
      <QuestionGroups before={value.before} after={value.after} />
    </div>
  )
}

function RunHead({ run, title }: Readonly<{ run: EvalRun; title: string }>): ReactNode {
  const { language, write } = useTexts()
  const { at, model, right, total, passed, only } = run
  return (
    <div className="panel run-head">
      <strong>{title}</strong>
      <span className="figure">{momentWords(at, language)}</span>
      <span>{makerWords(run, write)}</span>
      <span>{model}</span>
      <span className="figure">
        {write('evalRight')} {right} / {total} {only !== undefined && write('evalOnly', { tag: only })}
      </span>
      <span className="figure">
        {write('evalCost')} {runCostWords(run, write)}
      </span>
      <Tag tone={passed ? 'good' : 'bad'}>{write(passed ? 'evalPassed' : 'evalMissed')}</Tag>
    </div>
  )
}

const measureWords = {
  'hit@5': 'measureHit',
  citationPrecision: 'measurePrecision',
  coverage: 'measureCoverage',
  refusalPrecision: 'measureRefusalPrecision',
  refusalRecall: 'measureRefusalRecall',
} as const

function MeasureTable({ before, after }: Readonly<{ before: EvalRun | undefined; after: EvalRun }>): ReactNode {
  const { write } = useTexts()
  const columns: readonly DataColumn<MeasureRow>[] = [
    {
      head: write('evalMeasure'),
      cell: ({ measure }) => (
        <>
          {write(measureWords[measure])} <code className="log-word">{measure}</code>
        </>
      ),
    },
    ...(before === undefined
      ? []
      : [{ head: write('evalBefore'), number: true, cell: (row: MeasureRow) => shareWords(row.before) }]),
    { head: write('evalAfter'), number: true, cell: (row) => shareWords(row.after) },
    ...(before === undefined
      ? []
      : [
          {
            head: write('evalDifference'),
            number: true,
            cell: ({ difference = 0, ...row }: MeasureRow) => (
              <span className={difference < -0.0005 ? 'worse' : difference > 0.0005 ? 'better' : undefined}>
                {differenceWords(row.before === undefined || row.after === undefined ? undefined : difference)}
              </span>
            ),
          },
        ]),
    {
      head: write('evalGates'),
      number: true,
      cell: ({ measure, gate }) => (
        <>
          {shareWords(gate)}{' '}
          {gate !== undefined && (
            <Tag tone={after.missed.some((one) => one.gate === measure) ? 'bad' : 'good'}>
              {write(after.missed.some((one) => one.gate === measure) ? 'evalMissed' : 'evalPassed')}
            </Tag>
          )}
        </>
      ),
    },
  ]
  return (
    <DataTable
      caption={write('evalMeasures')}
      columns={columns}
      rows={compareMeasures(before, after)}
      rowKey={({ measure }) => measure}
    />
  )
}
