import type { ReactNode } from 'react'
import { Joined } from '../frame/joined.tsx'
import { openSource } from '../frame/location.ts'
import { ValidityTag } from '../frame/tag.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { ExplainedHit, ExplainedTerm } from '../http/contract.ts'
import { placeParts } from '../place-parts.ts'
import { splitSpans } from '../text-parts.ts'

/** A hit: rank, score against the best one, the text with what matched, and why. `share` is 0 to 1. */
export function HitCard({ hit, share, asOf }: Readonly<{ hit: ExplainedHit; share: number; asOf: string }>): ReactNode {
  const { write } = useTexts()
  const { passage, document, rank, score, highlights, explain } = hit
  const place = [document.facts.number ?? '', placeParts(passage.path, passage.locator, document.facts.title).join(' › ')]
  return (
    <article className="hit" data-testid="search-hit">
      <div className="hit-side">
        <span className="hit-rank" aria-hidden="true">
          {rank}
        </span>
        <span className="hidden">{write('rank', { rank })}</span>
        <span className="hit-bar" aria-hidden="true">
          <span style={{ width: `${Math.max(2, Math.round(share * 100))}%` }} />
        </span>
        <span className="hit-score figure">{write('score', { score: score.toFixed(2) })}</span>
      </div>
      <div className="hit-body">
        <div className="hit-head">
          <strong className="hit-title">{document.facts.title}</strong>
          <ValidityTag validity={document.validity} on={asOf} />
        </div>
        <p className="hit-place">
          <Joined
            items={[...place, passage.page === undefined ? '' : write('page', { page: passage.page }), document.path].filter(
              (part) => part !== '',
            )}
          />
        </p>
        <p className="hit-text">
          {splitSpans(passage.text, highlights).map((part, index) =>
            part.highlighted ? <mark key={index}>{part.text}</mark> : part.text,
          )}
        </p>
        <div className="hit-actions">
          <button
            type="button"
            className="plain-button"
            onClick={() => openSource({ documentId: passage.documentId, start: passage.start, end: passage.end })}
          >
            {write('openInDocument')}
          </button>
          {explain.length > 0 && <Explanation terms={explain} />}
        </div>
      </div>
    </article>
  )
}

const fields = { text: 'fieldText', path: 'fieldPath', title: 'fieldTitle' } as const satisfies Record<
  ExplainedTerm['in'],
  string
>

function Explanation({ terms }: Readonly<{ terms: readonly ExplainedTerm[] }>): ReactNode {
  const { write } = useTexts()
  return (
    <details className="explain">
      <summary>{write('explain')}</summary>
      <table className="explain-table">
        <thead>
          <tr>
            <th scope="col">{write('explainTerm')}</th>
            <th scope="col">{write('explainField')}</th>
            <th scope="col">{write('explainWeight')}</th>
          </tr>
        </thead>
        <tbody>
          {[...terms]
            .sort((a, b) => b.weight - a.weight)
            .map(({ term, in: field, weight }, index) => (
              <tr key={index}>
                <td>{term}</td>
                <td>{write(fields[field])}</td>
                <td className="figure">{weight.toFixed(2)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </details>
  )
}
