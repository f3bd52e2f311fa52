import type { QueryGroup } from '../keyword/keyword-index.ts'
import { terms } from '../text/terms.ts'

/**
 * Where a text matches a query, as merged spans of its own offsets, found with the analysis the index uses.
 * Single characters alone are not shown: they would speckle the text.
 */
export function highlights(text: string, groups: readonly QueryGroup[]): [number, number][] {
  const wanted = new Set(groups.flatMap((group) => group.variants.flat().map(({ term }) => term)))
  const spans: [number, number][] = []
  for (const { term, kind, start, end } of terms(text)) {
    if (kind === 'character' || !wanted.has(term)) continue
    const last = spans.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else spans.push([start, end])
  }
  return spans
}
