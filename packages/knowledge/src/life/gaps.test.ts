import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Knowledge } from '../open-knowledge.ts'
import { testKnowledge, type TestKnowledge } from '../test-knowledge.ts'
import { mostGaps } from './gap-rows.ts'

let base: TestKnowledge
let knowledge: Knowledge

beforeEach(async () => {
  base = await testKnowledge()
  knowledge = base.knowledge()
})
afterEach(() => base.remove())

describe('gaps', () => {
  it('count wordings that differ in width, case, space and punctuation as one', async () => {
    for (const question of ['E-203 怎么处理？', 'Ｅ－２０３怎么处理', ' e203怎么\n处理?? ', 'E-203怎麼處理'])
      await knowledge.noteGap(question, 'zh')
    await knowledge.noteGap('E-204 怎么处理？', 'zh')
    expect((await knowledge.gaps()).map(({ question, count, status }) => [question, count, status])).toEqual([
      ['E-203 怎么处理？', 4, 'open'],
      ['E-204 怎么处理？', 1, 'open'],
    ])
    knowledge = await base.restart()
    expect(await knowledge.gaps()).toHaveLength(2)
  })

  it.each(['', '？？？', '!!', '\0', '😀', '\ud800', "'; DROP TABLE gaps; --", '# 标题\n\n| a |'])(
    'take %j as it is',
    async (question) => {
      const gap = await knowledge.noteGap(question, 'zh')
      expect(await knowledge.noteGap(question, 'zh')).toMatchObject({ id: gap.id, count: 2 })
      expect(await knowledge.gaps()).toHaveLength(1)
    },
  )

  it('become a document that is found, and open again when it goes', async () => {
    const gap = await knowledge.noteGap('食堂几点开门？', 'zh')
    const info = await knowledge.answerGap(gap.id, 'faq', '早上七点。\n\n周末八点。')
    expect(info).toMatchObject({ path: `gaps/${gap.id}.md`, uploaded: true, knowledge: 'faq' })
    const texts = (await knowledge.search({ query: '食堂开门' })).hits.map(({ passage }) => passage.text)
    expect(texts.join()).toContain('七点')
    expect(new TextDecoder().decode((await knowledge.original(info.id)).bytes)).toBe(
      '# 食堂几点开门？\n\n问：食堂几点开门？\n答：早上七点。\n\n周末八点。\n',
    )
    expect([await knowledge.gaps(), await knowledge.gaps('answered')]).toMatchObject([
      [],
      [{ status: 'answered', documentId: info.id }],
    ])
    expect(await knowledge.noteGap('食堂几点开门', 'zh')).toMatchObject({ status: 'answered', count: 2 })
    expect((await knowledge.answerGap(gap.id, 'faq', '七点半。')).id).toBe(info.id)
    await knowledge.remove(info.id)
    expect(await knowledge.noteGap('食堂几点开门', 'zh')).toMatchObject({ status: 'open', count: 3 })
  })

  it('that are dismissed stay so', async () => {
    const { id } = await knowledge.noteGap('今天天气', 'zh')
    await knowledge.dismissGap(id)
    expect((await knowledge.noteGap('今天天气', 'zh')).status).toBe('dismissed')
    expect([
      (await knowledge.gaps()).length,
      (await knowledge.gaps('dismissed')).length,
      (await knowledge.gaps('all')).length,
    ]).toEqual([0, 1, 1])
  })

  it('that there are none of cannot be answered or dismissed', async () => {
    await expect(knowledge.dismissGap('gap_x')).rejects.toThrow(expect.objectContaining({ code: 'GAP_NOT_FOUND' }))
    await expect(knowledge.answerGap('gap_x', 'faq', 'x')).rejects.toMatchObject({ code: 'GAP_NOT_FOUND' })
    const { id } = await knowledge.noteGap('今天天气', 'zh')
    await expect(knowledge.answerGap(id, '', 'x')).rejects.toMatchObject({ code: 'KNOWLEDGE_NOT_FOUND' })
    expect([knowledge.documents(), (await knowledge.gaps())[0]!.status]).toEqual([[], 'open'])
  })

  it('are kept up to a number; those that are done with go first', async () => {
    await base.database().transaction(async (inside) => {
      const sql = "INSERT INTO gaps VALUES (?, ?, 'q', 'zh', 1, 0, ?, ?, NULL)"
      for (let at = 0; at < mostGaps; at++) await inside.run(sql, `gap_${at}`, `q${at}`, at, at === 5000 ? 'dismissed' : 'open')
    })
    await knowledge.noteGap('neu', 'en')
    await knowledge.noteGap('neuer', 'en')
    const ids = new Set((await knowledge.gaps('all')).map(({ id }) => id))
    expect([ids.size, ids.has('gap_5000'), ids.has('gap_0'), ids.has('gap_1')]).toEqual([mostGaps, false, false, true])
  })
})
