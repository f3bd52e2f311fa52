import { describe, expect, it } from 'vitest'
import { codeOf } from './test-code-of.ts'
import { pdfReader } from './pdf.ts'
import { chineseLine, latinLine, pdfFile } from './test-files.ts'
import { tidyLine } from './tidy-line.ts'

async function read(pages: readonly string[]) {
  const document = await pdfReader.read(pdfFile(pages), 'a.pdf')
  return {
    ...document,
    lines: document.blocks.map(
      (block) => `${block.kind}${block.level ?? ''}@${block.page} ${document.text.slice(block.start, block.end)}`,
    ),
  }
}

const full = '主轴前轴承温度超过六十摄氏度时应当立即停机并且检查润滑油气的供给压力'
/** Lines of running text, one below the other. */
const lines = (texts: readonly string[], top: number, x = 72): string =>
  texts.map((text, at) => chineseLine(text, x, top - at * 20)).join('')
const box = (x: number, y: number, width: number, height: number): string => `${x} ${y} ${width} ${height} re S\n`

describe('pdfReader', () => {
  it('reads Chinese set in a font that is not embedded, by its predefined map', async () => {
    expect((await read([chineseLine('主轴过热处理规程', 72, 700)])).text).toBe('主轴过热处理规程')
  })

  it('joins the lines of a paragraph and keeps clauses apart', async () => {
    const { lines: blocks } = await read([
      lines([full, `${full.slice(0, 12)}。`, `第八条　${full.slice(4)}`, '短。', '一、检查', '3.5 mm以下的间隙应重新调整'], 700),
    ])
    expect(blocks.slice(0, 3)).toEqual([
      `paragraph@1 ${full}${full.slice(0, 12)}。`,
      `paragraph@1 第八条 ${full.slice(4)}短。`,
      'paragraph@1 一、检查',
    ])
    expect(blocks[3]).toContain('3.5 mm以下')
  })

  it('starts a paragraph at an indented line', async () => {
    const { lines: blocks } = await read([lines([full, full], 700) + chineseLine(full.slice(2), 96, 660) + lines([full], 640)])
    expect(blocks).toEqual([`paragraph@1 ${full}${full}`, `paragraph@1 ${full.slice(2)}${full}`])
  })

  it('goes on with a paragraph on the next page, which stays on the page where it begins', async () => {
    const { lines: blocks, pages } = await read([lines([full, full], 120), lines([`${full.slice(0, 9)}。`], 760)])
    expect(blocks).toEqual([`paragraph@1 ${full}${full}${full.slice(0, 9)}。`])
    expect(pages).toBe(2)
  })

  it('drops running heads and page numbers, and keeps what only looks like them', async () => {
    const page = (number: number): string =>
      chineseLine('维护手册', 250, 810, 9) +
      latinLine(`- ${number} -`, 290, 30, 9) +
      lines([`第${number}段${full.slice(0, 15)}。`, `${number}`], 600)
    const { text } = await read([1, 2, 3, 4].map(page))
    expect(text).not.toContain('维护手册')
    expect(text).not.toContain('- 2 -')
    expect(text.split('\n').map((line) => line.slice(0, 3))).toEqual(['第1段', '第2段', '第3段', '第4段'])
  })

  it('knows headings by their number and by their size', async () => {
    const { lines: blocks } = await read([
      chineseLine('维护手册', 200, 780, 22) +
        chineseLine('第一章　安全', 72, 740) +
        chineseLine('3.2.1 压力调整', 72, 710) +
        lines([full, full, full], 680),
    ])
    expect(blocks.slice(0, 3)).toEqual(['heading1@1 维护手册', 'heading2@1 第一章 安全', 'heading3@1 3.2.1 压力调整'])
  })

  it('reads a ruled table as rows, with merged and wrapped cells', async () => {
    const columns = [72, 172, 322]
    let page = box(72, 600, 400, 120)
    for (const y of [640, 680]) page += `72 ${y} m 472 ${y} l S\n`
    for (const x of columns.slice(1)) page += `${x} 600 m ${x} 720 l S\n`
    const rows = [
      ['代号', '对象', '整定值'],
      ['QF1', '主断路器', '125A'],
    ]
    rows.forEach((row, at) =>
      row.forEach((text, column) => (page += chineseLine(text, (columns[column] ?? 0) + 6, 695 - at * 40))),
    )
    page +=
      chineseLine('QF2', 78, 615) +
      chineseLine('液压泵电机与低压冷却泵', 178, 622) +
      chineseLine('电机', 178, 606) +
      chineseLine('16A', 328, 615)
    const { lines: blocks } = await read([lines(['见下表。'], 760) + page + lines(['表后的说明。'], 560)])
    expect(blocks).toEqual([
      'paragraph@1 见下表。',
      'row@1 代号：QF1；对象：主断路器；整定值：125A',
      'row@1 代号：QF2；对象：液压泵电机与低压冷却泵电机；整定值：16A',
      'paragraph@1 表后的说明。',
    ])
  })

  it('does not take a frame around the page for a table', async () => {
    const { lines: blocks } = await read([
      box(20, 20, 555, 800) + lines(['一　甲', '二　乙'], 700) + latinLine('a', 300, 700) + latinLine('b', 300, 680),
    ])
    expect(blocks.every((block) => block.startsWith('paragraph'))).toBe(true)
  })

  it('reads two columns one after the other', async () => {
    const column = (x: number, mark: string): string =>
      lines(
        Array.from({ length: 14 }, (_, at) => `${mark}${String.fromCharCode(0x4e00 + at)}${full.slice(0, 16)}`),
        740,
        x,
      )
    const { text } = await read([column(60, '左') + column(310, '右')])
    expect(text.indexOf('右一')).toBeGreaterThan(text.lastIndexOf('左'))
  })

  it('cuts a hyphen at the end of a line, not within one', async () => {
    const page =
      latinLine('The maintenance of a high-pressure pump needs careful lubri-', 72, 700) +
      latinLine('cation of the shaft.', 72, 686)
    expect((await read([page])).text).toBe('The maintenance of a high-pressure pump needs careful lubrication of the shaft.')
  })

  it('drops entries of a table of contents', async () => {
    const { text } = await read([
      chineseLine('目　录', 250, 780) +
        latinLine('1 Safety ................ 3', 72, 740) +
        latinLine('2 Drive ................ 5', 72, 720) +
        lines([full], 600),
    ])
    expect(text).toBe(full)
  })

  it('says which pages have no text', async () => {
    const drawn = Array.from({ length: 20 }, (_, at) => box(100, 100 + at * 20, 50, 10)).join('')
    const { warnings } = await read([chineseLine('主轴', 72, 700), drawn, drawn, '', chineseLine('液压', 72, 700), drawn])
    expect(warnings).toEqual([
      {
        zh: '第 2–3、6 页（共 3 页）没有文字（可能是扫描件或图片），未读取',
        en: 'Page 2–3, 6 (3 pages) has no text (it may be a scan) and was not read',
        kind: 'not-read',
        page: 2,
        count: 3,
      },
    ])
  })

  it('reports text whose fonts do not tell its characters', async () => {
    const rubbish = `BT /F3 12 Tf 72 700 Td (hdjfkgitkeufnvbghrutyeoapqlskdjfhg) Tj ET\n`
    expect(await codeOf(read([rubbish]))).toBe('FILE_TEXT_UNMAPPED')
    expect(
      (
        await read([
          rubbish +
            lines(
              Array.from({ length: 20 }, () => full),
              650,
            ),
        ])
      ).warnings,
    ).toHaveLength(1)
  })

  it('asks for the password to be removed', async () => {
    const locked =
      '/ID [<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <' +
      '41'.repeat(32) +
      '> /U <' +
      '42'.repeat(32) +
      '> >>'
    expect(await codeOf(pdfReader.read(pdfFile([chineseLine('密', 72, 700)], locked), 'a.pdf'))).toBe('FILE_ENCRYPTED')
  })

  it('says that a scan holds no text', async () => expect(await codeOf(read([box(0, 0, 100, 100)]))).toBe('FILE_HAS_NO_TEXT'))

  it('gives a clean outcome wherever the file is cut', async () => {
    const whole = pdfFile([lines([full, full], 700)])
    for (let at = 1; at < 20; at++) {
      const cut = whole.subarray(0, Math.floor((whole.length * at) / 20))
      const outcome = await pdfReader.read(cut, 'a.pdf').then(
        (document) => document.text,
        (error: unknown) => error,
      )
      expect(typeof outcome === 'string' || outcome).toSatisfy(
        (value: unknown) => value === true || /FILE_(?:UNREADABLE|HAS_NO_TEXT)/.test(Object(value).code),
      )
    }
  })
})

describe('tidyLine', () => {
  it.each([
    [['数 据 类 型'], '数据类型'],
    [['JT / T 808—2011 中 8. 8 定义'], 'JT/T 808—2011 中 8.8 定义'],
    [['目', '次'], '目次'],
    [['第八条 为了加强管理'], '第八条 为了加强管理'],
    [['一 总则'], '一 总则'],
    [['编制单位', '版本'], '编制单位　版本'],
    [['1. 2 kg'], '1. 2 kg'],
    [['见 PLC 手册'], '见 PLC 手册'],
  ])('%j', (parts, line) => expect(tidyLine(parts)).toBe(line))
})
