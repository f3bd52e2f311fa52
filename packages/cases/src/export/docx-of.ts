import { escaped, piecesOf, type Block, type CaseDocument, type Piece, type Words } from './case-document.ts'
import { docxPackage, wordNames } from './docx-package.ts'

/** A4 with margins, in twentieths of a point. */
const page = { width: 11_906, height: 16_838, left: 1_247, right: 1_021 }
const textWidth = page.width - page.left - page.right

/**
 * A document as a Word file: headings are headings, heads of tables come again on each page, Chinese fonts are named as such, and the
 * metadata hold what the page says of AI.
 */
export function docxOf(document: CaseDocument): Promise<Uint8Array> {
  const { title, language, aigc } = document
  return docxPackage({
    ...{ title, language, body: bodyOf(document) },
    ...(aigc === undefined ? {} : { aigc }),
    parts: [
      { name: 'styles', kind: 'styles', content: stylesOf(language) },
      { name: 'footer1', kind: 'footer', content: footer },
    ],
  })
}

function bodyOf({ blocks }: CaseDocument): string {
  const size = `<w:pgSz w:w="${page.width}" w:h="${page.height}"/>`
  const margins = `<w:pgMar w:top="1134" w:right="${page.right}" w:bottom="1134" w:left="${page.left}" w:header="567" w:footer="567" w:gutter="0"/>`
  const section = `<w:sectPr><w:footerReference w:type="default" r:id="r2"/>${size}${margins}</w:sectPr>`
  return `${blocks.map(blockOf).join('')}${section}`
}

const styleOf = { title: 'Title', heading: 'Heading1', subheading: 'Heading2', paragraph: 'Normal', notice: 'Notice' } as const

function blockOf(block: Block): string {
  if (block.kind !== 'table') return paragraph(block.text, styleOf[block.kind])
  const { rows, widths } = block
  const columns = widths.map((width) => Math.round((textWidth * width) / 100))
  const cell = (text: Words, at: number, isHead: boolean): string => {
    const shade = isHead ? '<w:shd w:val="clear" w:color="auto" w:fill="EEEEEE"/>' : ''
    return `<w:tc><w:tcPr><w:tcW w:w="${columns[at]!}" w:type="dxa"/>${shade}</w:tcPr>${paragraph(text, isHead ? 'CellHead' : 'Cell')}</w:tc>`
  }
  const row = (cells: readonly Words[], isHead: boolean): string => {
    const repeated = isHead ? '<w:tblHeader/>' : ''
    const whole = cells.map((text, at) => cell(text, at, isHead || (block.head === undefined && at === 0)))
    return `<w:tr><w:trPr><w:cantSplit/>${repeated}</w:trPr>${whole.join('')}</w:tr>`
  }
  const grid = `<w:tblGrid>${columns.map((width) => `<w:gridCol w:w="${width}"/>`).join('')}</w:tblGrid>`
  const form = `<w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="${textWidth}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>`
  const heads = block.head ? row(block.head, true) : ''
  return `<w:tbl>${form}${grid}${heads}${rows.map((one) => row(one, false)).join('')}</w:tbl>${paragraph('', 'Gap')}`
}

function paragraph(text: Words, style: string): string {
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/></w:pPr>${piecesOf(text).map(run).join('')}</w:p>`
}

function run({ text, look }: Piece): string {
  const form = look === undefined ? '' : `<w:rPr><w:rStyle w:val="${looks[look]}"/></w:rPr>`
  const lines = escaped(text)
    .split(/\r\n|\r|\n/)
    .map((line) => `<w:t xml:space="preserve">${line}</w:t>`)
  return text === '' ? '' : `<w:r>${form}${lines.join('<w:br/>')}</w:r>`
}

const looks = { label: 'Label', strong: 'Strong', faint: 'Faint' } as const

function stylesOf(language: CaseDocument['language']): string {
  const text = fonts('Times New Roman', '仿宋')
  const bold = `${fonts('Arial', '黑体')}<w:b/>`
  const lang = `<w:lang w:val="en-US" w:eastAsia="${language === 'zh' ? 'zh-CN' : 'en-US'}"/>`
  const border = (side: string): string => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="777777"/>`
  const box = ['top', 'left', 'bottom', 'right']
    .map((side) => `<w:${side} w:val="single" w:sz="6" w:space="4" w:color="8A4B00"/>`)
    .join('')
  return `<w:styles ${wordNames}>
<w:docDefaults><w:rPrDefault><w:rPr>${text}${size(11)}${lang}</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>
${style('Normal', 'Normal', spacing(0, 80), '', ' w:default="1"')}
${style('Title', 'Title', `${spacing(0, 240)}<w:jc w:val="center"/>`, bold + size(20))}
${style('Heading1', 'heading 1', `<w:keepNext/>${spacing(300, 100)}<w:outlineLvl w:val="0"/>`, bold + size(13))}
${style('Heading2', 'heading 2', `<w:keepNext/>${spacing(200, 80)}<w:outlineLvl w:val="1"/>`, bold + size(11))}
${style('Notice', 'Notice', `<w:pBdr>${box}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="FFF6E8"/>${spacing(0, 160)}`, size(10))}
${style('Cell', 'Cell', spacing(20, 20), size(10))}
${style('CellHead', 'Cell Head', spacing(20, 20), bold + size(9.5))}
${style('Gap', 'Gap', spacing(0, 0), size(6))}
<w:style w:type="character" w:styleId="Label"><w:name w:val="Label"/><w:rPr><w:b/><w:color w:val="8A4B00"/>${size(9)}<w:bdr w:val="single" w:sz="4" w:space="0" w:color="8A4B00"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/><w:color w:val="8A1C00"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Faint"><w:name w:val="Faint"/><w:rPr><w:color w:val="555555"/>${size(8.5)}</w:rPr></w:style>
<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>${['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(border).join('')}</w:tblBorders><w:tblCellMar><w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
</w:styles>`
}

function style(id: string, name: string, paragraphForm: string, runForm: string, more = ''): string {
  return `<w:style w:type="paragraph"${more} w:styleId="${id}"><w:name w:val="${name}"/><w:pPr>${paragraphForm}</w:pPr><w:rPr>${runForm}</w:rPr></w:style>`
}

function fonts(latin: string, chinese: string): string {
  return `<w:rFonts w:ascii="${latin}" w:hAnsi="${latin}" w:cs="${latin}" w:eastAsia="${chinese}"/>`
}

function size(points: number): string {
  return `<w:sz w:val="${points * 2}"/><w:szCs w:val="${points * 2}"/>`
}

function spacing(before: number, after: number): string {
  return `<w:spacing w:before="${before}" w:after="${after}" w:line="300" w:lineRule="auto"/>`
}

const field = (name: string): string => `<w:fldSimple w:instr=" ${name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>`
const footer = `<w:ftr ${wordNames}><w:p><w:pPr><w:pStyle w:val="Cell"/><w:jc w:val="center"/></w:pPr>${field('PAGE')}<w:r><w:t xml:space="preserve"> / </w:t></w:r>${field('NUMPAGES')}</w:p></w:ftr>`
