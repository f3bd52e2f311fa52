import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { formatCount } from '../figures.ts'
import { type DataColumn, DataTable } from '../frame/data-table.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { CostLine, EndedSums, WorkCost } from '../http/cost-contract.ts'
import { formatRoute } from '../routes.ts'
import type { TextKey } from '../texts.ts'
import { amountParts, marginParts, type Parts, perCaseParts, spentParts } from './amounts.ts'
import { Stacked } from './stacked.tsx'

const heads = {
  workflow: 'costByWorkflow',
  outcome: 'costOutcome',
  department: 'costByDepartment',
  case: 'costCase',
  day: 'costByDay',
  model: 'costByModel',
  step: 'costByStep',
  user: 'costByUser',
} as const satisfies Record<string, TextKey>
const atOnce = 100

/** What work cost, line by line. */
export function CostTable({ solution, cost }: Readonly<{ solution: string; cost: WorkCost }>): ReactNode {
  const { write } = useTexts()
  const [shown, setShown] = useState(atOnce)
  const { lines, total, by } = cost
  const columns = useCostColumns(solution, by, lines)
  const rest = lines.length - shown
  return (
    <>
      <DataTable
        caption={write('costTable')}
        columns={columns}
        rows={lines.slice(0, shown)}
        rowKey={({ group }) => JSON.stringify(group.map(({ value }) => value))}
        total={lines.length > 1 ? total : undefined}
      />
      {rest > 0 && (
        <Button className="table-more" onClick={() => setShown(shown + atOnce)}>
          {write('costMore', { count: Math.min(rest, atOnce) })}
        </Button>
      )}
    </>
  )
}

type EndedHead = 'costEnded' | 'costWhole' | 'costPerCase' | 'costCharged' | 'costMargin'

function useCostColumns(solution: string, by: readonly string[], lines: readonly CostLine[]): readonly DataColumn<CostLine>[] {
  const { language, write } = useTexts()
  const about = by.map((key, at): DataColumn<CostLine> => ({
    head: write(heads[key as keyof typeof heads]),
    cell: ({ group }) => {
      const part = group[at]
      if (part === undefined) return at === 0 ? write('costTotal') : ''
      if (key !== 'case' || !part.value.startsWith('case_')) return part.title[language]
      return <a href={formatRoute({ solution, view: 'cases', caseId: part.value })}>{part.title[language]}</a>
    },
  }))
  const ofEnded = (head: EndedHead, parts: (ended: EndedSums) => Parts): DataColumn<CostLine> => ({
    head: write(head),
    number: true,
    cell: ({ ended }) => <Stacked parts={ended === undefined || ended.cases === 0 ? [] : parts(ended)} />,
  })
  const withEnded = lines.some(({ ended }) => ended !== undefined && ended.cases > 0)
  const withPrice = lines.some(({ ended }) => ended !== undefined && ended.priced > 0)
  return [
    ...about,
    { head: write('costCalls'), number: true, cell: ({ spent }) => formatCount(spent.calls, language) },
    { head: write('costSpent'), number: true, cell: ({ spent }) => <Stacked parts={spentParts(spent, write)} /> },
    ...(withEnded
      ? [
          ofEnded('costEnded', ({ cases }) => [formatCount(cases, language)]),
          ofEnded('costWhole', ({ cost, unpriced }) => spentParts({ cost, unpriced }, write)),
          ofEnded('costPerCase', (ended) => perCaseParts(ended, write)),
        ]
      : []),
    ...(withPrice
      ? [
          ofEnded('costCharged', ({ charged }) => amountParts(charged)),
          ofEnded('costMargin', (ended) => marginParts(ended, write)),
        ]
      : []),
  ]
}
