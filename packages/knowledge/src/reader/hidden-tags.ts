import { tagReason } from './html-visible.ts'
import type { HiddenReason, HiddenText } from './hidden-text.ts'

/** Follows hidden HTML elements through a text that is not HTML: Markdown between `<div style="display: none">` and `</div>`. */
export type HiddenTags = Readonly<{
  /** True when the piece stands inside a hidden element and was noted; its own closing tags count. */
  swallow(piece: string): boolean
  /** Takes the hidden element that a piece of HTML leaves open. */
  leaveOpen(html: string): void
}>

const tag = /<!--([^]*?)(?:-->|$)|<(\/?)([a-z][\w-]*)\b([^<>]*)>/gi
const empty = /^(?:br|hr|img|input|meta|link|area|base|col|embed|source|track|wbr)$/

/** Starts outside any element; see {@link HiddenTags}. */
export function hiddenTags(hidden: HiddenText): HiddenTags {
  let name = ''
  let depth = 0
  let reason: HiddenReason = 'vanish'

  const follow = (html: string): void => {
    for (const [whole, comment, slash, element = ''] of html.matchAll(tag)) {
      const found = element.toLowerCase()
      if (comment !== undefined || empty.test(found) || whole.endsWith('/>')) continue
      if (depth > 0) {
        if (found === name) depth += slash === '/' ? -1 : 1
      } else if (slash !== '/') {
        const why = tagReason(whole)
        if (why === undefined) continue
        name = found
        depth = 1
        reason = why
      }
    }
  }

  return Object.freeze({
    swallow(piece: string) {
      if (depth === 0) return false
      hidden.add(reason, piece.replace(tag, ' '))
      follow(piece)
      return true
    },
    leaveOpen(html: string) {
      if (html.includes('<')) follow(html)
    },
  })
}
