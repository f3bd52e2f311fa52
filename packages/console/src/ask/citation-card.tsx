import type { Citation } from '@kaiwu/core'
import type { ReactNode } from 'react'
import { Tag, ValidityTag } from '../frame/tag.tsx'
import { useTexts } from '../frame/use-texts.ts'
import { placeOf } from './copy-text.ts'
import { isRecord, openEvidence } from './open-evidence.ts'

/** A source of an answer: what it is, where it stands, the quote, and whether that was verified. `asOf` is the day asked about. */
export function CitationCard({ citation, asOf }: Readonly<{ citation: Citation; asOf: string }>): ReactNode {
  const { write } = useTexts()
  const { mark, title, quote, verified, validity, documentId, start, end } = citation
  const place = placeOf(citation, write)
  return (
    <button
      type="button"
      className="citation"
      data-testid="citation-card"
      onClick={() => openEvidence({ documentId, start, end })}
    >
      <span className="mark">{mark}</span>
      <span className="citation-body">
        <span className="citation-head">
          <strong className="citation-title">{title}</strong>
          <span className="citation-tags">
            <Tag tone={verified ? 'good' : 'warn'} title={write(verified ? 'verifiedHint' : 'notVerifiedHint')}>
              {write(verified ? 'verified' : 'notVerified')}
            </Tag>
            {!isRecord(documentId) && <ValidityTag validity={validity} on={asOf} />}
          </span>
        </span>
        <span className="citation-place">{place}</span>
        <span className="citation-quote">{quote}</span>
      </span>
    </button>
  )
}
