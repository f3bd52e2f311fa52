import type { ReactNode } from 'react'
import { formatBytes, formatCount } from '../figures.ts'
import { Tag } from '../frame/tag.tsx'
import { useTexts } from '../frame/use-texts.ts'
import { DeleteButton } from './delete-button.tsx'
import { datesOf } from './document-dates.ts'
import { DocumentName, type DocumentsProps, Standing } from './document-table.tsx'

/** The documents as cards, for narrow screens. */
export function DocumentList({ solution, documents, onDeleted }: DocumentsProps): ReactNode {
  const { language, write } = useTexts()
  return (
    <ul className="document-list">
      {documents.map((document) => {
        const { facts, uploaded, passages, pages, bytes } = document
        return (
          <li key={document.id} className="document-card" data-testid="document-row">
            <DocumentName document={document} />
            <span className="document-tags">
              <Standing document={document} />
              <Tag tone={uploaded ? 'info' : 'plain'}>{write(uploaded ? 'originUploaded' : 'originFolder')}</Tag>
              {uploaded && <DeleteButton solution={solution} document={document} onDeleted={onDeleted} />}
            </span>
            <span className="document-facts figure">
              {[facts.number, facts.version, datesOf(facts)]
                .filter((part) => part !== undefined && part !== '–')
                .map((part) => (
                  <span key={part}>{part}</span>
                ))}
              {pages !== undefined && (
                <span>
                  {write('columnPages')} {formatCount(pages, language)}
                </span>
              )}
              <span>
                {write('columnPassages')} {formatCount(passages, language)}
              </span>
              <span>{formatBytes(bytes)}</span>
            </span>
          </li>
        )
      })}
    </ul>
  )
}
