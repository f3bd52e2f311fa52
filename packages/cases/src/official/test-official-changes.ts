/**
 * What people do to a typeset document in Word that they should not, each breaking one of the checks.
 * @module
 */
import { zipArchive } from '../export/zip-archive.ts'
import { readZip } from './read-zip.ts'

/** A change: the check it breaks, the items whose measure departs, and what is done to a part of the file. */
export type OfficialChange = Readonly<{
  check: 'C13' | 'C14' | 'C15' | 'C16' | 'C23' | 'C25'
  items: readonly string[]
  part: string
  change(xml: string): string
}>

const text = 'word/document.xml'
const styles = 'word/styles.xml'
const inStyle =
  (id: string, from: RegExp, to: string) =>
  (xml: string): string =>
    xml.replace(new RegExp(`(w:styleId="${id}">.*?</w:style>)`, 'su'), (whole) => whole.replace(from, to))
const grid = ['每页行数', '行距磅']
const setup = (check: 'C13', items: readonly string[], from: RegExp, to: string): OfficialChange => ({
  ...{ check, items, part: text },
  change: (xml) => xml.replace(from, to),
})
const style = (items: readonly string[], id: string, from: RegExp, to: string): OfficialChange => ({
  ...{ check: 'C14', items, part: styles },
  change: inStyle(id, from, to),
})
const inParts = (
  check: OfficialChange['check'],
  items: readonly string[],
  part: string,
  from: RegExp,
  to: string,
): OfficialChange => ({
  ...{ check, items, part },
  change: (xml) => xml.replace(from, to),
})

/** Changes by name. */
export const officialChanges = Object.freeze({
  十六开: setup('C13', ['纸张', '每页行数', '每行字数'], /w:w="11906" w:h="16838"/, 'w:w="10432" w:h="14742"'),
  天头窄: setup('C13', ['上边距毫米', '每页行数'], /w:top="\d+"/, 'w:top="1440"'),
  地脚宽: setup('C13', ['下边距毫米', '每页行数'], /w:bottom="\d+"/, 'w:bottom="2551"'),
  订口窄: setup('C13', ['左边距毫米', '每行字数'], /w:left="1587" /, 'w:left="1020" '),
  右边宽: setup('C13', ['右边距毫米', '每行字数'], /w:right="1474" /, 'w:right="2041" '),
  行网格松: setup('C13', grid, /w:linePitch="\d+"/, 'w:linePitch="640"'),
  没有网格: setup('C13', grid, /<w:docGrid[^>]*>/, ''),
  固定行距: setup('C13', grid, /(<w:pStyle w:val="OfficialText"\/>)/, '$1<w:spacing w:line="400" w:lineRule="exact"/>'),
  字距放宽: {
    ...{ check: 'C13', items: ['每行字数'], part: styles },
    change: (xml: string) => xml.replace('<w:spacing w:val="-5"/>', ''),
  },
  标题黑体: style(['标题字体'], 'OfficialTitle', /方正小标宋简体/g, '黑体'),
  标题小二: style(['标题字体'], 'OfficialTitle', /w:val="44"/g, 'w:val="36"'),
  正文四号: style(['正文字体'], 'OfficialText', /<w:rPr>/, '<w:rPr><w:sz w:val="28"/>'),
  正文宋体: style(['正文字体'], 'OfficialText', /<w:rPr>/, '<w:rPr><w:rFonts w:eastAsia="宋体"/>'),
  一句宋体: {
    ...{ check: 'C14', items: ['正文字体'], part: text },
    change: (xml: string) =>
      xml.replace(/(<w:pStyle w:val="OfficialText"\/>.*?<w:r>)/, '$1<w:rPr><w:rFonts w:eastAsia="宋体"/></w:rPr>'),
  },
  一级标题楷体: style(['一级标题字体'], 'Level1', /黑体/g, '楷体'),
  二级标题黑体: style(['二级标题字体'], 'Level2', /楷体/g, '黑体'),
  三级标题黑体: style(['三四级标题字体'], 'Level3', /<w:rPr>/, '<w:rPr><w:rFonts w:eastAsia="黑体"/>'),
  主题字体: style(
    ['标题字体', '设置了中文字体', '用了主题字体'],
    'OfficialTitle',
    /w:eastAsia="[^"]*"/,
    'w:eastAsiaTheme="majorEastAsia"',
  ),
  页码黑体: inParts(
    'C15',
    ['页码字体'],
    styles,
    /w:styleId="PageOdd">.*?<\/w:style>/su,
    'w:styleId="PageOdd"><w:name w:val="单页码"/><w:basedOn w:val="Normal"/><w:pPr><w:ind w:right="280"/><w:jc w:val="right"/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/><w:sz w:val="28"/></w:rPr></w:style>',
  ),
  页码无线: inParts('C15', ['页码样式'], 'word/footer1.xml', /— | —/gu, ''),
  页码居中: {
    ...{ check: 'C15', items: ['单页码位置'], part: styles },
    change: inStyle('PageOdd', /w:val="right"/, 'w:val="center"'),
  },
  双页居右: {
    ...{ check: 'C15', items: ['双页码位置'], part: styles },
    change: inStyle('PageEven', /<w:ind[^>]*>/, '<w:jc w:val="right"/>'),
  },
  不分单双: inParts('C15', ['双页码位置'], 'word/settings.xml', /<w:evenAndOddHeaders\/>/, ''),
  版记散开: inParts('C16', ['版记位置'], text, /<w:framePr[^>]*>/gu, ''),
  版记之后有字: inParts(
    'C16',
    ['版记位置'],
    text,
    /<w:p><w:pPr><w:pStyle w:val="Last"\/><\/w:pPr><\/w:p>(?=<w:sectPr>)/,
    '<w:p><w:r><w:rPr><w:rFonts w:eastAsia="仿宋"/></w:rPr><w:t>共印50份</w:t></w:r></w:p>',
  ),
  没有印发: inParts('C16', ['版记要素'], text, /<w:p><w:pPr><w:pStyle w:val="Printed"\/>.*?<\/w:p>/su, ''),
  紧急居中: inParts('C23', ['紧急程度位置'], text, /(<w:pStyle w:val="Label"\/>)(?=<\/w:pPr><w:r>)/, '$1<w:jc w:val="center"/>'),
  紧急仿宋: inParts('C23', ['紧急程度位置'], styles, /(w:styleId="Label">.*?)黑体(.*?)黑体(.*?)黑体/su, '$1仿宋$2仿宋$3仿宋'),
  密级无期限: inParts(
    'C23',
    ['紧急程度位置'],
    text,
    /<w:body>/,
    '<w:body><w:p><w:pPr><w:pStyle w:val="Label"/></w:pPr><w:r><w:t>秘密</w:t></w:r></w:p>',
  ),
  紧急在密级前: inParts(
    'C23',
    ['紧急程度位置'],
    text,
    /<w:p><w:pPr><w:pStyle w:val="Label"\/><\/w:pPr><\/w:p>/,
    '<w:p><w:pPr><w:pStyle w:val="Label"/></w:pPr><w:r><w:t>机密★1年</w:t></w:r></w:p>',
  ),
  去掉标识: inParts('C25', ['文档属性标识'], 'docProps/custom.xml', /name="AIGC"/, 'name="作者"'),
  标识不全: inParts('C25', ['文档属性标识'], 'docProps/custom.xml', /Label/, 'Mark'),
} satisfies Readonly<Record<string, OfficialChange>>)

/** The name of a change. */
export type OfficialChangeName = keyof typeof officialChanges

const parts = [
  ...['[Content_Types].xml', '_rels/.rels', 'docProps/core.xml', 'docProps/custom.xml', text, styles, 'word/settings.xml'],
  ...['word/footer1.xml', 'word/footer2.xml', 'word/footer3.xml', 'word/header1.xml', 'word/_rels/document.xml.rels'],
]

/** A Word file with parts of it changed. @throws Error where a change finds nothing to change */
export async function changedOfficial(bytes: Uint8Array, names: readonly OfficialChangeName[]): Promise<Uint8Array> {
  const members = new Map(readZip(bytes, parts, 20_000_000))
  for (const name of names) {
    const { part, change } = officialChanges[name]
    const before = members.get(part)?.toString('utf8') ?? ''
    const after = change(before)
    if (after === before) throw new Error(`${name} changes nothing`)
    members.set(part, Buffer.from(after))
  }
  const pieces: Uint8Array[] = []
  for await (const piece of zipArchive([...members].map(([path, content]) => ({ path, content })))) pieces.push(piece)
  return Buffer.concat(pieces)
}
