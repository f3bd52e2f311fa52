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
      for (const { start, end, text, locator } of passages) {
        expect(start, `seed ${seed}`).toBeGreaterThanOrEqual(last)
        expect(end, `seed ${seed}`).toBeGreaterThan(start)
        expect(text, `seed ${seed}`).toBe(document.text.slice(start, end))
        expect(locator, `seed ${seed}`).not.toBe('')
        covered.fill(1, start, end)
        last = end
      }
      const lost = document.blocks.filter(
        ({ kind, start, end }) => kind !== 'heading' && covered.subarray(start, end).includes(0),
      )
      expect(
        lost.map(({ start, end }) => document.text.slice(start, end)),
        `seed ${seed}`,
      ).toEqual([])
    }
  })

  it('gives the same passages for the same document', () => {
    expect(splitDocument(randomDocument(7))).toEqual(splitDocument(randomDocument(7)))
  })
})
