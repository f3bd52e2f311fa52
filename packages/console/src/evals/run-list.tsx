import { Checkbox } from 'antd'
import type { ReactNode } from 'react'
import { type DataColumn, DataTable } from '../frame/data-table.tsx'
import { Tag } from '../frame/tag.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { EvalRunSummary } from '../http/eval-contract.ts'
import { formatRoute } from '../routes.ts'
import { makerWords, momentWords, runCostWords } from './run-words.ts'

type Props = Readonly<{
  solution: string
  runs: readonly EvalRunSummary[]
  /** The ids of those that are to be compared, two at most. */
  chosen: readonly string[]
  onChoose: (ids: readonly string[]) => void
}>

/** The evaluations that were kept, the newest first, to be opened or chosen for a comparison. */
export function RunList({ solution, runs, chosen, onChoose }: Props): ReactNode {
  const { language, write } = useTexts()
  const choose = (id: string): void =>
    onChoose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen.slice(-1), id])
  const columns: readonly DataColumn<EvalRunSummary>[] = [
    {
      head: write('evalChoose'),
      cell: ({ id, at }) => (
        <Checkbox
          checked={chosen.includes(id)}
          aria-label={write('evalChooseRun', { when: momentWords(at, language) })}
          onChange={() => choose(id)}
          data-testid="eval-choose"
        />
      ),
    },
    {
      head: write('evalWhen'),
      cell: ({ id, at }) => (
        <a className="figure" href={formatRoute({ solution, view: 'evals', query: { after: id } })} data-testid="eval-open">
          {momentWords(at, language)}
        </a>
      ),
    },
    { head: write('evalBy'), cell: (run) => makerWords(run, write) },
    { head: write('evalModel'), cell: ({ model }) => model },
    {
      head: write('evalRight'),
      number: true,
      cell: ({ right, total, only }) => (
        <>
          {right} / {total} {only !== undefined && <Tag tone="plain">{write('evalOnly', { tag: only })}</Tag>}
        </>
      ),
    },
    {
      head: write('evalGates'),
      cell: ({ passed, missed }) => (
        <Tag tone={passed ? 'good' : 'bad'} title={missed.map(({ gate }) => gate).join(', ')}>
          {write(passed ? 'evalPassed' : 'evalMissed')}
        </Tag>
      ),
    },
    { head: write('evalCost'), number: true, cell: (run) => runCostWords(run, write) },
  ]
  return <DataTable caption={write('evalList')} columns={columns} rows={runs} rowKey={({ id }) => id} />
}
