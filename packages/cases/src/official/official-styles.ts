import { wordNames, type DocxPart } from '../export/docx-package.ts'
import { character, core, endLine, fonts, letterSpacing, linePitch, pageNumberGap, points, redLineGap, sheet } from './gbt9704.ts'
import { border, fontOf, paragraph, run, sizeOf } from './word-xml.ts'

/** The red of the name and the line at the top (7.2.4, 7.2.7). */
export const red = 'FF0000'

const smallCharacter = points.small * 20
/** Above and below its figures a line of the grid is empty for so long. */
export const belowText = Math.round((linePitch - points.text * 20) / 2)

/** Lines before and after a paragraph. */
const lines = (before: number, after = 0, form = ''): string =>
  `<w:spacing w:beforeLines="${before * 100}" w:before="${before * linePitch}" w:afterLines="${after * 100}" w:after="${after * linePitch}"${form}/>`
/** Of letters that are larger than the text, whose lines would take two of the grid. */
const oneLine = ` w:line="${linePitch}" w:lineRule="exact"`
const exactly = (height: number): string => `<w:spacing w:before="0" w:after="0" w:line="${height}" w:lineRule="exact"/>`
const noGrid = '<w:snapToGrid w:val="0"/>'
const first = `<w:ind w:firstLineChars="200" w:firstLine="${character * 2}"/>`
const colour = `<w:color w:val="${red}"/>`
const justified = (side: string): string => `<w:jc w:val="${side}"/>`
const outline = (level: number): string => `<w:outlineLvl w:val="${level}"/>`
const text = fontOf(fonts.text)
/** A line of 版记 is a black paragraph as high as the line is thick: LibreOffice takes paragraphs with borders out of their frame. */
const bar = (thick: number): string => `<w:shd w:val="clear" w:color="auto" w:fill="000000"/>${noGrid}${exactly(thick)}`

/** Paragraph styles: id, name in Word, properties of the paragraph, of its text. All of them rest on the first. */
const styles: readonly (readonly [id: string, name: string, paragraph: string, run: string])[] = [
  ['Label', '公文版头标注', '', fontOf(fonts.first)],
  ['CopyNo', '公文份号', '', ''],
  ['Mark', '发文机关标志', `${noGrid}${justified('center')}`, `${fontOf(fonts.title)}${colour}`],
  ['Number', '发文字号', `${lines(2)}${justified('center')}`, ''],
  ['NumberUp', '上行文发文字号', `<w:ind w:left="${character}"/>`, ''],
  ['NumberLetter', '信函发文字号', `<w:tabs><w:tab w:val="right" w:pos="${core.width}"/></w:tabs>`, ''],
  ['RedLine', '版头分隔线', `${border('bottom', 'single', 12, red)}${noGrid}${exactly(redLineGap - belowText)}`, sizeOf(1)],
  [
    'OfficialTitle',
    '公文标题',
    `<w:keepNext/><w:keepLines/>${noGrid}${lines(2, 1, oneLine)}${justified('center')}`,
    `${fontOf(fonts.title)}${sizeOf(points.title)}`,
  ],
  [
    'AnnexTitle',
    '公文附件标题',
    `<w:keepNext/><w:keepLines/>${noGrid}${lines(1, 1, oneLine)}${justified('center')}`,
    `${fontOf(fonts.title)}${sizeOf(points.title)}`,
  ],
  ['AnnexLabel', '公文附件标记', '<w:keepNext/><w:pageBreakBefore/>', fontOf(fonts.first)],
  ['Addressees', '主送机关', '', ''],
  ['OfficialText', '公文正文', first, ''],
  ['Level1', '公文一级标题', `${first}${outline(0)}`, fontOf(fonts.first)],
  ['Level2', '公文二级标题', `${first}${outline(1)}`, fontOf(fonts.second)],
  ['Level3', '公文三级标题', `${first}${outline(2)}`, ''],
  ['Level4', '公文四级标题', `${first}${outline(3)}`, ''],
  ['AttachmentList', '附件说明', '<w:keepNext/><w:keepLines/>', ''],
  ['Issuer', '发文机关署名', `<w:keepNext/>${justified('right')}`, ''],
  ['Issuers', '联合发文机关署名', '<w:keepNext/>', ''],
  ['Dated', '成文日期', justified('right'), ''],
  ['Note', '附注', first, ''],
  ['EndEdge', '版记粗线', bar(endLine.thick), sizeOf(1)],
  ['EndLine', '版记细线', bar(endLine.thin), sizeOf(1)],
  [
    'Copies',
    '抄送机关',
    `${noGrid}<w:ind w:left="${smallCharacter * 4}" w:right="${smallCharacter}" w:hanging="${smallCharacter * 3}"/>`,
    sizeOf(points.small),
  ],
  [
    'Printed',
    '印发机关和印发日期',
    `<w:tabs><w:tab w:val="right" w:pos="${core.width - smallCharacter}"/></w:tabs>${noGrid}<w:ind w:left="${smallCharacter}" w:right="${smallCharacter}"/>`,
    sizeOf(points.small),
  ],
  ['Last', '公文末段', `${noGrid}${exactly(20)}`, sizeOf(1)],
  [
    'PageOdd',
    '单页码',
    `${noGrid}<w:ind w:right="${smallCharacter}"/>${justified('right')}`,
    `${fontOf(fonts.page)}${sizeOf(points.small)}`,
  ],
  ['PageEven', '双页码', `${noGrid}<w:ind w:left="${smallCharacter}"/>`, `${fontOf(fonts.page)}${sizeOf(points.small)}`],
]

/** Marks may hang over the edge, as Word has it by itself: LibreOffice 7.4 takes that for the opposite, and would lose some of them. */
const stylesXml = `<w:styles ${wordNames}>
<w:docDefaults><w:rPrDefault><w:rPr>${text}${sizeOf(points.text)}<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:widowControl w:val="0"/><w:overflowPunct w:val="1"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>${justified('both')}</w:pPr><w:rPr>${text}<w:spacing w:val="${letterSpacing}"/>${sizeOf(points.text)}</w:rPr></w:style>
${styles.map(([id, name, form, runs]) => `<w:style w:type="paragraph" w:customStyle="1" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>${form}</w:pPr><w:rPr>${runs}</w:rPr></w:style>`).join('\n')}
<w:style w:type="character" w:customStyle="1" w:styleId="Plain"><w:name w:val="公文标题后正文"/><w:rPr>${text}</w:rPr></w:style>
<w:style w:type="character" w:customStyle="1" w:styleId="Signer"><w:name w:val="签发人姓名"/><w:rPr>${fontOf(fonts.second)}</w:rPr></w:style>
</w:styles>`

/** 7.5: the figure between its dashes. */
const pageNumber = (style: string): string =>
  paragraph(style, `${run('— ')}<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>${run(' —')}`)
const footer = (content: string): string => `<w:ftr ${wordNames}>${content}</w:ftr>`

/** Odd and even pages differ; punctuation keeps its width, so that 28 characters stay 28. */
const settings = `<w:settings ${wordNames}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`

/** The parts of every official document; in the text, the odd footer is `r3`, the even one `r4`. */
export const officialParts: readonly DocxPart[] = Object.freeze([
  { name: 'styles', kind: 'styles', content: stylesXml },
  { name: 'settings', kind: 'settings', content: settings },
  { name: 'footer1', kind: 'footer', content: footer(pageNumber('PageOdd')) },
  { name: 'footer2', kind: 'footer', content: footer(pageNumber('PageEven')) },
])

/** From the edge of the sheet to the foot of the number of a page: its dashes stand in the middle of the line. */
const footerAt = sheet.bottom - pageNumberGap - Math.round(points.small * 12)

const gridXml = `<w:docGrid w:type="lines" w:linePitch="${linePitch}"/>`

/**
 * The section: its sheet, its grid.
 * @param first what its first page has of its own
 * @param header from the edge of the sheet to its header
 */
export function sectionOf(first = '', header = 851): string {
  const { width, height, top, right, bottom, left } = sheet
  const footers = '<w:footerReference w:type="default" r:id="r3"/><w:footerReference w:type="even" r:id="r4"/>'
  const size = `<w:pgSz w:w="${width}" w:h="${height}"/>`
  const margins = `<w:pgMar w:top="${top}" w:right="${right}" w:bottom="${bottom}" w:left="${left}" w:header="${header}" w:footer="${footerAt}" w:gutter="0"/>`
  return `<w:sectPr>${first}${footers}${size}${margins}${first === '' ? '' : '<w:titlePg/>'}${gridXml}</w:sectPr>`
}
