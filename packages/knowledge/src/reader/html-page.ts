import type { DocumentText } from './document-text.ts'
import { oneLine } from './clean-text.ts'
import type { FigureRequest } from './figures.ts'
import type { HiddenText } from './hidden-text.ts'
import { writeHtml } from './html-body.ts'
import { visibleTree } from './html-visible.ts'
import type { ReadWarning } from './reader.ts'

/** A page that was written into a document: its pictures, the text of its `title`, and what to say of it. */
export type WrittenPage = Readonly<{
  figures: readonly FigureRequest[]
  title: string
  warnings: readonly ReadWarning[]
}>

/** Writes what readers of a page see: headings, paragraphs, items, rows; what is hidden is noted. */
export async function writePage(html: string, text: DocumentText, hidden: HiddenText): Promise<WrittenPage> {
  const { load } = await import('cheerio/slim')
  const page = load(text.clean(html))
  const { root, perhapsWhite } = visibleTree(page.root().get(0) ?? { type: 'root' }, hidden)
  const figures = writeHtml(root, text)
  const title = oneLine(page('title').not('svg title').first().text())
  return { figures, title, warnings: whiteWarning(perhapsWhite) }
}

/** White text may stand on a colour that only the style sheet knows: it was read, and someone should look. */
function whiteWarning(text: string): readonly ReadWarning[] {
  if (!/[\p{L}\p{N}]/u.test(text)) return []
  const sample = oneLine(text).slice(0, 80)
  return [
    {
      zh: `有白色的文字，不知底色，已读取；请核对：${sample}`,
      en: `Some text is white on an unknown background; it was read, please check it: ${sample}`,
      kind: 'doubtful',
      count: text.replace(/\s+/g, '').length,
      sample,
    },
  ]
}
