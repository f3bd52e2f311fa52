import { points } from './gbt9704.ts'
import type { OfficialMeasures } from './official-measures.ts'
import { typeOf } from './type-name.ts'
import type { ParagraphLook, WordLooks } from './word-look.ts'
import { childOf, descendants, type XmlElement } from './xml-tree.ts'

type PartOf = (name: string) => XmlElement | undefined
type Side = 'default' | 'even'

/** 7.5: the number of a page in 4号宋体 between dashes, on odd pages a character from the right, on even ones from the left. */
export function measurePageNumbers(sections: readonly XmlElement[], looks: WordLooks, partOf: PartOf): OfficialMeasures {
  const numbers = (side: Side) => sections.flatMap((section) => numbersOf(section, side, looks, partOf))
  const isApart = childOf(partOf('word/settings.xml'), 'w:evenAndOddHeaders') !== undefined
  const [odd, even] = [numbers('default'), numbers('even')]
  const all = isApart ? [...odd, ...even] : odd
  const worst = (said: readonly string[], wanted: readonly string[]): string =>
    said.find((one) => !wanted.includes(one)) ?? said[0] ?? '没有页码'
  const runs = all.flatMap((number) => number.runs.filter(({ text }) => text.trim() !== ''))
  return {
    页码字体: worst(runs.map(typeOf), ['4号宋体']),
    页码样式: worst(
      all.map(({ text }) => text.trim().replace(/\d+/u, '1')),
      ['— 1 —', '—1—'],
    ),
    单页码位置: worst(odd.map(placeOf), ['居右空一字']),
    双页码位置: isApart ? worst(even.map(placeOf), ['居左空一字']) : '与单页相同',
  }
}

/** The paragraphs of a footer that hold the number of the page. */
function numbersOf(section: XmlElement, side: Side, looks: WordLooks, partOf: PartOf): readonly ParagraphLook[] {
  const reference = section.children.find(
    ({ name, attributes }) => name === 'w:footerReference' && (attributes['w:type'] ?? 'default') === side,
  )
  const relations = partOf('word/_rels/document.xml.rels')?.children ?? []
  const target = relations.find(({ attributes }) => attributes['Id'] === reference?.attributes['r:id'])?.attributes['Target']
  const footer = target === undefined ? undefined : partOf(`word/${target.replace(/^\/?(?:word\/)?/u, '')}`)
  if (!footer) return []
  return descendants(footer, 'w:p')
    .filter((element) => isNumbered(element))
    .flatMap((element) => looks.looksOf({ name: '', attributes: {}, text: '', children: [element] }))
}

function isNumbered(element: XmlElement): boolean {
  const said = [
    ...descendants(element, 'w:fldSimple').map(({ attributes }) => attributes['w:instr'] ?? ''),
    ...descendants(element, 'w:instrText').map(({ text }) => text),
  ]
  return said.some((text) => /^\s*PAGE\b/u.test(text))
}

const character = points.small * 20

function placeOf({ align, left, right, firstLine, frame }: ParagraphLook): string {
  const isOne = (length: number): boolean => Math.abs(length - character) <= 60
  if (frame) return '在文本框里'
  if (align === 'right' || align === 'end') return isOne(right) ? '居右空一字' : '居右，没有空一字'
  if (align === 'center') return '居中'
  return isOne(left + firstLine) ? '居左空一字' : '居左，没有空一字'
}
