import { wordNames, type DocxPart } from '../export/docx-package.ts'
import { character, core, fonts, letterLine, linePitch, markTop, points, redLineGap, sheet } from './gbt9704.ts'
import type { OfficialDocument } from './official-document.ts'
import { belowText, red } from './official-styles.ts'
import { widthOf } from './title-lines.ts'
import { border, fontOf, paragraph, run, sizeOf } from './word-xml.ts'

/** The top of a document, and what its first page has of its own. */
export type OfficialHead = Readonly<{
  content: string
  parts: readonly DocxPart[]
  /** References of the section to those parts. */
  first: string
  /** From the edge of the sheet to its header. */
  header?: number
}>

/** 版头 (7.2); of a letter 10.1. */
export function officialHead(document: OfficialDocument): OfficialHead {
  return document.kind === '函' ? letterHead(document) : { content: documentHead(document), parts: [], first: '' }
}

const signer = '<w:rStyle w:val="Signer"/>'
const labelLines = 3

/** 7.2.1 to 7.2.3: in this order, a line each, from the upper left corner of 版心. */
function labelsOf({ copyNo, secrecy, urgency }: OfficialDocument): readonly (readonly [style: string, text: string])[] {
  const labels = [['CopyNo', copyNo] as const, ['Label', secrecy] as const, ['Label', urgency] as const]
  return labels.filter(([, text]) => text !== '')
}

function documentHead(document: OfficialDocument): string {
  const labels = labelsOf(document)
  const empty = Array.from({ length: labelLines - labels.length }, () => paragraph('Label', ''))
  return [
    ...labels.map(([style, text]) => paragraph(style, run(text))),
    ...empty,
    markOf(document, markTop.document - labelLines * linePitch),
    ...numberLines(document),
    paragraph('RedLine', ''),
  ].join('')
}

/** 7.2.4: the name in red; of joint issuers one below the other, 文件 beside them in the middle. */
function markOf({ issuers, mark }: OfficialDocument, before: number): string {
  if (mark !== '' || issuers.length === 1) {
    const text = mark === '' ? `${issuers[0]!}文件` : mark
    const size = fitting(text, 54)
    return paragraph('Mark', run(text, sizeOf(size)), heightOf(size, before))
  }
  const longest = Math.max(...issuers.map(widthOf))
  const size = Math.min(40, Math.floor(core.width / 20 / (longest + 2.6)))
  const [names, file] = [Math.round((longest + 0.3) * size * 20), Math.round(2.3 * size * 20)]
  const lines = issuers.map((issuer) =>
    paragraph('Mark', run(issuer, sizeOf(size)), `${heightOf(size, 0)}<w:jc w:val="distribute"/>`),
  )
  const cell = (width: number, content: string): string =>
    `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>${content}</w:tc>`
  const cells = cell(names, lines.join('')) + cell(file, paragraph('Mark', run('文件', sizeOf(size)), heightOf(size, 0)))
  const none = ['left', 'right'].map((side) => `<w:${side} w:w="0" w:type="dxa"/>`).join('')
  const form = `<w:tblPr><w:tblW w:w="${names + file}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar>${none}</w:tblCellMar></w:tblPr>`
  const grid = `<w:tblGrid><w:gridCol w:w="${names}"/><w:gridCol w:w="${file}"/></w:tblGrid>`
  return `${paragraph('Last', '', `<w:spacing w:before="${before - 20 - leading(size)}"/>`)}<w:tbl>${form}${grid}<w:tr>${cells}</w:tr></w:tbl>`
}

/** The size in points at which a text fits the width of 版心. */
function fitting(text: string, most: number): number {
  return Math.min(most, Math.floor(core.width / 20 / widthOf(text)))
}

/** A line as high as its letters, so that what is above them is known. */
function heightOf(size: number, before: number): string {
  return `<w:spacing w:before="${Math.max(0, before - leading(size))}" w:after="0" w:line="${size * 23}" w:lineRule="exact"/>`
}

/** How far below the top of such a line its letters begin. */
function leading(size: number): number {
  return Math.round(size * 1.5)
}

/** 7.2.5, 7.2.6: in the middle; of an upward document on the left, in one line with the last signers. */
function numberLines({ number, signers }: OfficialDocument): readonly string[] {
  if (signers.length === 0) return number === '' ? [] : [paragraph('Number', run(number))]
  const rows = Array.from({ length: Math.ceil(signers.length / 2) }, (_, at) => signers.slice(at * 2, at * 2 + 2))
  const names = (row: readonly string[]): string => row.map((name) => name.replace(/^(.)(.)$/u, '$1\u3000$2')).join('\u3000')
  const widest = Math.max(...rows.map((row) => widthOf(names(row))))
  // All rows begin where the longest does.
  const start = core.width - Math.round((widest + 5) * character)
  return rows.map((row, at) => {
    const tabs = `<w:tabs><w:tab w:val="left" w:pos="${start}"/></w:tabs>`
    const before = at === 0 ? `<w:spacing w:beforeLines="200" w:before="${2 * linePitch}"/>` : ''
    const text = `${at === rows.length - 1 ? number : ''}\t${at === 0 ? '签发人：' : '\u3000'.repeat(4)}`
    return paragraph('NumberUp', run(text) + run(names(row), signer), `${tabs}${before}`)
  })
}

/** 10.1: the name 30 mm below the edge, a double line 4 mm below it and one 20 mm above the lower edge; no page number. */
function letterHead(document: OfficialDocument): OfficialHead {
  const { issuers, mark, number } = document
  const text = mark === '' ? issuers[0]! : mark
  const size = fitting(text, 44)
  const side = (sheet.width - letterLine.width) / 2
  const indent = `<w:ind w:left="${Math.round(side - sheet.left)}" w:right="${Math.round(side - sheet.right)}"/>`
  const gap = `<w:spacing w:before="0" w:after="${Math.round(points.text * 17.5) - belowText}" w:line="${redLineGap}" w:lineRule="exact"/>`
  const upper = paragraph('Mark', '', `${border('bottom', 'thickThinSmallGap', 24, red)}${gap}${indent}`)
  const frame = `<w:framePr w:w="${letterLine.width}" w:hRule="exact" w:h="60" w:wrap="around" w:vAnchor="page" w:hAnchor="page" w:x="${Math.round(side)}" w:y="${sheet.height - letterLine.bottom}"/>`
  const lower = paragraph('Last', '', `${frame}${border('top', 'thinThickSmallGap', 24, red)}`)
  const [first, ...others] = labelsOf(document)
  const label = first ? run(first[1], first[0] === 'Label' ? fontOf(fonts.first) : '') : ''
  return {
    content: [
      paragraph('NumberLetter', label + run(`\t${number}`)),
      ...others.map(([style, other]) => paragraph(style, run(other))),
    ].join(''),
    parts: [
      {
        name: 'header1',
        kind: 'header',
        content: `<w:hdr ${wordNames}>${paragraph('Mark', run(text, sizeOf(size)), heightOf(size, 0))}${upper}</w:hdr>`,
      },
      { name: 'footer3', kind: 'footer', content: `<w:ftr ${wordNames}>${lower}${paragraph('Last', '')}</w:ftr>` },
    ],
    first: '<w:headerReference w:type="first" r:id="r5"/><w:footerReference w:type="first" r:id="r6"/>',
    header: markTop.letter - leading(size),
  }
}
