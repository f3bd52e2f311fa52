import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { markdownReader } from '../reader/markdown.ts'
import { plainTextReader } from '../reader/plain-text.ts'
import { splitDocument, type SplitPassage } from './split-document.ts'

async function split(text: string, name = 'a.txt'): Promise<SplitPassage[]> {
  const reader = name.endsWith('.md') ? markdownReader : plainTextReader
  return splitDocument(await reader.read(new TextEncoder().encode(text), name))
}
type HardLine = Readonly<{ text: string; before?: string; after?: string; heading: boolean }>
const shown = (line: string): string => line.replace(/\s+/g, ' ')

async function isHeading({ text, before, after }: HardLine): Promise<boolean> {
  const start = before === undefined ? 0 : before.length + 1
  const passages = await split([before, text, after].filter((line) => line !== undefined).join('\n'))
  return passages.some(
    (passage) => passage.end > start && passage.start <= start + text.length + 1 && passage.path.map(shown).includes(shown(text)),
  )
}

describe('headings told by their form', () => {
  it('are found, and nothing else, in the hard lines', async () => {
    const lines = readFileSync(join(import.meta.dirname, '../../../../test/bench/headings/hard-lines.jsonl'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as HardLine)
    const judged = await Promise.all(lines.map(async (line) => ({ line, found: await isHeading(line) })))
    expect(judged.filter(({ line, found }) => line.heading !== found).map(({ line }) => line.text)).toEqual([])
  })

  it('nest by their numbers, whatever the document marks', async () => {
    const passages = await split(
      '1 范围\n本标准适用于泵站。\n4 运行\n4.1 启动\n先开进口阀。\n4.1.1 暖机\n暖机 10 min。\n4.2 停机\n先关出口阀。\n附录A（规范性）试验方法\nA.1 概述\n按下面的方法。\n附录B 记录表\n填写下表。',
    )
    expect(passages.map(({ locator, path }) => [locator, path])).toEqual([
      ['1', ['1 范围']],
      ['4', ['4 运行']],
      ['4.1', ['4 运行', '4.1 启动']],
      ['4.1.1', ['4 运行', '4.1 启动', '4.1.1 暖机']],
      ['4.2', ['4 运行', '4.2 停机']],
      ['附录A', ['附录A（规范性）试验方法']],
      ['A.1', ['附录A（规范性）试验方法', 'A.1 概述']],
      ['附录B', ['附录B 记录表']],
    ])
  })

  it('stand below what the document marks', async () => {
    const passages = await split(
      '# 手册\n\n## 3 液压站\n\n3.1 换油\n\n每年一次。\n\n3.2 滤芯\n\n半年一次。\n\n## 4 电气\n\n断电。\n',
      'a.md',
    )
    expect(passages.map(({ locator, path }) => [locator, path.slice(1)])).toEqual([
      ['3.1', ['3 液压站', '3.1 换油']],
      ['3.2', ['3 液压站', '3.2 滤芯']],
      ['4', ['4 电气']],
    ])
  })

  it('follow the order of official letters: 一、 above （一） above 1.', async () => {
    const passages = await split(
      '一、总体要求\n以安全为底线。\n二、主要任务\n（一）改造管网\n年内完成三十公里。\n1. 摸底\n逐户登记。\n（二）更换阀门\n年内完成二百台。\n三、保障措施\n落实经费。',
    )
    expect(passages.map(({ path }) => path.join(' > '))).toEqual([
      '一、总体要求',
      '二、主要任务',
      '二、主要任务 > （一）改造管网',
      '二、主要任务 > （一）改造管网 > 1. 摸底',
      '二、主要任务 > （二）更换阀门',
      '三、保障措施',
    ])
  })
})

describe('numbered clauses', () => {
  it('are places of their own where their numbers follow each other', async () => {
    const passages = await split(
      '4 接地\n4.1 电动机的外壳应可靠接地。\n4.2 接地电阻不大于 4 Ω，每年测量一次。\n测量值记入表2。\n3.5 mm以下的间隙应重新调整。\n11.5.14.2的试验适用于新机。',
    )
    expect(passages.map(({ locator, kind, path }) => [locator, kind, path])).toEqual([
      ['4', 'section', ['4 接地']],
      ['4.1', 'section', ['4 接地']],
      ['4.2', 'section', ['4 接地']],
    ])
    expect(passages[2]!.text).toContain('11.5.14.2的试验适用于新机。')
    expect(passages[1]!.section).toEqual({ start: 0, end: passages[2]!.end })
  })

  it('are not seen in a number that nothing leads to', async () => {
    const passages = await split('4 接地\n外壳应可靠接地。\n2.7 以上版本的程序不必升级。')
    expect(passages.map(({ locator }) => locator)).toEqual(['4'])
  })
})

describe('running text', () => {
  it('is cut between sentences near 800 Chinese characters', async () => {
    const sentence = `${'机床应当保持清洁并每班擦拭导轨'.repeat(4)}。`
    const passages = await split(sentence.repeat(60))
    expect(passages.length).toBe(5)
    for (const { text } of passages) {
      expect(text.endsWith('。')).toBe(true)
      expect(text.length).toBeLessThanOrEqual(800)
    }
  })

  it('is cut between sentences near 2,000 letters', async () => {
    const passages = await split('The guide rails are wiped clean at the end of every shift, and the log is signed. '.repeat(100))
    expect(passages.length).toBe(5)
    for (const { text } of passages) {
      expect(text.endsWith('signed.')).toBe(true)
      expect(text.length).toBeLessThanOrEqual(2000)
    }
  })

  it('leads the second half of a long list in', async () => {
    const items = Array.from({ length: 14 }, (_, at) => `- ${'检查液压站的油位与压力并记录'.repeat(6)}${at}`).join('\n')
    const passages = await split(`## 3 点检\n\n每班检查下列各项：\n\n${items}\n`, 'a.md')
    expect(passages.map(({ lead }) => lead !== undefined)).toEqual([false, true])
    const { lead, section } = passages[1]!
    expect(passages[0]!.text.slice(lead!.start, lead!.end)).toBe('每班检查下列各项：')
    expect(section).toEqual({ start: 0, end: passages[1]!.end })
  })
})
