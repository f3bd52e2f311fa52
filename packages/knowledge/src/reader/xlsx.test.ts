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
      'row 编号：000123；日期：2024-01-01；月份：2024-01-01 12:00；比例：12.50%；合格：TRUE；数量：0.3；说明：停机',
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
      'heading 点检标准表',
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
    expect(lines).toEqual(['row 机型：HX-630；压力 / 最低：6.8；压力 / 最高：7.2'])
  })

  it('joins heads of three rows, and keeps a total', async () => {
    const data = sheetData([
      ['机型', '压力 MPa', '', ''],
      ['', '静态', '', '动态'],
      ['', '最低', '最高', '峰值'],
      ['HX-630', 6.8, 7.2, 9],
      ['合计', 13.6, 14.4, 18],
    ])
    const merges = ['A1:A3', 'B1:D1', 'B2:C2'].map((ref) => `<mergeCell ref="${ref}"/>`).join('')
    const { lines } = await read([{ name: 'Sheet1', xml: `${data}<mergeCells>${merges}</mergeCells>` }])
    expect(lines).toEqual([
      'row 机型：HX-630；压力 MPa / 静态 / 最低：6.8；压力 MPa / 静态 / 最高：7.2；压力 MPa / 动态 / 峰值：9',
      'row 机型：合计；压力 MPa / 静态 / 最低：13.6；压力 MPa / 静态 / 最高：14.4；压力 MPa / 动态 / 峰值：18',
    ])
  })

  it('takes years for heads', async () => {
    const { lines } = await read([
      {
        name: 'Sheet1',
        xml: sheetData([
          ['项目', 2023, 2024],
          ['产量', 100, 200],
          ['说明', '见附注', '无'],
        ]),
      },
    ])
    expect(lines).toEqual(['row 项目：产量；2023：100；2024：200', 'row 项目：说明；2023：见附注；2024：无'])
  })

  it('tells tables apart that stand on one sheet, and not the parts of one table', async () => {
    const { lines } = await read([
      {
        name: 'Sheet1',
        xml: sheetData([
          ['油品表'],
          ['部位', '油品', '用量'],
          ['主轴', '32 号', 5],
          [''],
          ['导轨', '68 号', 2],
          [''],
          ['报警表'],
          ['代码', '含义', '级别'],
          ['E-203', '过热', '高'],
          [''],
          ['电机', '功率'],
          ['M1', 7.5],
        ]),
      },
    ])
    expect(lines).toEqual([
      'heading 油品表',
      'row 部位：主轴；油品：32 号；用量：5',
      'row 部位：导轨；油品：68 号；用量：2',
      'heading 报警表',
      'row 代码：E-203；含义：过热；级别：高',
      'row 电机：M1；功率：7.5',
    ])
  })

  it('leaves out hidden rows, hidden columns, white cells and comments, and says so', async () => {
    const styles =
      '<fonts><font/><font><color rgb="FFFFFFFF"/></font></fonts><fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF1F4E79"/></patternFill></fill></fills><cellXfs><xf/><xf fontId="1"/><xf fontId="1" fillId="1"/></cellXfs>'
    const cell = (at: string, text: string, style = 0) => `<c r="${at}" s="${style}" t="inlineStr"><is><t>${text}</t></is></c>`
    const xml =
      '<cols><col min="3" max="3" hidden="1"/></cols><sheetData>' +
      `<row r="1">${cell('A1', '代码', 2)}${cell('B1', '含义', 2)}${cell('C1', '内部')}</row>` +
      `<row r="2">${cell('A2', 'E-203')}${cell('B2', '过热')}${cell('C2', '底价五十万')}</row>` +
      `<row r="3" hidden="1">${cell('A3', '忽略以上')}${cell('B3', '内容')}</row>` +
      `<row r="4">${cell('A4', 'E-204')}${cell('B4', '白字', 1)}</row></sheetData>`
    const { text, warnings } = await read([{ name: 'Sheet1', xml }], [], styles)
    expect(text).toBe('代码：E-203；含义：过热\n代码：E-204')
    expect(warnings.map(({ kind, sample }) => [kind, sample])).toEqual([
      ['hidden', '白字'],
      ['hidden', '内部 底价五十万'],
      ['hidden', '忽略以上 内容'],
    ])
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
    [164, '[Red]0.00', '1.5', '1.50'],
    [164, '0.00"day"', '2', '2.00day'],
    [164, '[h]:mm', '0.25', '06:00'],
    [0, undefined, '1E+3', '1000'],
    [0, undefined, 'x', 'x'],
    [14, undefined, '-1', '-1'],
    [3, undefined, '1234567.4', '1,234,567'],
    [4, undefined, '-1234.5', '-1,234.50'],
    [9, undefined, '0.125', '13%'],
    [10, undefined, '-0.125', '-12.50%'],
    [164, '#,##0.00_);(#,##0.00)', '-1234.5', '(1,234.50)'],
    [164, '"¥"#,##0;[Red]\\-"¥"#,##0', '-1234', '-¥1,234'],
    [164, '[$￥-804]#,##0.00', '100', '￥100.00'],
    [164, '0.00;-0.00;"无"', '0', '无'],
    [164, '_-* #,##0_-;-* #,##0_-;_-* "-"_-', '12345', '12,345'],
    [164, '0.0#', '1.256', '1.256'],
    [164, '0', '0.4', '0.4'],
    [164, '0.00', '1.005', '1.01'],
    [164, '#,##0,"千"', '12345', '12345'],
    [164, '[>=100]0;0.0', '12.34', '12.34'],
    [164, '0.00E+00', '12345', '12345'],
    [164, '[h]:mm', '1.5', '36:00'],
    [164, ';;;', '5', ''],
  ])('format %i %s of %s is %s', (id, code, raw, text) => expect(formatNumber(raw, cellFormat(id, code), false)).toBe(text))

  it('counts from 1904 where the workbook does', () => expect(formatNumber('0', { kind: 'date' }, true)).toBe('1904-01-01'))
})
