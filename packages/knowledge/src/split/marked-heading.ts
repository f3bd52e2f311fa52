import { judgeTitle } from './judge-title.ts'
import { namedHeadingOf } from './named-form.ts'
import { numberedLine } from './numbered-line.ts'
import { opening, type Opening } from './opening.ts'
import { articleOf, attachmentOf, partOf } from './statute-form.ts'

/** What a heading is that the document itself marks as one: its number becomes the locator. */
export function markedHeadingOf(text: string, level: number): Opening {
  const clause = articleOf(text)
  if (clause) return { ...clause, kind: 'heading', text, level, article: true }
  const part = partOf(text)
  // A chapter marked like the title above it still stands below the title.
  if (part) return { ...part, level: Math.max(level, 1.5) }
  const named = attachmentOf(text, '') ?? namedHeadingOf(text)
  if (named) return { ...named, level }
  const line = numberedLine(text)
  const question = /[?？]$/.test(text)
  const own = { level, ...(question ? { question } : {}) }
  if (!line || judgeTitle(line) === 'none') return { ...opening('heading', text, text), ...own }
  return { ...opening('heading', text, line.number, 'decimal'), depth: line.parts.length, ...own }
}
