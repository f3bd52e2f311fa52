import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Knowledge } from '../open-knowledge.ts'
import { testKnowledge, type TestKnowledge } from '../test-knowledge.ts'
import { mostGaps } from './gap-rows.ts'

let base: TestKnowledge
let knowledge: Knowledge

beforeEach(() => {
  base = testKnowledge()
  knowledge = base.knowledge()
})
afterEach(() => base.remove())

describe('gaps', () => {
  it('count wordings that differ in width, case, space and punctuation as one', () => {
    for (const question of ['E-203 怎么处理？', 'Ｅ－２０３怎么处理', ' e203怎么\n处理?? ', 'E-203怎麼處理'])
      knowledge.noteGap(question, 'zh')
    knowledge.noteGap('E-204 怎么处理？', 'zh')
    expect(knowledge.gaps().map(({ question, count, status }) => [question, count, status])).toEqual([
      ['E-203 怎么处理？', 4, 'open'],
      ['E-204 怎么处理？', 1, 'open'],
    ])
    knowledge = base.restart()
    expect(knowledge.gaps()).toHaveLength(2)
  })

  it.each(['', '？？？', '!!', '\0', '😀', '\ud800', "'; DROP TABLE gaps; --", '# 标题\n\n| a |'])(
    'take %j as it is',
    (question) => {
      const gap = knowledge.noteGap(question, 'zh')
      expect(knowledge.noteGap(question, 'zh')).toMatchObject({ id: gap.id, count: 2 })
      expect(knowledge.gaps()).toHaveLength(1)
    },
  )

  it('become a document that is found, and open again when it goes', async () => {
    const gap = knowledge.noteGap('食堂几点开门？', 'zh')
    const info = await knowledge.answerGap(gap.id, 'faq', '早上七点。\n\n周末八点。')
    expect(info).toMatchObject({ path: `gaps/${gap.id}.md`, uploaded: true, knowledge: 'faq' })
    const texts = knowledge.search({ query: '食堂开门' }).map(({ passage }) => passage.text)
    expect(texts.join()).toContain('七点')
    expect(new TextDecoder().decode(knowledge.original(info.id).bytes)).toBe(
      '# 食堂几点开门？\n\n问：食堂几点开门？\n答：早上七点。\n\n周末八点。\n',
    )
    expect([knowledge.gaps(), knowledge.gaps('answered')]).toMatchObject([[], [{ status: 'answered', documentId: info.id }]])
    expect(knowledge.noteGap('食堂几点开门', 'zh')).toMatchObject({ status: 'answered', count: 2 })
    expect((await knowledge.answerGap(gap.id, 'faq', '七点半。')).id).toBe(info.id)
    knowledge.remove(info.id)
    expect(knowledge.noteGap('食堂几点开门', 'zh')).toMatchObject({ status: 'open', count: 3 })
  })

  it('that are dismissed stay so', () => {
    const { id } = knowledge.noteGap('今天天气', 'zh')
    knowledge.dismissGap(id)
    expect(knowledge.noteGap('今天天气', 'zh').status).toBe('dismissed')
    expect([knowledge.gaps().length, knowledge.gaps('dismissed').length, knowledge.gaps('all').length]).toEqual([0, 1, 1])
  })

  it('that there are none of cannot be answered or dismissed', async () => {
    expect(() => knowledge.dismissGap('gap_x')).toThrow(expect.objectContaining({ code: 'GAP_NOT_FOUND' }))
    await expect(knowledge.answerGap('gap_x', 'faq', 'x')).rejects.toMatchObject({ code: 'GAP_NOT_FOUND' })
    const { id } = knowledge.noteGap('今天天气', 'zh')
    await expect(knowledge.answerGap(id, '', 'x')).rejects.toMatchObject({ code: 'KNOWLEDGE_NOT_FOUND' })
    expect([knowledge.documents(), knowledge.gaps()[0]!.status]).toEqual([[], 'open'])
  })

  it('are kept up to a number; those that are done with go first', () => {
    base.store().transaction(() => {
      for (let at = 0; at < mostGaps; at++)
        base
          .store()
          .run(
            "INSERT INTO gaps VALUES (?, ?, 'q', 'zh', 1, 0, ?, ?, NULL)",
            `gap_${at}`,
            `q${at}`,
            at,
            at === 5000 ? 'dismissed' : 'open',
          )
    })
    knowledge.noteGap('neu', 'en')
    knowledge.noteGap('neuer', 'en')
    const ids = new Set(knowledge.gaps('all').map(({ id }) => id))
    expect([ids.size, ids.has('gap_5000'), ids.has('gap_0'), ids.has('gap_1')]).toEqual([mostGaps, false, false, true])
  })
})
