import type { Answer } from '@kaiwu/core'
import type { ReactNode } from 'react'
import { formatCount } from '../figures.ts'
import { ScrollRegion } from '../frame/scroll-region.tsx'
import { useTexts } from '../frame/use-texts.ts'

/** The query of a table that an answer comes from, with its rows. */
export function TableQuery({ answer: { table } }: Readonly<{ answer: Answer }>): ReactNode {
  const { language, write } = useTexts()
  if (table === undefined) return null
  const { sql, parameters, columns, rows, total } = table
  return (
    <details className="table-query" data-testid="table-query">
      <summary>{write('tableQuery', { total: formatCount(total, language) })}</summary>
      <pre>{sql}</pre>
      {parameters.length > 0 && <p>{write('tableParameters', { values: parameters.map(String).join(' · ') })}</p>}
      <ScrollRegion className="source-table" label={write('table')}>
        <table>
          <thead>
            <tr>
              {columns.map((column, index) => (
                <th key={index} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <tr key={at}>
                {row.map((cell, index) => (
                  <td key={index}>{cell ?? ''}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </details>
  )
}
