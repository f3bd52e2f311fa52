import type { Citation } from '@kaiwu/core'
import type { ReactNode } from 'react'
import { useTexts } from '../frame/use-texts.ts'
import { apiUrl, solutionPath } from '../http/request.ts'

/** The figures that belong to a cited passage; each opens in its full size. */
export function CitationFigures({ solution, citation }: Readonly<{ solution: string; citation: Citation }>): ReactNode {
  const { write } = useTexts()
  const { figures = [], documentId, mark } = citation
  if (figures.length === 0) return null
  return (
    <span className="citation-figures">
      {figures.map((figure) => {
        const url = apiUrl(solutionPath(solution, 'documents', documentId, 'figures', figure))
        return (
          <a key={figure} href={url} target="_blank" rel="noopener" data-testid="citation-figure">
            <img src={url} alt={write('figureOf', { mark })} loading="lazy" />
          </a>
        )
      })}
    </span>
  )
}
