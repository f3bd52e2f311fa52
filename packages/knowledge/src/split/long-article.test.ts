import { describe, expect, it } from 'vitest'
import { markdownReader } from '../reader/markdown.ts'
import { plainTextReader } from '../reader/plain-text.ts'
import { splitDocument, type SplitPassage } from './split-document.ts'

async function split(text: string, name = 'a.txt'): Promise<SplitPassage[]> {
  const reader = name.endsWith('.md') ? markdownReader : plainTextReader
  return splitDocument(await reader.read(new TextEncoder().encode(text), name))
}
const filler = (length: number): string =>
  `${'养犬人应当遵守规定并保持环境卫生'.repeat(Math.ceil(length / 15)).slice(0, length)}。`
const numerals = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']
const items = (count: number, length: number): string =>
  numerals
    .slice(0, count)
    .map((numeral) => `（${numeral}）${filler(length).slice(0, -1)}；`)
    .join('\n')

describe('a long article', () => {
  it('is cut between its paragraphs (款), and each part is called by them', async () => {
    const text = `第一条　${filler(500)}\n${filler(500)}\n${filler(500)}\n${filler(300)}`
    const passages = await split(`${text}\n第二条　其他。`)
    expect(passages.map(({ locator }) => locator)).toEqual(['第一条第一款至第二款', '第一条第三款至第四款', '第二条'])
    expect(
      passages
        .slice(0, -1)
        .map((passage) => passage.text)
        .join('\n'),
    ).toBe(text)
    expect(passages.every(({ lead }) => lead === undefined)).toBe(true)
  })

  it('is cut between its items (项), and each part knows the sentence that leads them in', async () => {
    const lead = '有下列情形之一的，责令限期改正：'
    const text = `第八条　本条适用于养犬人。${lead}\n${items(9, 200)}`
    const passages = await split(`${text}\n第九条　其他。`)
    expect(passages.map(({ locator }) => locator)).toEqual(['第八条（一）至（五）', '第八条（六）至（九）', '第九条'])
    const [first, second] = passages
    expect(first!.lead).toBeUndefined()
    expect(text.slice(second!.lead!.start, second!.lead!.end)).toBe(lead)
    expect(second!.text.startsWith('（六）')).toBe(true)
  })

  it('names the paragraph too where the article has several, and takes 前款 for a paragraph of its own', async () => {
    const text = `第八条　${filler(700)}\n养犬人应当提交：\n${items(6, 300)}\n前款材料应当真实。`
    const passages = await split(text)
    expect(passages.map(({ locator }) => locator)).toEqual(['第八条第一款', '第八条第二款（一）至（三）', '第八条第二款至第三款'])
    expect(text.slice(passages[2]!.lead!.start, passages[2]!.lead!.end)).toBe('养犬人应当提交：')
  })

  it('is cut between sentences where one paragraph is too long, never inside one', async () => {
    const sentence = filler(170)
    const passages = await split(`第一条　${sentence.repeat(15)}\n第二条　其他。`)
    expect(passages.length).toBe(4)
    for (const { text, locator } of passages) {
      expect(text.endsWith('。')).toBe(true)
      expect(text.length).toBeLessThanOrEqual(1200)
      expect(['第一条', '第二条']).toContain(locator)
    }
  })

  it('cuts a sentence without end at a comma, at 3,000 characters', async () => {
    const passages = await split(`第一条　${'养犬人应当遵守规定，'.repeat(500)}不得扰民。`)
    expect(passages.map(({ text }) => text.length <= 3000 && /[，。]$/.test(text))).toEqual([true, true])
  })

  it('does not count lines that go on as paragraphs', async () => {
    const wrapped = filler(600)
      .match(/.{1,60}/gu)!
      .join('\n')
    const passages = await split(`# 办法\n\n第三条　${wrapped}\n\n${filler(900)}`, 'a.md')
    expect(passages.map(({ locator }) => locator)).toEqual(['第三条第一款', '第三条第二款'])
  })

  it('has the whole article for its section', async () => {
    const text = `第一条　前文。\n第八条　养犬人应当提交：\n${items(9, 180)}\n第九条　其他。`
    const parts = (await split(text)).filter(({ locator }) => locator.startsWith('第八条'))
    expect(parts.length).toBe(2)
    for (const { section } of parts)
      expect(text.slice(section!.start, section!.end)).toBe(text.slice(text.indexOf('第八条'), text.indexOf('\n第九条')))
  })
})

describe('the parts of a statute', () => {
  it('ends the last article at 附件, whose sections are its own', async () => {
    const passages = await split(
      '第一章 总则\n第一条　为了规范，制定本办法。\n第二条　本办法自公布之日起施行。\n附件1\n养犬登记申请表\n申请人填写下表。\n附件2：收费标准\n每只每年二百元。',
    )
    expect(passages.map(({ locator, path }) => [locator, path])).toEqual([
      ['第一章', ['第一章 总则']],
      ['第一条', ['第一章 总则']],
      ['第二条', ['第一章 总则']],
      ['附件1', ['附件1']],
      ['附件2', ['附件2：收费标准']],
    ])
  })

  it('knows articles whose space a program lost, where the document has all of them so', async () => {
    const passages = await split(
      '第一条为了规范养犬行为，制定本办法。\n第二条本办法适用于本市。\n第三条规定的情形除外。\n第三条养犬应当登记。\n第四条登记免费。',
    )
    expect(passages.map(({ locator }) => locator)).toEqual(['第一条', '第二条', '第三条', '第四条'])
    expect(passages[1]!.text).toBe('第二条本办法适用于本市。\n第三条规定的情形除外。')
  })

  it('takes Arabic and spaced numbers, and 编 and 节', async () => {
    const passages = await split('第一编 总则\n第一节 一般规定\n第 1 条　甲。\n第2条 乙。\n第二节 特别规定\n第 3 条　丙。')
    expect(passages.filter(({ kind }) => kind === 'article').map(({ locator, path }) => [locator, path])).toEqual([
      ['第1条', ['第一编 总则', '第一节 一般规定']],
      ['第2条', ['第一编 总则', '第一节 一般规定']],
      ['第3条', ['第一编 总则', '第二节 特别规定']],
    ])
  })

  it('is not led astray by its own table of contents', async () => {
    const passages = await split(
      '目　　录\n第一章 总则\n第二章 登记\n附则\n第一章 总则\n第一条　甲。\n第二章 登记\n第二条　乙。\n附则\n第三条　丙。',
    )
    expect(passages.filter(({ kind }) => kind === 'article').map(({ locator, path }) => [locator, path])).toEqual([
      ['第一条', ['第一章 总则']],
      ['第二条', ['第二章 登记']],
      ['第三条', ['附则']],
    ])
    expect(passages[0]!.text).toBe('目　　录\n第一章 总则\n第二章 登记\n附则')
  })
})
