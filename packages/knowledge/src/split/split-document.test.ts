import { describe, expect, it } from 'vitest'
import { markdownReader } from '../reader/markdown.ts'
import { plainTextReader } from '../reader/plain-text.ts'
import { splitDocument, type SplitOptions, type SplitPassage } from './split-document.ts'

async function split(text: string, name = 'a.txt', options?: SplitOptions): Promise<SplitPassage[]> {
  const reader = name.endsWith('.md') ? markdownReader : plainTextReader
  return splitDocument(await reader.read(new TextEncoder().encode(text), name), options)
}
const locators = (passages: readonly SplitPassage[]): string[] => passages.map(({ locator }) => locator)

describe('splitDocument: statutes', () => {
  it('cuts at 第X条 and 第X条之一, with the chapters in the path', async () => {
    const passages = await split(
      '养犬管理办法\n第一章　总则\n第一条　为了规范养犬行为，制定本办法。\n第二条　本办法适用于本市。\n第二章　登记\n第三条　养犬人应当登记。\n第三条之一　登记按年签注。\n第四条　登记免费。',
    )
    expect(
      passages.filter(({ kind }) => kind === 'article').map(({ locator, path, text }) => [locator, path.at(-1), text]),
    ).toEqual([
      ['第一条', '第一章　总则', '第一条　为了规范养犬行为，制定本办法。'],
      ['第二条', '第一章　总则', '第二条　本办法适用于本市。'],
      ['第三条', '第二章　登记', '第三条　养犬人应当登记。'],
      ['第三条之一', '第二章　登记', '第三条之一　登记按年签注。'],
      ['第四条', '第二章　登记', '第四条　登记免费。'],
    ])
  })

  it('keeps the paragraphs and items of an article together', async () => {
    const passages = await split(
      '第七条　申请人应当符合下列条件：\n（一）在本市就业；\n（二）缴纳社会保险满六个月；\n（三）无自有住房。\n前款所称就业，是指签订一年以上劳动合同。\n第八条　标准如下。',
    )
    expect(passages.map(({ text }) => text)).toEqual([
      '第七条　申请人应当符合下列条件：\n（一）在本市就业；\n（二）缴纳社会保险满六个月；\n（三）无自有住房。\n前款所称就业，是指签订一年以上劳动合同。',
      '第八条　标准如下。',
    ])
  })

  it.each([
    '第三条规定的情形除外，依照前款办理。',
    '第十二条第二款所称主管部门，是指公安机关。',
    '第三条、第四条规定的期限，自受理之日起计算。',
    '第五条至第七条的规定，适用于本条。',
    '第九条中所称近亲属，包括配偶。',
    '第一百二十条之一规定的犯罪，从其规定。',
  ])('does not cut at a reference that opens a line: %s', async (line) => {
    const passages = await split(`第一条　有下列情形的，不予登记：\n${line}\n第二条　其他。`)
    expect(locators(passages)).toEqual(['第一条', '第二条'])
    expect(passages[0]!.text).toContain(line)
  })

  it('takes articles that Markdown marks as headings', async () => {
    const passages = await split(
      '# 办法\n\n## 第一章 总则\n\n### 第一条\n\n为了规范，制定本办法。\n\n### 第二条 适用\n\n适用于本市。\n',
      'a.md',
    )
    expect(passages.map(({ locator, kind, path }) => [locator, kind, path])).toEqual([
      ['第一条', 'article', ['办法', '第一章 总则', '第一条']],
      ['第二条', 'article', ['办法', '第一章 总则', '第二条 适用']],
    ])
  })
})

describe('splitDocument: manuals', () => {
  it('cuts at numbered headings and names the number', async () => {
    const passages = await split(
      '# HX-630 手册\n\n## 3 主轴\n\n### 3.1 润滑\n\n每 2000 h 换油一次。\n\n### 3.2 间隙\n\n3.5 mm以下的间隙应重新调整。\n\n11.5.14.2的试验适用于新机。\n',
      'a.md',
    )
    expect(passages.map(({ locator, kind, path, text }) => [locator, kind, path.slice(1), text])).toEqual([
      ['3.1', 'section', ['3 主轴', '3.1 润滑'], '3.1 润滑\n每 2000 h 换油一次。'],
      ['3.2', 'section', ['3 主轴', '3.2 间隙'], '3.2 间隙\n3.5 mm以下的间隙应重新调整。\n11.5.14.2的试验适用于新机。'],
    ])
  })

  it.each([
    '3.5 mm以下的间隙应重新调整',
    '24 小时值守',
    '5 MPa 以上停机',
    '10 个工作日内办结',
    '3 月底前完成',
    '0.5 ℃ 以内',
    '2024 年工作要点',
    '12 V 电源',
    '1.5 万元以下',
  ])('does not cut a text file at %s', async (line) => {
    const passages = await split(`1 调整\n按下面的步骤调整。\n${line}\n调整后复检。`)
    expect(locators(passages)).toEqual(['1'])
  })

  it('takes the number of an English heading, not its first letter for a unit', async () => {
    const passages = await split(
      '# Quick reference\n\n## 3 Alarms you may see\n\nE-203 means low pressure.\n\n## 4 Voltage\n\nThree phases.\n\n## Who to call\n\nExtension 8001.\n',
      'a.md',
    )
    expect(locators(passages)).toEqual(['3', '4', 'Who to call'])
    expect(passages[0]!.path).toEqual(['Quick reference', '3 Alarms you may see'])
  })

  it('reads the headings of a text file by their form', async () => {
    const passages = await split(
      '交接班要点\n一、交接内容\n设备状态应当逐项交接。\n二、记录\n2.1 未完的工单\n写明工单号和下一步。\n2.2 备件\n写明缺什么。',
    )
    expect(passages.map(({ locator, path }) => [locator, path])).toEqual([
      ['交接班要点', []],
      ['一、交接内容', ['一、交接内容']],
      ['二、记录', ['二、记录']],
      ['2.1', ['二、记录', '2.1 未完的工单']],
      ['2.2', ['二、记录', '2.2 备件']],
    ])
  })

  it('cuts running text into pieces near the target, at paragraphs', async () => {
    const paragraph = `${'机床应当保持清洁，'.repeat(20)}每班擦拭。`
    const passages = await split(Array.from({ length: 20 }, () => paragraph).join('\n'), 'a.txt', { target: 500 })
    expect(passages.length).toBeGreaterThan(5)
    for (const { text } of passages) expect(text.length).toBeLessThanOrEqual(500)
  })
})

describe('splitDocument: questions and tables', () => {
  it('cuts a list of questions at each question', async () => {
    const passages = await split(
      '问：居住证丢了怎么办？\n答：到窗口补办，收费20元。\n问：要带什么？\n答：带身份证。\nQ3: How long does it take?\nA: Ten days.',
    )
    expect(passages.map(({ kind, locator, text }) => [kind, locator, text])).toEqual([
      ['question', '居住证丢了怎么办？', '问：居住证丢了怎么办？\n答：到窗口补办，收费20元。'],
      ['question', '要带什么？', '问：要带什么？\n答：带身份证。'],
      ['question', 'How long does it take?', 'Q3: How long does it take?\nA: Ten days.'],
    ])
  })

  it('takes headings that are questions for questions', async () => {
    const passages = await split('# 常见问题\n\n## 居住证丢了怎么办？\n\n到窗口补办。\n\n## 收费多少？\n\n20元。\n', 'a.md')
    expect(passages.map(({ kind, text }) => [kind, text])).toEqual([
      ['question', '居住证丢了怎么办？\n到窗口补办。'],
      ['question', '收费多少？\n20元。'],
    ])
  })

  const table = (rows: number): string =>
    `| 代码 | 处理 |\n|---|---|\n${Array.from({ length: rows }, (_, row) => `| E-${200 + row} | 停机检查液压系统的压力与油位 |`).join('\n')}`

  it('keeps a small table with the section around it', async () => {
    const passages = await split(`# 手册\n\n## 3 报警\n\n报警代码如下。\n\n${table(3)}\n\n其余见附录。\n`, 'a.md')
    expect(passages).toHaveLength(1)
    expect(passages[0]!.text).toContain('代码：E-202；处理：停机检查液压系统的压力与油位\n其余见附录。')
  })

  it('takes a large table row by row, each named by its first cell, under its headings', async () => {
    const passages = await split(`# 手册\n\n## 3 报警\n\n报警代码如下。\n\n${table(40)}\n\n其余见附录。\n`, 'a.md')
    const rows = passages.filter(({ kind }) => kind === 'row')
    expect(locators(rows)).toEqual(Array.from({ length: 40 }, (_, row) => `E-${200 + row}`))
    expect(rows[3]).toMatchObject({ text: '代码：E-203；处理：停机检查液压系统的压力与油位', path: ['手册', '3 报警'] })
    expect(passages[0]!.text).toBe('3 报警\n报警代码如下。')
    expect(passages.at(-1)).toMatchObject({ text: '其余见附录。', path: ['手册', '3 报警'] })
  })

  it('takes a document that is only a table row by row, however small', async () => {
    expect(locators(await split(`# 报警表\n\n${table(2)}\n`, 'a.md'))).toEqual(['E-200', 'E-201'])
  })

  it('names a row by its first cell that holds something', async () => {
    const passages = await split('| 组 | 代码 |\n|---|---|\n|  | E-203 |\n', 'a.md')
    expect(passages.map(({ locator }) => locator)).toEqual(['E-203'])
  })
})

describe('splitDocument: little text', () => {
  it('makes nothing of an empty document', () => {
    expect(splitDocument({ text: '', blocks: [], properties: {}, warnings: [] })).toEqual([])
  })

  it('keeps headings that nothing stands under together, and a single line', async () => {
    const passages = await split('# 点检\n\n## 查油位\n\n## 查气压\n\n## 查温度\n', 'a.md')
    expect(passages.map(({ text, path }) => [text, path])).toEqual([['查油位\n查气压\n查温度', ['点检']]])
    expect((await split('停机。')).map(({ text }) => text)).toEqual(['停机。'])
  })

  it('keeps a text file of numbered lines, though each looks like a heading', async () => {
    const passages = await split('1 检查油位\n2 检查气压\n3 检查温度')
    expect(passages.map(({ text }) => text).join('\n')).toBe('1 检查油位\n2 检查气压\n3 检查温度')
  })
})
