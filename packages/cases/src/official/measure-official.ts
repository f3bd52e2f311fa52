import { fonts, grid, points, sheet } from './gbt9704.ts'
import { headingOf } from './heading-of.ts'
import { isEndNote, measureEnd, measureHead } from './measure-marks.ts'
import { measurePageNumbers } from './measure-page-numbers.ts'
import { readZip } from './read-zip.ts'
import type { OfficialMeasures } from './official-measures.ts'
import { familyOf, typeOf } from './type-name.ts'
import { wordLooks, type ParagraphLook, type RunLook } from './word-look.ts'
import { childOf, descendants, xmlTree, type XmlElement } from './xml-tree.ts'

const document = 'word/document.xml'
const mostBytes = 20_000_000
const read = [document, 'word/styles.xml', 'word/settings.xml', 'word/_rels/document.xml.rels', 'docProps/custom.xml']
const furniture = Array.from({ length: 20 }, (_, at) => [`word/footer${at + 1}.xml`, `word/header${at + 1}.xml`]).flat()

/**
 * Measures a Word file beside GB/T 9704-2012, as it was typeset or as somebody has changed it since: sheet, grid, fonts, page numbers,
 * 版记, marks at the top, and the label of AI in its properties. Where several places differ, the one that departs is told. Nothing for
 * what is no Word file or cannot be read.
 * @example
 * measureOfficial(bytes)?.['上边距毫米'] // '37'
 */
export function measureOfficial(bytes: Uint8Array): OfficialMeasures | undefined {
  const members = readZip(bytes, [...read, ...furniture], mostBytes)
  const partOf = (name: string): XmlElement | undefined => {
    const member = members?.get(name)
    return member && xmlTree(member.toString('utf8').replace(/^\ufeff/, ''))
  }
  const body = childOf(partOf(document), 'w:body')
  if (!body) return undefined
  const looks = wordLooks(partOf('word/styles.xml'))
  const paragraphs = looks.looksOf(body)
  const sections = descendants(body, 'w:sectPr', ['w:sectPrChange'])
  const text = textOf(paragraphs)
  return Object.freeze({
    ...measureSheets(sections),
    ...measureGrid(sections, text),
    ...measureFonts(paragraphs, text),
    ...measurePageNumbers(sections, looks, partOf),
    ...measureEnd(paragraphs, isLetter(sections, partOf)),
    ...measureHead(paragraphs),
    文档属性标识: hasLabel(partOf('docProps/custom.xml')) ? '有' : '没有',
  })
}

const millimetres = (length: number): number => Math.round((length * 254) / 1440) / 10
const attribute = (element: XmlElement | undefined, name: string): number => Number(element?.attributes[`w:${name}`] ?? 0)

/** Of several sections the one that departs most. */
function measureSheets(sections: readonly XmlElement[]): OfficialMeasures {
  const margin = (side: 'top' | 'bottom' | 'left' | 'right'): string => {
    const all = sections.map((section) => {
      const margins = childOf(section, 'w:pgMar')
      return Math.abs(attribute(margins, side)) + (side === 'left' ? attribute(margins, 'gutter') : 0)
    })
    const far = (length: number): number => Math.abs(length - sheet[side])
    return String(millimetres(all.reduce((worst, length) => (far(length) > far(worst) ? length : worst), all[0] ?? 0)))
  }
  const sizes = sections
    .map((section) => childOf(section, 'w:pgSz'))
    .map((size) => [attribute(size, 'w'), attribute(size, 'h')] as const)
  const other = sizes.find(([width, height]) => Math.abs(width - sheet.width) > 30 || Math.abs(height - sheet.height) > 30)
  return {
    纸张: other || sizes.length === 0 ? `${(other ?? [0, 0]).map(millimetres).join('×')} 毫米` : 'A4',
    ...{ 上边距毫米: margin('top'), 下边距毫米: margin('bottom'), 左边距毫米: margin('left'), 右边距毫米: margin('right') },
  }
}

/** Lines by the document grid, or as they are fixed; characters by their width: as spaced, and by the grid where it has one for them. */
function measureGrid(sections: readonly XmlElement[], text: readonly ParagraphLook[]): OfficialMeasures {
  const runs = text
    .flatMap((one) => one.runs)
    .filter(({ text: said, size }) => /\p{Script=Han}/u.test(said) && size === points.text)
  const spacings = [...new Set(runs.map(({ spacing }) => spacing))]
  const fixed = [...new Set(text.flatMap(({ line }) => line ?? []))]
  const isSnapped = text.every(({ onGrid }) => onGrid)
  const all = sections.flatMap((section) => {
    const [size, margins, form] = ['w:pgSz', 'w:pgMar', 'w:docGrid'].map((name) => childOf(section, name))
    const height = attribute(size, 'h') - Math.abs(attribute(margins, 'top')) - Math.abs(attribute(margins, 'bottom'))
    const width = attribute(size, 'w') - attribute(margins, 'left') - attribute(margins, 'right') - attribute(margins, 'gutter')
    const type = form?.attributes['w:type'] ?? ''
    const isGrid = ['lines', 'linesAndChars', 'snapToChars'].includes(type)
    const pitches = fixed.length > 0 ? fixed : [isGrid && isSnapped ? attribute(form, 'linePitch') : 0]
    const letter = points.text + (isGrid && type !== 'lines' ? attribute(form, 'charSpace') / 4096 : 0)
    const characters = spacings.map((spacing) => Math.floor(width / 20 / (letter + spacing) + 1e-3))
    return pitches.map((pitch) => ({
      lines: pitch > 0 ? Math.floor(height / pitch) : 0,
      characters: characters.find((count) => count !== grid.characters) ?? characters[0],
      pitch: Math.round(pitch * 5) / 100,
    }))
  })
  const one = all.find(({ lines, characters }) => lines !== grid.lines || characters !== grid.characters) ?? all[0]
  const said = (value: number | undefined): string => (value === undefined || value === 0 ? '没有设定' : String(value))
  return { 每页行数: said(one?.lines), 每行字数: said(one?.characters), 行距磅: said(one?.pitch) }
}

/** Paragraphs that are text: not in a frame or a table, not in the middle, behind the title. */
function textOf(paragraphs: readonly ParagraphLook[]): readonly ParagraphLook[] {
  const title = titleOf(paragraphs)
  return paragraphs
    .slice(title ? paragraphs.indexOf(title) + 1 : 0)
    .filter((one) => one.text.trim() !== '' && !one.frame && !one.inTable && one.align !== 'center' && !isEndNote(one))
}

/** The title by its style, or as it looks: large, in the middle, not red, no number and no mark. */
function titleOf(paragraphs: readonly ParagraphLook[]): ParagraphLook | undefined {
  const open = paragraphs.filter(({ text, frame, inTable }) => text.trim() !== '' && !frame && !inTable)
  const large = ({ color, size }: RunLook): boolean => size > points.text && !/^(?:FF0000|C00000|E60012)$/iu.test(color)
  return (
    open.find(({ style }) => style === '公文标题') ??
    open.find(({ align, text, runs }) => align === 'center' && !text.endsWith('号') && runs.every(large))
  )
}

function measureFonts(paragraphs: readonly ParagraphLook[], text: readonly ParagraphLook[]): OfficialMeasures {
  const title = titleOf(paragraphs)
  const parts = text.flatMap(partsOf)
  const said = (level: Part['level'], wanted: string, of: (run: RunLook) => string): string => {
    const runs = parts.filter((part) => part.level === level).map(({ run }) => of(run))
    return runs.find((one) => one !== wanted) ?? wanted
  }
  const family = ({ font, size }: RunLook): string => (size === points.text ? familyOf(font) : typeOf({ font, size }))
  const shown = [...paragraphs].flatMap(({ runs }) => runs).filter((run) => run.text.trim() !== '')
  return {
    标题字体: title ? (title.runs.map(typeOf).find((one) => one !== '2号小标宋') ?? '2号小标宋') : '没有找到标题',
    正文字体: said('text', '3号仿宋', typeOf),
    一级标题字体: said(1, '黑体', family),
    二级标题字体: said(2, '楷体', family),
    三四级标题字体: said(3, fonts.text, family),
    设置了中文字体: shown.every(({ hasFont }) => hasFont) ? '是' : '否',
    用了主题字体: shown.some(({ isTheme }) => isTheme) ? '是' : '否',
  }
}

type Part = Readonly<{ level: 'text' | 'label' | 1 | 2 | 3; run: RunLook }>

/** The runs of a paragraph, each as what it is: of a heading so far as it goes, of text the rest; labels in 黑体 are neither. */
function partsOf({ text, runs }: ParagraphLook): readonly Part[] {
  const heading = headingOf(text)
  const label = /^(?:附件\d*$|出席：|请假：|列席：)/u.exec(text)?.[0].length ?? 0
  let at = 0
  return runs.flatMap((run): readonly Part[] => {
    const begins = at
    at += run.text.length
    if (run.text.trim() === '') return []
    if (begins < label && at <= label) return [{ level: 'label', run }]
    if (!heading || begins >= heading.length) return [{ level: 'text', run }]
    const level = heading.level > 2 ? 3 : heading.level
    // A run that goes on behind its heading is told of as text, too.
    return [
      { level: level as Part['level'], run },
      ...(at > heading.length && level < 3 ? [{ level: 'text' as const, run }] : []),
    ]
  })
}

/** 10.1: a letter has a double line on top of its first page. */
function isLetter(sections: readonly XmlElement[], partOf: (name: string) => XmlElement | undefined): boolean {
  if (!sections.some((section) => childOf(section, 'w:titlePg'))) return false
  return furniture.some((name) => {
    const part = name.includes('header') ? partOf(name) : undefined
    return part !== undefined && descendants(part, 'w:bottom').some(({ attributes }) => /thick/iu.test(attributes['w:val'] ?? ''))
  })
}

function hasLabel(properties: XmlElement | undefined): boolean {
  return (properties?.children ?? []).some(
    ({ attributes, children }) => attributes['name'] === 'AIGC' && /"Label"\s*:\s*"[1-3]"/u.test(children[0]?.text ?? ''),
  )
}
