import { DownloadOutlined, PrinterOutlined } from '@ant-design/icons'
import { Button, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { today } from '../figures.ts'
import { DayChoice } from '../frame/day-choice.tsx'
import { EmptyView } from '../frame/empty-view.tsx'
import { askFor } from '../frame/location.ts'
import { NamedSelect } from '../frame/named-select.tsx'
import { ProblemView } from '../frame/problem-view.tsx'
import { useLoaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { WorkCost } from '../http/cost-contract.ts'
import { apiUrl, getJson, solutionPath } from '../http/request.ts'
import type { ViewQuery } from '../routes.ts'
import type { TextKey } from '../texts.ts'
import { CostFigures } from './cost-figures.tsx'
import { CostTable } from './cost-table.tsx'
import { amountParts } from './amounts.ts'
import { monthOf } from './periods.ts'
import { SolutionCosts } from './solution-costs.tsx'
import '../styles/oversight.css'

const ways = {
  workflow: 'costByWorkflow',
  'workflow,outcome': 'costByOutcome',
  department: 'costByDepartment',
  case: 'costByCase',
  day: 'costByDay',
  model: 'costByModel',
  step: 'costByStep',
  user: 'costByUser',
  solution: 'costBySolution',
} as const satisfies Record<string, TextKey>

/** What the work of a solution costs, for whoever may see it. The period and the way stand in the address. */
export function CostView({ solution, query }: Readonly<{ solution: string; query: ViewQuery }>): ReactNode {
  const { language, write } = useTexts()
  const { by = 'workflow', from, to } = query
  const asked = new URLSearchParams({ ...(from ? { from } : {}), ...(to ? { to } : {}), by: by === 'solution' ? 'workflow' : by })
  const file = `${apiUrl(solutionPath(solution, 'cost', 'export'))}?${asked.toString()}&language=${language}`
  return (
    <div className="page oversight" data-testid="cost">
      <div className="page-head">
        <div className="page-head-row">
          <h1 className="page-title">{write('cost')}</h1>
          <span className="case-tools no-print">
            <Button icon={<DownloadOutlined />} href={file} data-testid="cost-export">
              {write('costExport')}
            </Button>
            <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
              {write('printPage')}
            </Button>
          </span>
        </div>
        <p className="page-intro">{write('costIntro')}</p>
      </div>
      <CostBar query={query} by={by} />
      {by === 'solution' ? <SolutionCosts asked={asked.toString()} /> : <Costs solution={solution} asked={asked.toString()} />}
    </div>
  )
}

function CostBar({ query, by }: Readonly<{ query: ViewQuery; by: string }>): ReactNode {
  const { write } = useTexts()
  const { from = '', to = '', ...rest } = query
  const choose = (period: Readonly<{ from?: string; to?: string }>): void => askFor('cost', { ...rest, ...period })
  return (
    <div className="filter-bar no-print" role="search">
      <NamedSelect
        className="filter-choice cost-ways"
        aria-label={write('costBy')}
        data-testid="cost-by"
        popupMatchSelectWidth={false}
        value={by}
        options={Object.entries(ways).map(([value, key]) => ({ value, label: write(key) }))}
        onChange={(way: string) => askFor('cost', { ...query, by: way })}
      />
      <DayChoice
        label={write('costFrom')}
        value={from}
        max={to}
        testId="cost-from"
        onChange={(day) => choose({ from: day, to })}
      />
      <DayChoice label={write('costTo')} value={to} min={from} testId="cost-to" onChange={(day) => choose({ from, to: day })} />
      <Button onClick={() => choose(monthOf(today()))}>{write('costThisMonth')}</Button>
      <Button onClick={() => choose(monthOf(today(), -1))}>{write('costLastMonth')}</Button>
      <Button onClick={() => choose({})}>{write('costAll')}</Button>
    </div>
  )
}

function Costs({ solution, asked }: Readonly<{ solution: string; asked: string }>): ReactNode {
  const { write } = useTexts()
  const path = `${solutionPath(solution, 'cost')}?${asked}`
  const { value, problem, reload } = useLoaded(path, (options) => getJson<WorkCost>(path, options))
  if (problem !== undefined) return <ProblemView problem={problem} onRetry={reload} />
  if (value === undefined) return <Skeleton active paragraph={{ rows: 8 }} />
  const { total, elsewhere, timeZone } = value
  const unpaid = (total.ended?.cases ?? 0) - (total.ended?.priced ?? 0)
  const notes = (
    <div className="cost-notes">
      {elsewhere.calls > 0 && (
        <p>{write('costElsewhere', { count: elsewhere.calls, amount: amountParts(elsewhere.cost).join(' + ') || '–' })}</p>
      )}
      {unpaid > 0 && <p>{write('costPriceHint', { count: unpaid })}</p>}
      <p>{write('costExplain', { zone: timeZone })}</p>
    </div>
  )
  if (total.spent.calls === 0 && (total.ended?.cases ?? 0) === 0)
    return (
      <>
        <EmptyView title={write('costNone')} hint={write('costNoneHint')} />
        {elsewhere.calls > 0 && notes}
      </>
    )
  return (
    <>
      <CostFigures total={total} />
      <CostTable key={path} solution={solution} cost={value} />
      {notes}
    </>
  )
}
