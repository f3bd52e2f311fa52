import type { ReactNode } from 'react'
import { ScrollRegion } from './scroll-region.tsx'

/** A column of a table. On narrow screens its head stands above each of its values. */
export type DataColumn<Row> = Readonly<{ head: string; number?: boolean; cell: (row: Row) => ReactNode }>

type Props<Row> = Readonly<{
  caption: string
  columns: readonly DataColumn<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** What everything comes to, below the rows. */
  total?: Row | undefined
}>

/** A plain table, which becomes a list on narrow screens and is printed as it is. */
export function DataTable<Row>({ caption, columns, rows, rowKey, total }: Props<Row>): ReactNode {
  const cells = (row: Row): ReactNode =>
    columns.map(({ head, number = false, cell }) => (
      <td key={head} data-label={head} className={number ? 'figure number' : undefined}>
        {cell(row)}
      </td>
    ))
  return (
    <ScrollRegion className="rows-scroll" label={caption}>
      <table className="rows data-table">
        <caption className="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ head, number = false }) => (
              <th key={head} scope="col" className={number ? 'number' : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} data-testid="table-row">
              {cells(row)}
            </tr>
          ))}
        </tbody>
        {total !== undefined && (
          <tfoot>
            <tr data-testid="table-total">{cells(total)}</tr>
          </tfoot>
        )}
      </table>
    </ScrollRegion>
  )
}
