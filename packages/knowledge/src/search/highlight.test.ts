import { describe, expect, it } from 'vitest'
import type { QueryGroup } from '../keyword/keyword-index.ts'
import { terms } from '../text/terms.ts'
import { highlights } from './highlight.ts'

const query = (text: string): QueryGroup[] => [{ variants: [terms(text).map(({ term }) => ({ term, weight: 1 }))] }]
const marked = (text: string, question: string): string[] =>
  highlights(text, query(question)).map(([start, end]) => text.slice(start, end))

describe('highlights', () => {
  it.each([
    ['租房补贴标准为1500元', '租房补贴多少钱', ['租房补贴']],
    ['更换Ｅ－２０３阀', 'e203', ['Ｅ－２０３']],
    ['共1,500元', '1500', ['1,500']],
    ['Replacing the bearings', 'replace bearing', ['Replacing', 'bearings']],
    ['漏電處理', '漏电处理', ['漏電處理']],
    ['😀主\u200b轴过热', '主轴', ['主\u200b轴']],
    ['主轴和轴承', '主轴 轴承', ['主轴', '轴承']],
  ])('marks in %s for %s', (text, question, expected) => {
    expect(marked(text, question)).toEqual(expected)
  })

  it('marks nothing for single characters or other words', () => {
    expect(marked('养狗要登记', '狗')).toEqual([])
    expect(marked('养狗要登记', '液压系统')).toEqual([])
    expect(highlights('养狗要登记', [])).toEqual([])
  })

  it('gives spans in order that do not touch', () => {
    const spans = highlights('主轴轴承主轴，主轴润滑', query('主轴轴承润滑'))
    for (let at = 1; at < spans.length; at++) expect(spans[at]![0]).toBeGreaterThan(spans[at - 1]![1])
  })
})
