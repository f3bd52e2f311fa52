import type { Block } from '@kaiwu/core'

/** A block that opens a place people refer to: a heading, an article, a question. */
export type HeadingForm = Readonly<{
  kind: 'heading' | 'article' | 'question'
  /** As written. */
  text: string
  /** 第八条, 3.2.1, or the text itself. */
  locator: string
  /** 1 is outermost; articles and questions have none below them. */
  level: number
  /** The heading is itself a question, as in lists of frequent questions. */
  question?: boolean
  /** The heading is itself an article, as in laws kept as Markdown. */
  article?: boolean
}>

const part = /^第[零〇一二三四五六七八九十百千\d]+([编章节])(?=[\s\u3000]|$)/
const article = /^第[零〇一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?(?=[\s\u3000：:【]|$)/
const numbered = /^(\d{1,2}(?:\.\d{1,2}){0,4})[.．、]?(?=[\s\u3000]|[\u4e00-\u9fa5])[\s\u3000]*(?=\S)/
const measured =
  /^\d[\d.]*[\s\u3000]*(?:(?:mm|cm|μm|m|kg|MPa|kPa|Pa|V|A|kV|kW|s|min|h|L|r\/min)(?![A-Za-z])|[℃%]|°C|个|台|次|年|月|日|天|元|万|人|名|小时|分钟|工作日)/
const chineseOrder = /^[一二三四五六七八九十]{1,3}、\s*\S{1,28}$/
const asks = /^(?:问|Q(?:uestion)?)\s*\d*\s*[：:.．]\s*(.+)$/i
const partLevel: Readonly<Record<string, number>> = { 编: 2, 章: 3, 节: 4 }

/** How a block opens a place, or `undefined` when it only continues one. Numbers with units (`3.5 mm以下…`) never open one. */
export function headingOf(block: Block, text: string): HeadingForm | undefined {
  if (block.kind === 'heading') return markedHeading(text, block.level ?? 1)
  if (block.kind !== 'paragraph') return undefined
  const clause = article.exec(text)
  if (clause) return { kind: 'article', text: clause[0], locator: clause[0], level: 7 }
  const question = asks.exec(text)
  if (question) return { kind: 'question', text: question[1]!, locator: question[1]!, level: 7 }
  return text.length <= 40 && !/[。；，;：:]$/.test(text) && !/[。；，]/.test(text) ? unmarkedHeading(text) : undefined
}

function markedHeading(text: string, level: number): HeadingForm {
  const chapter = part.exec(text)
  if (chapter) return { kind: 'heading', text, locator: chapter[0], level: Math.max(level, 2) }
  const clause = article.exec(text)
  if (clause) return { kind: 'heading', text, locator: clause[0], level: 7, article: true }
  const number = measured.test(text) ? null : numbered.exec(text)
  const question = /[?？]$/.test(text) ? { question: true } : {}
  return { kind: 'heading', text, locator: number ? number[1]! : text, level, ...question }
}

/** Headings of text files and scans-turned-text, which nothing marks but their form. */
function unmarkedHeading(text: string): HeadingForm | undefined {
  const chapter = part.exec(text)
  if (chapter) return { kind: 'heading', text, locator: chapter[0], level: partLevel[chapter[1]!]! }
  if (chineseOrder.test(text)) return { kind: 'heading', text, locator: text, level: 3 }
  const number = measured.test(text) ? null : numbered.exec(text)
  if (!number || !/[\s\u3000]/.test(text[number[1]!.length] ?? '')) return undefined
  return { kind: 'heading', text, locator: number[1]!, level: 2 + number[1]!.split('.').length }
}
