import type { Hit } from '@kaiwu/core'
import { codes, contextOf, findQuote, numberIsStated, statedNumbers } from '@kaiwu/knowledge'
import { checkDates } from './dates.ts'
import { blank, type Stretch } from './marks.ts'

// What numbers the items of a list: `- 2. `, `（1）`, `第 3 步`, `## 4、`.
const listHead = /^[\s>#*-]*(?:[(（]?\d{1,2}[.、)）](?!\d)|(?:第\s*\d{1,2}\s*步|步骤\s*\d{1,2}|step\s*\d{1,2})(?!\d))/i
// A telephone or account number, a part number: digits that are no amount.
const code =
  /(?<![A-Za-z0-9])(?:\d{2,}(?:-\d{3,})+|[A-Za-z0-9]*(?:[A-Za-z][-_/.+#]?\d|\d[-_/.+#]?[A-Za-z])[A-Za-z0-9]*(?:[-_/.+#][A-Za-z0-9]+)*)(?![A-Za-z0-9])/g

/**
 * The numbers, dates, part and telephone numbers of a sentence that neither the evidence nor the question states. Marks, places
 * and document numbers of the sentence are blanks by now.
 */
export function unfoundNumbers(claims: string, evidence: readonly Hit[], question: string): Stretch[] {
  const said = [question, ...evidence.flatMap(statedBy)]
  // The ordinals of lists are no claims; blanks keep the offsets.
  const { rest, unknown, sources } = checkDates(claims.replace(listHead, blank), said)
  const known = sources.flatMap((source) => statedNumbers(source))
  const numbers = statedNumbers(rest)
    // 半年 bears out 6个月; as a claim it is a manner of speaking as often as an amount.
    .filter(({ text }) => !text.startsWith('半'))
    .filter((number) => {
      if (numberIsStated(number, known)) return false
      // What is an amount elsewhere in the evidence is compared as one; anything else may stand there in the same words.
      return known.some(({ value }) => value === number.value) || !said.some((source) => findQuote(source, number.text))
    })
  return [...unknown, ...numbers, ...unfoundCodes(rest, said)]
}

/** Everything a passage says, its own text and what is known of its document. */
function statedBy(hit: Hit): string[] {
  const { issued, effective, ends, written, amended } = hit.document.facts
  return [hit.passage.text, contextOf(hit), ...[issued, effective, ends, written, amended].filter((day) => day !== undefined)]
}

function unfoundCodes(rest: string, said: readonly string[]): Stretch[] {
  const known = new Set(said.flatMap((source) => codes(source)))
  return [...rest.matchAll(code)]
    .filter(([written]) => {
      const [own] = codes(written)
      if (own === undefined && /[A-Za-z]/.test(written)) return false
      return !(own !== undefined && known.has(own)) && !said.some((source) => findQuote(source, written))
    })
    .map(({ 0: written, index }) => ({ start: index, end: index + written.length }))
}
