import { describe, expect, it } from 'vitest'
import { cellFormat, formatNumber } from './cell-format.ts'
import { codeOf } from './test-code-of.ts'
import { sheetData, xlsxFile, zipFile } from './test-files.ts'
import { xlsxReader } from './xlsx.ts'

async function read(...file: Parameters<typeof xlsxFile>) {
  const document = await xlsxReader.read(xlsxFile(...file), 'a.xlsx')
  return { ...document, lines: document.blocks.map((block) => `${block.kind} ${document.text.slice(block.start, block.end)}`) }
}

describe('xlsxReader', () => {
  it('reads shared, inline and formula texts, numbers, dates and truth values', async () => {
    const styles =
      '<numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="171" formatCode="000000"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="10"/></cellXfs>'
    const head = ['编号', '日期', '月份', '比例', '合格', '数量', '说明']
      .map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`)
      .join('')
    const row =
      '<c s="3"><v>123</v></c><c s="1"><v>45292</v></c><c s="2"><v>45292.5</v></c><c s="4"><v>0.125</v></c><c t="b"><v>1</v></c><c><v>0.30000000000000004</v></c><c t="s"><v>0</v></c>'
    const { lines } = await read(
      [{ name: 'Sheet1', xml: `<sheetData><row>${head}</row><row>${row}</row></sheetData>` }],
      ['<r><t>停</t></r><r><t>机_x000D_</t></r><rPh><t>ting</t></rPh>'],
      styles,
    )
    expect(lines).toEqual([
      'row 编号：000123；日期：2024-01-01；月份：2024-01-01 12:00；比例：12.5%；合格：TRUE；数量：0.3；说明：停机',
    ])
  })

  it('finds the head below a title and fills merged cells', async () => {
    const data = sheetData([
      ['点检标准表', '', ''],
      ['机型', '部位', '标准'],
      ['HX-630', '液压', '6.8'],
      ['', '润滑', '0.6'],
      ['以下作废', '', ''],
    ])
    const merges = '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A3:A4"/><mergeCell ref="A5:C5"/></mergeCells>'
    const { lines } = await read([{ name: 'Sheet1', xml: data + merges }])
    expect(lines).toEqual([
      'paragraph 点检标准表',
      'row 机型：HX-630；部位：液压；标准：6.8',
      'row 机型：HX-630；部位：润滑；标准：0.6',
      'paragraph 以下作废',
    ])
  })

  it('joins heads of two rows', async () => {
    const data = sheetData([
      ['机型', '压力', ''],
      ['', '最低', '最高'],
      ['HX-630', 6.8, 7.2],
    ])
    const { lines } = await read([
      { name: 'Sheet1', xml: `${data}<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/></mergeCells>` },
    ])
    expect(lines).toEqual(['row 机型：HX-630；压力 最低：6.8；压力 最高：7.2'])
  })

  it('names sheets, skips hidden ones and says so', async () => {
    const xml = (text: string) =>
      sheetData([
        ['甲', '乙'],
        [text, 'x'],
      ])
    const { lines, warnings } = await read([
      { name: '收费', xml: xml('1a') },
      { name: '机密', xml: xml('no'), hidden: true },
      { name: '时限', xml: xml('2a') },
    ])
    expect(lines).toEqual(['heading 收费', 'row 甲：1a；乙：x', 'heading 时限', 'row 甲：2a；乙：x'])
    expect(warnings[0]?.zh).toContain('机密')
  })

  it('ignores the size a sheet declares, empty rows and far cells', async () => {
    const far = `<dimension ref="A1:XFD1048576"/>${sheetData([
      ['甲', '乙'],
      ['1x', '2x'],
    ]).replace('</sheetData>', '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>远</t></is></c></row></sheetData>')}`
    const { text } = await read([{ name: 'Sheet1', xml: `${far}<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>` }])
    expect(text.length).toBeLessThan(500)
    expect(text).toContain('远')
  })

  it('says when formulas hold no result', async () => {
    const { warnings } = await read([
      { name: 'Sheet1', xml: '<sheetData><row><c t="inlineStr"><is><t>甲</t></is></c><c><f>1+1</f></c></row></sheetData>' },
    ])
    expect(warnings[0]?.en).toContain('1 formula')
  })

  it('refuses more cells than it can hold', async () => {
    const row = `<row>${'<c><v>1</v></c>'.repeat(200)}</row>`
    expect(await codeOf(read([{ name: 'Sheet1', xml: `<sheetData>${row.repeat(10_010)}</sheetData>` }]))).toMatch(
      /^FILE_(?:TOO_LARGE|UNPACKS_TOO_LARGE)$/,
    )
  })

  it.each([
    ['an archive without a workbook', zipFile([{ name: 'xl/x', content: '' }])],
    ['broken XML', xlsxFile([{ name: 'a', xml: '<sheetData><row>' }])],
  ])('refuses %s', async (_, bytes) => expect(await codeOf(xlsxReader.read(bytes, 'a.xlsx'))).toBe('FILE_UNREADABLE'))
})

describe('formatNumber', () => {
  it.each([
    [14, undefined, '1', '1900-01-01'],
    [14, undefined, '59', '1900-02-28'],
    [14, undefined, '61', '1900-03-01'],
    [22, undefined, '45292.354166666664', '2024-01-01 08:30'],
    [164, 'h:mm', '0.5', '12:00'],
    [164, '[Red]0.00', '1.5', '1.5'],
    [164, '0.00"day"', '2', '2'],
    [164, '[h]:mm', '0.25', '06:00'],
    [0, undefined, '1E+3', '1000'],
    [0, undefined, 'x', 'x'],
    [14, undefined, '-1', '-1'],
  ])('format %i %s of %s is %s', (id, code, raw, text) => expect(formatNumber(raw, cellFormat(id, code), false)).toBe(text))

  it('counts from 1904 where the workbook does', () => expect(formatNumber('0', { kind: 'date' }, true)).toBe('1904-01-01'))
})
