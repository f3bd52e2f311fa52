import type { ReactNode } from 'react'
import { ScrollRegion } from '../frame/scroll-region.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { ExplainedHit, PartOfRank } from '../http/contract.ts'

/** The orders side by side: where each hit stands by keyword, by vector and in the end, and what each order gave. */
export function RankTable({ hits }: Readonly<{ hits: readonly ExplainedHit[] }>): ReactNode {
  const { write } = useTexts()
  const isReranked = hits.some(({ parts }) => parts.rerank !== undefined)
  const most = Math.max(Number.EPSILON, ...hits.map(({ parts }) => gave(parts.keyword) + gave(parts.vector)))
  return (
    <details className="ranks" data-testid="ranks">
      <summary>{write('ranksTitle')}</summary>
      <ScrollRegion className="ranks-scroll" label={write('ranksTitle')}>
        <table className="ranks-table">
          <thead>
            <tr>
              <th scope="col">{write('rankFinal')}</th>
              <th scope="col">{write('rankKeyword')}</th>
              <th scope="col">{write('rankVector')}</th>
              {isReranked && <th scope="col">{write('rankRerank')}</th>}
              <th scope="col">{write('rankGave')}</th>
              <th scope="col">{write('rankPassage')}</th>
            </tr>
          </thead>
          <tbody>
            {hits.map(({ rank, parts, document, passage }) => (
              <tr key={passage.id}>
                <th scope="row" className="figure">
                  {rank}
                </th>
                <Place part={parts.keyword} digits={2} />
                <Place part={parts.vector} digits={3} />
                {isReranked && <td className="figure">{parts.rerank?.rank ?? '–'}</td>}
                <td>
                  <span className="ranks-bar" aria-hidden="true">
                    <span className="ranks-keyword" style={{ width: `${(gave(parts.keyword) / most) * 100}%` }} />
                    <span className="ranks-vector" style={{ width: `${(gave(parts.vector) / most) * 100}%` }} />
                  </span>
                </td>
                <td className="ranks-passage">
                  {document.facts.title} {passage.locator}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </details>
  )
}

function gave(part: PartOfRank | undefined): number {
  return part?.gave ?? 0
}

function Place({ part, digits }: Readonly<{ part: PartOfRank | undefined; digits: number }>): ReactNode {
  if (part === undefined) return <td className="figure">–</td>
  return (
    <td className="figure">
      {part.rank} <small>{part.score.toFixed(digits)}</small>
    </td>
  )
}
