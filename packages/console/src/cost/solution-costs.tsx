import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { formatCount } from '../figures.ts'
import { DataTable } from '../frame/data-table.tsx'
import { ProblemView } from '../frame/problem-view.tsx'
import { useLoaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { SolutionInfo } from '../http/contract.ts'
import type { WorkCost } from '../http/cost-contract.ts'
import type { SessionInfo } from '../http/people-contract.ts'
import { getJson, solutionPath } from '../http/request.ts'
import { may } from '../sign-in/session.ts'
import { amountParts, marginParts, spentParts } from './amounts.ts'
import { Stacked } from './stacked.tsx'

type SolutionCost = Readonly<{ solution: SolutionInfo; cost?: WorkCost }>

/** What each solution cost, of those on whose base the reader may see it: everybody is somebody else on each base. */
export function SolutionCosts({ asked }: Readonly<{ asked: string }>): ReactNode {
  const { language, write } = useTexts()
  const { value, problem, reload } = useLoaded(asked, async (options) => {
    const { solutions } = await getJson<Readonly<{ solutions: readonly SolutionInfo[] }>>('solutions', options)
    return Promise.all(
      solutions.map(async (solution): Promise<SolutionCost> => {
        if (solution.status === 'failed') return { solution }
        const session = await getJson<SessionInfo>(solutionPath(solution.name, 'session'), options)
        if (!may(session, 'cost.read')) return { solution }
        return { solution, cost: await getJson<WorkCost>(`${solutionPath(solution.name, 'cost')}?${asked}`, options) }
      }),
    )
  })
  if (problem !== undefined) return <ProblemView problem={problem} onRetry={reload} />
  if (value === undefined) return <Skeleton active paragraph={{ rows: 4 }} />
  const ended = ({ cost }: SolutionCost) => cost?.total.ended
  return (
    <DataTable<SolutionCost>
      caption={write('costTable')}
      rows={value}
      rowKey={({ solution }) => solution.name}
      columns={[
        { head: write('costBySolution'), cell: ({ solution }) => solution.title[language] },
        {
          head: write('costCalls'),
          number: true,
          cell: ({ cost }) => (cost ? formatCount(cost.total.spent.calls, language) : '–'),
        },
        {
          head: write('costSpent'),
          number: true,
          cell: ({ cost }) => <Stacked parts={cost ? spentParts(cost.total.spent, write) : [write('costNotHere')]} />,
        },
        { head: write('costEnded'), number: true, cell: (row) => formatCount(ended(row)?.cases ?? 0, language) },
        { head: write('costCharged'), number: true, cell: (row) => <Stacked parts={amountParts(ended(row)?.charged ?? [])} /> },
        {
          head: write('costMargin'),
          number: true,
          cell: (row) => {
            const sums = ended(row)
            return <Stacked parts={sums ? marginParts(sums, write) : []} />
          },
        },
      ]}
    />
  )
}
