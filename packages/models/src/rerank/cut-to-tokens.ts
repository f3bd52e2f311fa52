import { estimateTokens } from '../estimate/estimate-tokens.ts'

/** The beginning of a text that is estimated to have at most so many tokens. No character is cut in half. */
export function cutToTokens(text: string, most: number): string {
  let cut = text
  for (let tokens = estimateTokens(cut); tokens > most; tokens = estimateTokens(cut)) {
    const length = Math.min(cut.length - 1, Math.floor((cut.length * most) / tokens))
    const splits = length > 0 && /[\uD800-\uDBFF]/.test(cut[length - 1]!)
    cut = cut.slice(0, Math.max(0, splits ? length - 1 : length))
  }
  return cut
}
