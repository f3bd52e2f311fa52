import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '@kaiwu/core'
import { answerByTables, type TableFinding } from '../../packages/knowledge/src/table/answer-by-tables.ts'
import type { TypedTable } from '../../packages/knowledge/src/table/typed-table.ts'
import { tablesFromBytes } from './tables-from-file.ts'

/**
 * A question of `test/quality/tables.jsonl` with the rows it must give, or `leave` when no table answers it; or one of
 * `tables-adversarial.jsonl` that must not be answered, or only with its rows.
 */
type OwnQuestion = Readonly<{
  id: string
  set?: 'first' | 'second'
  language: Language
  file?: string
  of?: string
  question: string
  rows?: readonly (readonly (string | number)[])[]
  ordered?: boolean
  leave?: boolean
  expected?: 'none'
}>

/** What came of one question; `wrong`: it was answered, and not rightly. */
export type OwnOutcome = Readonly<{
  id: string
  set: string
  wrong: boolean
  question: string
  right: boolean
  sql?: string
  text?: string
  wanted: string
}>

/** Asks the project's own questions; the small tables of one file serve the questions of all. */
export async function askOwnQuestions(files: readonly string[], root: string): Promise<readonly OwnOutcome[]> {
  const lines = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  )
  const tables = new Map<string, readonly TypedTable[]>()
  for (const line of lines) {
    if (typeof line['table'] !== 'string') continue
    tables.set(
      line['table'],
      await tablesFromBytes(Buffer.from(String(line['csv'])), `${line['table']}.csv`, String(line['title'])),
    )
  }
  const outcomes: OwnOutcome[] = []
  for (const line of lines) {
    if (typeof line['question'] !== 'string') continue
    const asked = line as OwnQuestion
    const name = asked.file ?? asked.of ?? ''
    const known = tables.get(name) ?? (await tablesFromBytes(readFileSync(join(root, name)), name, name))
    tables.set(name, known)
    const finding = answerByTables(asked.question, known, asked.language)
    const leave = asked.leave === true || asked.expected === 'none'
    const same = finding !== undefined && !leave && sameRows(asked, finding)
    const right = same || (leave && finding === undefined)
    outcomes.push({
      id: asked.id,
      set: asked.set ?? 'adversarial',
      wrong: finding !== undefined && !same,
      question: asked.question,
      right,
      ...(finding ? { sql: finding.result.sql, text: finding.text } : {}),
      wanted: leave ? 'no answer' : JSON.stringify(asked.rows),
    })
  }
  return outcomes
}

/** As many rows as wanted, each of which holds all the cells of one; in the same order where that was asked. */
function sameRows({ rows = [], ordered }: OwnQuestion, { result }: TableFinding): boolean {
  if (rows.length !== result.rows.length) return false
  const holds = (cells: readonly (string | number)[], row: readonly (string | number | null)[]): boolean =>
    cells.every((cell) =>
      row.some((held) => (typeof cell === 'number' && typeof held === 'number' ? Math.abs(cell - held) < 0.005 : cell === held)),
    )
  if (ordered === true) return rows.every((cells, at) => holds(cells, result.rows[at]!))
  const left = [...result.rows]
  return rows.every((cells) => {
    const at = left.findIndex((row) => holds(cells, row))
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
}
