import type { ReactNode } from 'react'
import { ValidityTag } from '../frame/tag.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { Hit } from '../http/contract.ts'
import { isRecord, openEvidence } from './open-evidence.ts'

/** Passages that were looked at, best first; each opens in its document. */
export function EvidenceList({ hits, asOf }: Readonly<{ hits: readonly Hit[]; asOf: string }>): ReactNode {
  const { write } = useTexts()
  return (
    <ol className="evidence-list">
      {hits.map(({ passage, document }) => (
        <li key={passage.id}>
          <button
            type="button"
            className="evidence-item"
            onClick={() => openEvidence({ documentId: passage.documentId, start: passage.start, end: passage.end })}
          >
            <span className="evidence-head">
              <strong>{document.facts.title}</strong>
              <span className="evidence-place">
                {[passage.locator, passage.page === undefined ? '' : write('page', { page: passage.page })]
                  .filter((part) => part !== '')
                  .join(' · ')}
              </span>
              {!isRecord(document.id) && <ValidityTag validity={document.validity} on={asOf} />}
            </span>
            <span className="evidence-text">{passage.text}</span>
          </button>
        </li>
      ))}
    </ol>
  )
}
