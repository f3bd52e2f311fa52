import { describe, expect, it } from 'vitest'
import { docxReader } from './docx.ts'
import { codeOf } from './test-code-of.ts'
import { numberForm } from './number-forms.ts'
import { docxFile, wordParagraph as p, zipFile } from './test-files.ts'
import { wordFile } from './test-hidden-files.ts'
import { jpegHead, pngFile } from './test-image.ts'

async function read(...file: Parameters<typeof docxFile>) {
  const document = await docxReader.read(docxFile(...file), 'a.docx')
  return document.blocks.map((block) => `${block.kind}${block.level ?? ''} ${document.text.slice(block.start, block.end)}`)
}

const style = (id: string, name: string, inside = '') =>
  `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/>${inside}</w:style>`
const styled = (id: string) => `<w:pStyle w:val="${id}"/>`
const listed = (id: number, level = 0) => `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${id}"/></w:numPr>`
const level = (at: number, format: string, text: string, more = '') =>
  `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${text}"/></w:lvl>`
const cell = (text: string, properties = '') => `<w:tc><w:tcPr>${properties}</w:tcPr>${p(text)}</w:tc>`
const table = (...rows: readonly (readonly string[])[]) =>
  `<w:tbl>${rows.map((row) => `<w:tr>${row.join('')}</w:tr>`).join('')}</w:tbl>`

describe('docxReader', () => {
  it('knows headings by name, by outline level and through the style they are based on', async () => {
    const styles =
      style('1', 'heading 1') +
      style('a', 'Title') +
      style('x', '条标题', '<w:basedOn w:val="y"/>') +
      style('y', '节', '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>')
    expect(
      await read(
        p('题', styled('a')) + p('甲', styled('1')) + p('乙', styled('x')) + p('丙', '<w:outlineLvl w:val="1"/>') + p('丁'),
        { styles },
      ),
    ).toEqual(['heading1 题', 'heading1 甲', 'heading3 乙', 'heading2 丙', 'paragraph 丁'])
  })

  it('counts clauses the way Word prints them', async () => {
    const numbering =
      `<w:abstractNum w:abstractNumId="0">${level(0, 'chineseCountingThousand', '第%1条')}${level(1, 'chineseCountingThousand', '（%2）')}</w:abstractNum>` +
      `<w:abstractNum w:abstractNumId="1">${level(0, 'decimal', '%1')}${level(1, 'decimal', '%1.%2')}</w:abstractNum>` +
      '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>' +
      '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
    const body = [
      p('甲', listed(1)),
      p('子', listed(1, 1)),
      p('丑', listed(1, 1)),
      p('乙', listed(1)),
      p('寅', listed(1, 1)),
      p('x', listed(2)),
      p('y', listed(2, 1)),
      p('z', listed(3)),
      p('无', listed(0)),
    ]
    expect(await read(body.join(''), { numbering })).toEqual([
      'paragraph 第一条 甲',
      'item （一） 子',
      'item （二） 丑',
      'paragraph 第二条 乙',
      'item （一） 寅',
      'item 1 x',
      'item 1.1 y',
      'item 7 z',
      'paragraph 无',
    ])
  })

  it('numbers headings whose style carries the list', async () => {
    const numbering = `<w:abstractNum w:abstractNumId="0">${level(0, 'decimal', '%1', '<w:pStyle w:val="1"/>')}${level(1, 'decimal', '%1.%2', '<w:pStyle w:val="2"/>')}</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>`
    const carries = '<w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr>'
    const styles = style('1', 'heading 1', carries) + style('2', 'heading 2', carries)
    expect(await read(p('范围', styled('1')) + p('适用', styled('2')) + p('要求', styled('2')), { styles, numbering })).toEqual([
      'heading1 1 范围',
      'heading2 1.1 适用',
      'heading2 1.2 要求',
    ])
  })

  it('reads tables with merged cells as rows', async () => {
    const rows = table(
      [cell('机型'), cell('压力', '<w:gridSpan w:val="2"/>')],
      [cell(''), cell('最低'), cell('最高')],
      [cell('HX-630', '<w:vMerge w:val="restart"/>'), cell('6.8'), cell('7.2')],
      [cell('', '<w:vMerge/>'), cell('5.0'), cell('5.5')],
    )
    expect(await read(rows)).toEqual([
      'row 机型：HX-630；压力 / 最低：6.8；压力 / 最高：7.2',
      'row 机型：HX-630；压力 / 最低：5.0；压力 / 最高：5.5',
    ])
  })

  it('reads a frame of one column as paragraphs', async () => {
    expect(await read(table([cell('甲')], [cell('乙')]))).toEqual(['paragraph 甲', 'paragraph 乙'])
  })

  it('takes tracked changes as accepted, and leaves out hidden text, field codes and contents', async () => {
    const run = (text: string, properties = '') => `<w:r><w:rPr>${properties}</w:rPr><w:t>${text}</w:t></w:r>`
    const body =
      `<w:p>${run('甲')}<w:del>${'<w:r><w:delText>删</w:delText></w:r>'}</w:del><w:ins>${run('增')}</w:ins>${run('隐', '<w:vanish/>')}${run('显', '<w:vanish w:val="0"/>')}<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>` +
      p('第一章 总则 1', styled('t'))
    expect(await read(body, { styles: style('t', 'toc 1') })).toEqual(['paragraph 甲增显'])
  })

  it('reads a text box once, and footnotes at the end', async () => {
    const box = `<mc:AlternateContent><mc:Choice><w:txbxContent>${p('框')}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>${p('框')}</w:txbxContent></mc:Fallback></mc:AlternateContent>`
    expect(
      await read(`<w:p><w:r><w:t>正文</w:t>${box}</w:r></w:p>`, { footnotes: `<w:footnote>${p('注')}</w:footnote>` }),
    ).toEqual(['paragraph 框', 'paragraph 正文', 'paragraph 注'])
  })

  it('keeps white letters that stand on a colour', async () => {
    const white = (text: string, more = '') => `<w:r><w:rPr><w:color w:val="FFFFFF"/>${more}</w:rPr><w:t>${text}</w:t></w:r>`
    const shade = '<w:shd w:val="clear" w:fill="1F4E79"/>'
    const rows = (properties: string, cellProperties = '') =>
      `<w:tbl>${properties}<w:tr><w:tc><w:tcPr>${cellProperties}</w:tcPr><w:p>${white('甲')}</w:p></w:tc><w:tc><w:tcPr>${cellProperties}</w:tcPr><w:p>${white('乙')}</w:p></w:tc></w:tr><w:tr>${cell('a')}${cell('b')}</w:tr></w:tbl>`
    const styles = `<w:style w:type="table" w:styleId="T"><w:name w:val="grid"/><w:tblStylePr w:type="firstRow"><w:tcPr>${shade}</w:tcPr></w:tblStylePr></w:style>`
    const box = `<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p>${white('框')}</w:p></w:txbxContent></mc:Choice></mc:AlternateContent></w:r></w:p>`
    const body = [
      `<w:p><w:pPr>${shade}</w:pPr>${white('段')}</w:p>`,
      `<w:p>${white('字', shade)}${white('亮', '<w:highlight w:val="red"/>')}</w:p>`,
      rows('', shade),
      rows('<w:tblPr><w:tblStyle w:val="T"/></w:tblPr>'),
      box,
    ]
    expect(await read(body.join(''), { styles })).toEqual([
      'paragraph 段',
      'paragraph 字亮',
      'row 甲：a；乙：b',
      'row 甲：a；乙：b',
      'paragraph 框',
    ])
  })

  it('keeps the cells of a table inside a cell, of a row that begins late, and of merged rows', async () => {
    const inner = table([cell('子一'), cell('子二')], [cell('子三'), cell('子四')])
    const late = `<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>${cell('晚')}</w:tr>`
    const rows = table(
      [cell('部位'), cell('方法')],
      [cell('主轴', '<w:vMerge w:val="restart"/>'), `<w:tc>${p('见下')}${inner}</w:tc>`],
      [cell('', '<w:vMerge/>'), cell('润滑')],
    )
    const lines = await read(rows.replace(/<\/w:tbl>$/, `${late}</w:tbl>`))
    expect(lines).toEqual(['row 部位：主轴；方法：见下 子一 子二 子三 子四', 'row 部位：主轴；方法：润滑', 'row 方法：晚'])
  })

  it('keeps pictures behind the block or the row they stand in', async () => {
    const picture = (at: number, descr = '') =>
      `<w:r><w:drawing><wp:docPr id="1" descr="${descr}"/><a:blip r:embed="rId${at}"/></w:drawing></w:r>`
    const step = (text: string, at: number) => `<w:tr>${cell(text)}<w:tc><w:p>${picture(at)}</w:p></w:tc></w:tr>`
    const body = `${p('甲')}<w:p>${picture(0, '端子图')}</w:p>${p('乙')}<w:tbl><w:tr>${cell('步骤')}${cell('图')}</w:tr>${step('断电', 1)}${step('挂牌', 0)}</w:tbl>`
    const { text, figures } = await docxReader.read(
      wordFile(body, { 'media/a.png': pngFile(50, 50), 'media/b.jpeg': jpegHead(640, 480) }),
      'a.docx',
    )
    expect(text).toBe('甲\n乙\n步骤：断电\n步骤：挂牌')
    expect(figures?.map(({ at, mediaType, caption }) => [text.slice(0, at).split('\n').at(-1), mediaType, caption])).toEqual([
      ['甲', 'image/png', '端子图'],
      ['步骤：断电', 'image/jpeg', undefined],
      ['步骤：挂牌', 'image/png', undefined],
    ])
  })

  it('leaves out phonetic guides', async () => {
    const ruby = (guide: string, base: string) =>
      `<w:r><w:ruby><w:rt><w:r><w:t>${guide}</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>${base}</w:t></w:r></w:rubyBase></w:ruby></w:r>`
    expect(await read(`<w:p>${ruby('zhǔ', '主')}${ruby('zhóu', '轴')}</w:p>`)).toEqual(['paragraph 主轴'])
  })

  it('starts a paragraph where a line break stands before a number', async () => {
    expect(await read('<w:p><w:r><w:t>如下：</w:t><w:br/><w:t>一、甲</w:t><w:br/><w:t>续</w:t></w:r></w:p>')).toEqual([
      'paragraph 如下：',
      'paragraph 一、甲续',
    ])
  })

  it.each([
    ['an archive that is no document', zipFile([{ name: 'a.txt', content: 'x' }])],
    ['broken XML', docxFile('<w:p><w:r>')],
    ['an entity bomb', zipFile([{ name: 'word/document.xml', content: '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>' }])],
    ['bytes that are no archive', Buffer.from('PK')],
  ])('refuses %s', async (_, bytes) => expect(await codeOf(docxReader.read(bytes, 'a.docx'))).toBe('FILE_UNREADABLE'))

  it('survives lists that point nowhere and styles based on themselves', async () => {
    expect(
      await read(p('甲', listed(99)) + p('乙', styled('s')), {
        styles: style('s', 'x', '<w:basedOn w:val="s"/>'),
        numbering: '<w:num w:numId="99"/>',
      }),
    ).toEqual(['paragraph 甲', 'paragraph 乙'])
  })
})

describe('numberForm', () => {
  it.each([
    [10, 'chineseCounting', '十'],
    [12, 'chineseCountingThousand', '十二'],
    [20, 'chineseCounting', '二十'],
    [105, 'chineseCounting', '一百零五'],
    [110, 'chineseCounting', '一百一十'],
    [1005, 'chineseCounting', '一千零五'],
    [3, 'chineseLegalSimplified', '叁'],
    [4, 'lowerRoman', 'iv'],
    [27, 'upperLetter', 'AA'],
    [2, 'decimalEnclosedCircle', '②'],
    [11, 'ideographTraditional', '甲'],
    [7, 'decimalZero', '07'],
    [12, 'decimalFullWidth', '１２'],
    [105, 'ideographDigital', '一〇五'],
    [3, 'bullet', ''],
    [5, 'someFutureFormat', '5'],
    [0, 'upperLetter', '0'],
  ])('%i as %s is %s', (value, format, text) => expect(numberForm(value, format)).toBe(text))
})
