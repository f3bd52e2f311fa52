import type { Hit, Passage } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { keywordIndex } from '../keyword/segmented-keyword-index.ts'
import { analyzeQuestion } from '../search/analyze-question.ts'
import { emptyGlossary } from '../search/glossary.ts'
import { fold } from '../text/fold.ts'
import { chooseSentences } from './choose-sentences.ts'
import { judgePassage } from './judge-passage.ts'
import { questionKinds } from './question-kind.ts'

/** What is quoted of one passage among others that share its words. */
function quoted(text: string, question: string, kind: Passage['kind'] = 'article'): { text: string; lead?: string }[] {
  const index = keywordIndex()
  const others = ['申请人应当如实申报。', '本办法自发布之日起施行。', '主管部门负责监督检查。']
  index.add(
    0,
    [text, ...others].map((body) => ({ body, title: '', path: '' })),
  )
  const passage: Passage = {
    id: 'p0',
    documentId: 'd',
    knowledge: 'k',
    ordinal: 0,
    text,
    start: 0,
    end: text.length,
    path: [],
    locator: '第一条',
    kind,
  }
  const hit: Hit = {
    passage,
    document: { id: 'd', path: 'd.md', facts: { title: '办法' }, validity: 'in-force' },
    score: 1,
    rank: 1,
    highlights: [],
  }
  const analyzed = analyzeQuestion(question, emptyGlossary, index)
  const { spans } = chooseSentences(judgePassage(hit, analyzed), analyzed, questionKinds(fold(question).text))
  return spans.map(({ start, end, lead }) => ({
    text: text.slice(start, end),
    ...(lead ? { lead: text.slice(lead.start, lead.end) } : {}),
  }))
}

const filler = '监督检查应当有两名以上工作人员参加，并出示有效证件，被检查单位应当配合，如实提供有关情况和资料。'.repeat(2)
const long = `${filler}租赁补贴每季度发放一次。${filler}公共停车设施由街道管理。${filler}`
const list = `装修垃圾清运单位应当遵守下列规定：\n（一）车辆密闭运输，${filler}\n（二）按核定路线行驶，${filler}\n（三）夜间停放在指定场所，${filler}\n（四）建立运输台账，${filler}`

describe('chooseSentences', () => {
  it('quotes a short passage as a whole, so that no condition is lost', () => {
    expect(quoted('租赁补贴每季度发放一次。购房的除外。', '租赁补贴多久发放一次')).toEqual([
      { text: '租赁补贴每季度发放一次。购房的除外。' },
    ])
  })

  it('quotes of a long one the sentence that answers', () => {
    expect(quoted(long, '租赁补贴多久发放一次')).toEqual([{ text: '租赁补贴每季度发放一次。' }])
  })

  it('quotes the sentence before with one that only refers to it', () => {
    const text = `${filler}学生公寓由区级统筹。其中，床位由学校分配。${filler}`
    expect(
      quoted(text, '学生公寓床位由谁分配')
        .map((one) => one.text)
        .join(''),
    ).toContain('学生公寓由区级统筹。其中，床位由学校分配。')
  })

  it('quotes an item of a long list with the sentence that leads into it', () => {
    const spans = quoted(list, '装修垃圾车辆夜间停放在什么场所')
    expect(
      spans.some(
        ({ text, lead }) =>
          text.includes('（三）夜间停放在指定场所') &&
          (text.includes('应当遵守下列规定：') || lead === '装修垃圾清运单位应当遵守下列规定：'),
      ),
    ).toBe(true)
    expect(spans.map(({ text }) => text).join('')).not.toContain('（四）建立运输台账')
  })

  it('quotes a table row as a whole, however long', () => {
    const row = `代码：E-203；含义：${'液压系统压力低'.repeat(40)}；处理：检查油位`
    expect(quoted(row, 'E-203怎么处理', 'row')).toEqual([{ text: row }])
  })

  it('gives spans in order that do not overlap', () => {
    for (const question of ['租赁补贴多久发放一次，停车设施由谁管理', '装修垃圾清运单位应当遵守哪些规定']) {
      for (const text of [long, list]) {
        let last = 0
        for (const { text: part } of quoted(text, question)) {
          const at = text.indexOf(part, last)
          expect(at).toBeGreaterThanOrEqual(last)
          last = at + part.length
        }
      }
    }
  })

  it('has something to quote of any text', () => {
    for (const text of ['。', 'x', '停机', '\n\n停机\n']) expect(quoted(text, '怎么办')).toHaveLength(1)
  })
})
