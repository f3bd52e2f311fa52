import type { ReactNode } from 'react'
import { type DataColumn, DataTable } from '../frame/data-table.tsx'
import { Tag } from '../frame/tag.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { EvalRunSummary } from '../http/eval-contract.ts'
import type { Write } from '../texts.ts'

type Row = Readonly<{ part: string; before: string | undefined; after: string | undefined }>
type Props = Readonly<{ before: EvalRunSummary | undefined; after: EvalRunSummary }>

/** What evaluations were made with, and which of it changed between them. */
export function VersionTable({ before, after }: Props): ReactNode {
  const { write } = useTexts()
  const [old, now] = [before === undefined ? new Map<string, string>() : partsOf(before, write), partsOf(after, write)]
  const rows = [...new Set([...now.keys(), ...old.keys()])].map((part) => ({
    part,
    before: old.get(part),
    after: now.get(part),
  }))
  const columns: readonly DataColumn<Row>[] = [
    { head: write('evalPart'), cell: ({ part }) => part },
    ...(before === undefined ? [] : [{ head: write('evalBefore'), cell: (row: Row) => row.before ?? '–' }]),
    { head: write('evalAfter'), cell: (row) => row.after ?? '–' },
    ...(before === undefined
      ? []
      : [
          {
            head: write('evalDifference'),
            cell: (row: Row) => (
              <Tag tone={row.before === row.after ? 'plain' : 'info'}>
                {write(row.before === row.after ? 'evalSame' : 'evalChanged')}
              </Tag>
            ),
          },
        ]),
  ]
  return <DataTable caption={write('evalVersions')} columns={columns} rows={rows} rowKey={({ part }) => part} />
}

function partsOf({ model, versions }: EvalRunSummary, write: Write): ReadonlyMap<string, string> {
  const { settings, prompts, questions, knowledge } = versions
  const { documents, digest, release } = knowledge
  const held = write('evalDocuments', { count: documents, digest })
  return new Map([
    [write('evalModel'), model],
    ...(settings === undefined ? [] : [[write('evalSettings'), settings] as const]),
    ...Object.entries(prompts).map(([file, version]) => [write('evalPrompt', { file }), version] as const),
    [write('evalKnowledge'), release === undefined ? held : `${held} · ${write('evalRelease', { release })}`],
    [write('evalQuestionsFile'), questions],
  ])
}
