import { describe, expect, it } from 'vitest'
import { markdownReader } from '../reader/markdown.ts'
import { plainTextReader } from '../reader/plain-text.ts'
import { splitDocument, type SplitPassage } from './split-document.ts'

async function split(text: string, name = 'a.txt'): Promise<SplitPassage[]> {
  const reader = name.endsWith('.md') ? markdownReader : plainTextReader
  return splitDocument(await reader.read(new TextEncoder().encode(text), name))
}
const kinds = (passages: readonly SplitPassage[]): string[] => passages.map(({ kind, locator }) => `${kind} ${locator}`)

describe('lists of questions', () => {
  it('takes numbered questions of a text file', async () => {
    const passages = await split('1. 居住证丢了怎么办？\n到窗口补办。\n收费20元。\n2. 要带什么材料？\n带身份证。')
    expect(kinds(passages)).toEqual(['question 居住证丢了怎么办？', 'question 要带什么材料？'])
    expect(passages[0]!.text).toBe('1. 居住证丢了怎么办？\n到窗口补办。\n收费20元。')
  })

  it('takes a question by its answer, and 【问】', async () => {
    expect(kinds(await split('居住证丢了怎么办？\n答：到窗口补办。\n【问】要带什么？\n【答】身份证。'))).toEqual([
      'question 居住证丢了怎么办？',
      'question 要带什么？',
    ])
  })

  it('does not take questions that a text asks by the way', async () => {
    const passages = await split('年度总结\n我们做对了什么？\n我们还缺什么？\n这两个问题贯穿全年。')
    expect(passages.every(({ kind }) => kind === 'text')).toBe(true)
  })

  it('takes the rows of a table of questions and answers, however small, among text', async () => {
    const passages = await split(
      '# 常见问题\n\n请先看下表。\n\n| 序号 | 问题 | 答案 |\n|---|---|---|\n| 1 | 丢了怎么办？ | 补办。 |\n| 2 | 收费吗？ | 20元。 |\n',
      'a.md',
    )
    expect(kinds(passages)).toEqual(['text 常见问题', 'question 丢了怎么办？', 'question 收费吗？'])
    expect(passages[1]!.text).toBe('序号：1；问题：丢了怎么办？；答案：补办。')
  })

  it('takes a table of 问题 and 原因 row by row as rows', async () => {
    const passages = await split('| 问题 | 原因 |\n|---|---|\n| 不出水 | 进气 |\n', 'a.md')
    expect(kinds(passages)).toEqual(['row 不出水'])
  })
})

describe('speech of minutes', () => {
  const minutes =
    '供热工作座谈会记录\n时间：2026年11月3日\n地点：三楼会议室\n主持人：李强\n张局长：今年供热要提前三天。\n管网要先查漏。\n王处长：查漏已经完成八成。\n注意：数据以台账为准。\n张局长：剩下的两成本周完成。\n李代表（居民）：希望公布电话。'

  it('takes each speaker’s turn, with what follows it', async () => {
    const passages = await split(minutes)
    expect(kinds(passages).slice(1)).toEqual(['speech 张局长', 'speech 王处长', 'speech 张局长', 'speech 李代表（居民）'])
    expect(passages[1]!.text).toBe('张局长：今年供热要提前三天。\n管网要先查漏。')
    expect(passages[2]!.text).toBe('王处长：查漏已经完成八成。\n注意：数据以台账为准。')
  })

  it('takes English minutes', async () => {
    const passages = await split(
      'Minutes of the shift meeting\nChair: Let us start.\nMr. Hall: Pump 3 leaks again.\nChair: Who repairs it?\nDr Lee: We do, tomorrow.',
    )
    expect(kinds(passages).slice(1)).toEqual(['speech Chair', 'speech Mr. Hall', 'speech Chair', 'speech Dr Lee'])
  })

  it.each([
    ['labels of a letter', '地址：云泽市南路1号。\n电话：0571-8000。\n联系人：张三。\n注意：节假日不休。'],
    ['a fault sheet', '现象：泵不出水。\n原因：进口进气。\n处理：排气。\n现象：泵有异响。\n原因：轴承磨损。\n处理：更换轴承。'],
    ['a form with names', '班长：李四\n值班员：王五\n调度：赵六\n班长：钱七'],
    ['two lines only', '张局长：开始吧。\n王处长：好的。'],
  ])('takes none from %s', async (_, text) => {
    expect((await split(text)).filter(({ kind }) => kind === 'speech')).toEqual([])
  })
})
