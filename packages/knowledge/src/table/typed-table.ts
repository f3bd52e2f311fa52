/**
 * What the cells of a column are; `number` and `date` compare by value. Dates are ISO days, with the time behind a blank where the
 * cell gives one (`2026-01-05 08:10`).
 */
export type ColumnType = 'text' | 'number' | 'date'

/** One column of a table. */
export type Column = Readonly<{
  /** As written; unique within the table. */
  name: string
  type: ColumnType
  /** The unit its head or all of its cells give: mm, 元, %. */
  unit?: string
}>

/** A cell's value; `null` where the cell is empty. Numbers are written in the column's unit. */
export type CellValue = string | number | null

/** A table of a document with typed columns. */
export type TypedTable = Readonly<{
  /** `<document id>.t<n>`, from 1. */
  id: string
  documentId: string
  /** Its sheet, its heading, or the document's title. */
  name: string
  columns: readonly Column[]
  rows: readonly (readonly CellValue[])[]
  /** Where each row stands in the document's stored text. */
  places: readonly Readonly<{ start: number; end: number }>[]
}>
