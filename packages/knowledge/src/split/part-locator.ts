import { formatChineseNumber } from '../text/chinese-number.ts'
import type { Part } from './cut-piece.ts'

/**
 * What a part of an article is called: 第八条第二款, 第八条第二款至第四款, 第八条（三）至（六）.
 * @param parts all parts of the article, in order
 */
export function partLocator(article: string, parts: readonly Part[], at: number): string {
  const { atoms } = parts[at]!
  const [first, last] = [atoms[0]!, atoms.at(-1)!]
  const paragraphs = parts.at(-1)!.atoms.at(-1)!.paragraph
  if (first.paragraph !== last.paragraph) return `${article}${paragraph(first.paragraph)}至${paragraph(last.paragraph)}`
  const name = paragraphs > 1 ? article + paragraph(first.paragraph) : article
  // Whole, it needs no items named.
  const whole =
    parts[at - 1]?.atoms.at(-1)?.paragraph !== first.paragraph && parts[at + 1]?.atoms[0]?.paragraph !== first.paragraph
  const items = atoms.flatMap(({ item }) => (item ? [item] : []))
  if (whole || items.length === 0) return name
  return items[0] === items.at(-1) ? name + items[0]! : `${name}${items[0]}至${items.at(-1)}`
}

function paragraph(number: number): string {
  return `第${formatChineseNumber(number)}款`
}
