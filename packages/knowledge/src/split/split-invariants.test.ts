import { describe, expect, it } from 'vitest'
import { documentText } from '../reader/document-text.ts'
import type { ReadDocument } from '../reader/reader.ts'
import { splitDocument } from './split-document.ts'

/** A small generator with a seed (mulberry32), so that a failure can be run again. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const paragraphs = [
  '第一条　为了规范，制定本办法。',
  '第三条规定的情形除外。',
  '第三条之一　另行规定。',
  '第二章　登记',
  '第一节 总则',
  '一、工作要求',
  '3.2 主轴润滑',
  '3.5 mm以下的间隙应重新调整',
  '问：丢了怎么办？',
  '答：补办。',
  '（一）在本市就业；',
  '1. Stop the pump.',
  'Q: Why?',
  '短',
  '𠮷😀',
  '养犬人应当遵守规定。'.repeat(40),
  '养犬人应当遵守规定。'.repeat(150),
  '12 小时内到场',
  '3 Alarms',
  '4.1 泵应可靠接地。',
  '4.2 电动机应可靠接地，接地电阻不大于 4 Ω。',
  '附件1',
  '附录A 试验方法',
  '目录',
  '1.2 概述……3',
  '张局长：今年要提前三天。',
  '王处长：查漏已经完成。',
  '⚠ 断电并挂牌。',
  '有下列情形之一的，不予登记：',
  `（二）${'材料不齐全、'.repeat(60)}不符合要求的；`,
  '养犬人应当遵守规定，'.repeat(700),
  'x'.repeat(7000),
  '😀'.repeat(2600),
  'The pump shall be stopped before the cover is removed. '.repeat(90),
]
const headings = ['第一章 总则', '第八条', '3 主轴', '3.2.1 润滑', '常见问题', '怎么办理？', '3.5 mm', '一、总则']

function randomDocument(seed: number): ReadDocument {
  const pick = random(seed)
  const text = documentText('a.md')
  const blocks = pick(30)
  for (let count = 0; count < blocks; count++) {
    const kind = pick(10)
    if (kind < 2) text.heading(headings[pick(headings.length)]!, 1 + pick(6))
    else if (kind < 6) text.paragraph(paragraphs[pick(paragraphs.length)]!, pick(3) === 0 ? 1 + pick(9) : undefined)
    else if (kind < 8) text.item(paragraphs[pick(paragraphs.length)]!)
    else
      for (let row = pick(25); row >= 0; row--)
        text.row([
          { head: '代码', text: `E-${row}` },
          { head: '处理', text: '停机检查'.repeat(1 + pick(12)) },
        ])
  }
  return { ...text.finish(), properties: {}, warnings: [] }
}

describe('splitDocument on 400 random documents', () => {
  it.each(Array.from({ length: 8 }, (_, part) => part * 50))('from seed %d on: in order, apart, verbatim, complete', (from) => {
    for (let seed = from; seed < from + 50; seed++) {
      const document = randomDocument(seed)
      const options = seed % 3 === 0 ? { target: 100, limit: 150 } : {}
      const passages = splitDocument(document, options)
      const covered = new Uint8Array(document.text.length)
      let last = 0
      for (const { start, end, text, locator, lead, section } of passages) {
        expect(text.length, `seed ${seed}`).toBeLessThanOrEqual(3000)
        expect(/^\s|\s$|^[\udc00-\udfff]|[\ud800-\udbff]$/.test(text), `seed ${seed}`).toBe(false)
        expect(section!.start <= start && section!.end >= end && section!.end - section!.start <= 3000, `seed ${seed}`).toBe(true)
        if (lead) expect(lead.start < lead.end && lead.end <= start, `seed ${seed}`).toBe(true)
        expect(start, `seed ${seed}`).toBeGreaterThanOrEqual(last)
        expect(end, `seed ${seed}`).toBeGreaterThan(start)
        expect(text, `seed ${seed}`).toBe(document.text.slice(start, end))
        expect(locator, `seed ${seed}`).not.toBe('')
        covered.fill(1, start, end)
        last = end
      }
      // A heading that others stand under is in their path; between sentences a space may be left out.
      const inPaths = new Set(passages.flatMap(({ path }) => path))
      const lost = document.blocks
        .map(({ kind, start, end }) => ({ kind, start, text: document.text.slice(start, end) }))
        .filter(({ kind, start, text }) => {
          const left = [...text.matchAll(/\S/g)].some(({ index }) => covered[start + index] === 0)
          return left && !(kind === 'heading' && inPaths.has(text))
        })
      expect(
        lost.map(({ text }) => text),
        `seed ${seed}`,
      ).toEqual([])
    }
  })

  it('gives the same passages for the same document', () => {
    expect(splitDocument(randomDocument(7))).toEqual(splitDocument(randomDocument(7)))
  })
})

describe('splitDocument takes time in proportion to the text', () => {
  const kinds: readonly (readonly [string, (line: number) => string])[] = [
    ['rows', (line) => `row ${line}`],
    ['lines that go on', () => '设备运行状态记录在案并由值班员逐项核对'],
    ['numbered lines', (line) => `${1 + (line % 90)}.${line % 7} 检查油位`],
    ['items', (line) => `（${'一二三四五六七八九'[line % 9]!}）检查油位；`],
    ['articles', (line) => `第${line + 1}条　养犬人应当遵守规定。`],
    ['questions', (line) => `${line % 900}. 怎样办理？`],
    ['speech', (line) => `张局长：第${line}件事要抓紧。`],
  ]
  it.each(kinds)('%s: a million characters within seconds', (name, line) => {
    const text = documentText('a.txt')
    for (let at = 0, length = 0; length < 1_000_000; at++) {
      const own = line(at)
      length += own.length + 1
      if (name === 'rows')
        text.row([
          { head: '代码', text: own },
          { head: '处理', text: '停机检查液压系统' },
        ])
      else text.paragraph(own)
      if (name === 'rows') length += 16
    }
    const document: ReadDocument = { ...text.finish(), properties: {}, warnings: [] }
    const began = performance.now()
    expect(splitDocument(document).length).toBeGreaterThan(100)
    // It takes less than 1 s; what grows with the square of the lines takes minutes.
    expect(performance.now() - began).toBeLessThan(name === 'rows' ? 2000 : 5000)
  })
})
