import type { Citation, TableAnswer } from '@kaiwu/core'
import type { DocumentInfo, StoredDocument, TableResult, TypedTable } from '@kaiwu/knowledge'
import { citationAt } from './check-answer.ts'

/** A document that tables are asked of, as it is known on the day. */
export type AskedDocument = Readonly<{ info: DocumentInfo; stored: StoredDocument }>

// An answer carries the first rows; the query gives the rest again.
const mostRows = 200

/** Cites rows of a table, numbered in their order from 1: each quotes the row as it stands in the document. */
export function citeRows(table: TypedTable, rows: readonly number[], { info, stored }: AskedDocument): readonly Citation[] {
  return rows.flatMap((row, at) => {
    const place = table.places[row]
    const passage = place && stored.passages.find(({ start, end }) => start <= place.start && place.start < end)
    if (!place || !passage) return []
    const { id, path, facts, validity, revision } = info
    const hit = { passage, document: { id, path, facts, validity, revision }, score: 0, rank: at + 1, highlights: [] }
    return citationAt(at + 1, hit, place.start - passage.start, Math.min(place.end, passage.end) - passage.start)
  })
}

/** What was asked of a table, for the answer to show. */
export function tableAnswer(table: TypedTable, result: TableResult, { info }: AskedDocument): TableAnswer {
  return {
    documentId: info.id,
    document: info.path,
    table: table.name,
    sql: result.sql,
    parameters: result.parameters,
    columns: result.columns.map(({ name }) => name),
    rows: result.rows.slice(0, mostRows),
    total: result.total,
  }
}
