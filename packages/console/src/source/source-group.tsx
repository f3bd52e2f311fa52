import type { ReactNode } from 'react'
import { ScrollRegion } from '../frame/scroll-region.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { TextPart } from '../text-parts.ts'
import type { SourceGroup } from './source-groups.ts'

/** One piece of a document: a page separator, a block of text, a table. */
export function Group({ group }: Readonly<{ group: SourceGroup }>): ReactNode {
  const { write } = useTexts()
  if (group.kind === 'page') {
    return (
      <div className="source-page" role="separator">
        <span>{write('page', { page: group.page })}</span>
      </div>
    )
  }
  if (group.kind === 'table') return <Table group={group} />
  const content = <Parts parts={group.parts} />
  if (group.kind === 'heading') {
    return (
      <p
        className={`source-heading source-heading-${Math.min(group.level, 4)}`}
        role="heading"
        aria-level={Math.min(group.level + 2, 6)}
      >
        {content}
      </p>
    )
  }
  return <p className={group.kind === 'item' ? 'source-item' : 'source-paragraph'}>{content}</p>
}

function Table({ group }: Readonly<{ group: Extract<SourceGroup, { kind: 'table' }> }>): ReactNode {
  const { write } = useTexts()
  return (
    <ScrollRegion className="source-table" label={write('table')}>
      <table>
        <thead>
          <tr>
            {group.heads.map((head, index) => (
              <th key={index} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {group.rows.map((row) => (
            <tr key={row.start} className={row.cells.flat().some((part) => part.highlighted) ? 'source-row-quoted' : undefined}>
              {row.cells.map((parts, index) => (
                <td key={index}>
                  <Parts parts={parts} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function Parts({ parts }: Readonly<{ parts: readonly TextPart[] }>): ReactNode {
  return parts.map((part, index) =>
    part.highlighted ? (
      <mark key={index} className="source-quote" data-testid="source-highlight">
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  )
}
