import type { ReactNode } from 'react'
import { Joined } from '../frame/joined.tsx'
import { openSource } from '../frame/location.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { SourceDocument } from '../http/contract.ts'
import { placeParts } from '../place-parts.ts'

/** The passages of a document as searches find them, each with its place and the sentence that leads it in. */
export function PassageList({ source }: Readonly<{ source: SourceDocument }>): ReactNode {
  const { write } = useTexts()
  const { document, passages } = source
  return (
    <ol className="passage-list" data-testid="passages">
      {passages.map(({ id, documentId, start, end, path, locator, page, lead, text: own }) => (
        <li key={id} className="passage">
          <button type="button" className="passage-place" onClick={() => openSource({ documentId, start, end })}>
            <Joined items={placeParts(path, locator, document.facts.title)} sign="›" />
            {page !== undefined && <span className="figure">{write('page', { page })}</span>}
          </button>
          {lead !== undefined && <p className="passage-lead">{lead.text}</p>}
          <p className="passage-text">{own}</p>
        </li>
      ))}
    </ol>
  )
}
