import type { Block } from '@kaiwu/core'
import type { StoredDocument } from '../document-store.ts'
import { columnType } from './column-type.ts'
import { fillDown } from './fill-down.ts'
import { namedCells, tableRuns, type TableRun } from './table-runs.ts'
import type { Column, TypedTable } from './typed-table.ts'

/** What of a document its tables are made of. */
export type TableSource = Pick<StoredDocument, 'id' | 'text' | 'blocks' | 'stated'>

// A paragraph this short right above a table is its caption.
const longestCaption = 40
// Wider ones are grids of figures or layouts; nobody asks them by the names of their columns.
const mostColumns = 500

/**
 * The tables of a document with typed columns: rows that follow each other below the same heads, at least two columns and two rows.
 * Cells that a row leaves out are `null`; blank cells of a merged hierarchy get the value above (see {@link fillDown}).
 * @example
 * tablesOf(stored)[0]?.columns // [{ name: '报警代码', type: 'text' }, { name: '停机分钟', type: 'number' }]
 */
export function tablesOf(document: TableSource): readonly TypedTable[] {
  const tables: TypedTable[] = []
  for (const run of tableRuns(document.blocks)) {
    if (run.heads.length < 2 || run.heads.length > mostColumns || run.rows.length < 2) continue
    tables.push(typed(run, document, `${document.id}.t${tables.length + 1}`))
  }
  return Object.freeze(tables)
}

function typed(run: TableRun, document: TableSource, id: string): TypedTable {
  const place = new Map(run.heads.map((head, at) => [head, at]))
  const grid = run.rows.map((row) => {
    const cells = run.heads.map(() => '')
    for (const { name, text } of namedCells(row)) cells[place.get(name)!] = text
    return cells
  })
  const first = run.heads.map((head, at) =>
    columnType(
      head,
      grid.map((row) => row[at]!),
    ),
  )
  const filled = fillDown(
    grid,
    first.map(({ type }) => type === 'text'),
  )
  const columns =
    filled === grid
      ? first
      : run.heads.map((head, at) =>
          columnType(
            head,
            filled.map((row) => row[at]!),
          ),
        )
  return Object.freeze({
    id,
    documentId: document.id,
    name: nameOf(run, document),
    columns: Object.freeze(uniqueNames(run.heads).map((name, at) => column(name, columns[at]!))),
    rows: Object.freeze(filled.map((_, row) => Object.freeze(columns.map(({ values }) => values[row] ?? null)))),
    places: Object.freeze(run.rows.map(({ start, end }) => Object.freeze({ start, end }))),
  })
}

/** Names that differ in small and capital letters alone are the same to a database. */
function uniqueNames(heads: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return heads.map((head) => {
    let name = head
    for (let times = 2; seen.has(name.toLowerCase()); times++) name = `${head} (${times})`
    seen.add(name.toLowerCase())
    return name
  })
}

function column(name: string, { type, unit }: Readonly<{ type: Column['type']; unit?: string }>): Column {
  return Object.freeze({ name, type, ...(unit === undefined ? {} : { unit }) })
}

/** Its caption, the nearest heading above, or the document's title. */
function nameOf({ at }: TableRun, { blocks, text, stated }: TableSource): string {
  const above = blocks[at - 1]
  const caption = above?.kind === 'paragraph' ? text.slice(above.start, above.end) : ''
  if (caption !== '' && caption.length <= longestCaption && !/[。；;！!？?]$|[.:：]$/.test(caption)) return caption
  const heading = headingAbove(blocks, at)
  return heading ? text.slice(heading.start, heading.end) : stated.facts.title
}

function headingAbove(blocks: readonly Block[], at: number): Block | undefined {
  for (let index = at - 1; index >= 0; index--) if (blocks[index]!.kind === 'heading') return blocks[index]
  return undefined
}
