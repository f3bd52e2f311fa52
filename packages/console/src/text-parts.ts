/** A piece of a text, highlighted or not. */
export type TextPart = Readonly<{ text: string; highlighted: boolean }>

/** A span of a text: UTF-16 offsets, the end exclusive. */
export type Span = Readonly<[number, number]>

/**
 * Cuts a text at the given spans. Spans may overlap, be unordered, or reach beyond the text; empty ones count for nothing.
 * The parts joined are always the text.
 * @example
 * splitSpans('一线城市补贴', [[0, 2], [4, 6]]) // 一线 highlighted, 城市 not, 补贴 highlighted
 */
export function splitSpans(text: string, spans: readonly Span[]): readonly TextPart[] {
  const clamped = spans
    .map(([start, end]) => [Math.max(0, start), Math.min(text.length, end)] as const)
    .filter(([start, end]) => end > start)
    .sort((a, b) => a[0] - b[0])
  const parts: TextPart[] = []
  let done = 0
  for (const [start, end] of mergeSpans(clamped)) {
    if (start > done) parts.push({ text: text.slice(done, start), highlighted: false })
    parts.push({ text: text.slice(start, end), highlighted: true })
    done = end
  }
  if (done < text.length) parts.push({ text: text.slice(done), highlighted: false })
  return parts
}

function mergeSpans(ordered: readonly Span[]): readonly Span[] {
  const merged: Span[] = []
  for (const span of ordered) {
    const last = merged.at(-1)
    if (last === undefined || span[0] > last[1]) merged.push(span)
    else merged[merged.length - 1] = [last[0], Math.max(last[1], span[1])]
  }
  return merged
}
