import { describe, expect, it } from 'vitest'
import { tableDraft } from './draft-by-table.ts'
import { orders, tableKnowledge, testDay } from './test-tables.ts'

const asking = { language: 'zh', asOf: testDay } as const

describe('tableDraft', () => {
  it('answers by a query, shows it, and cites each row as it stands in the document', async () => {
    const knowledge = await tableKnowledge()
    const draft = (await tableDraft(knowledge, { ...asking, question: '停机超过100分钟的工单有哪些？' }))!
    expect(draft).toMatchObject({ outcome: 'answered', issues: [], model: 'local/extractive' })
    expect(draft.table).toMatchObject({
      document: 'records/orders.csv',
      parameters: [100],
      total: 2,
      sql: expect.stringContaining('WHERE "停机分钟" > ?') as string,
    })
    expect(draft.citations.map(({ mark, quote, verified, locator }) => [mark, quote, verified, locator !== ''])).toEqual([
      [1, expect.stringContaining('W-03') as string, true, true],
      [2, expect.stringContaining('W-04') as string, true, true],
    ])
    const { stored } = await knowledge.document(draft.citations[1]!.documentId)
    for (const { start, end, quote } of draft.citations) expect(stored.text.slice(start, end)).toBe(quote)
    for (const { mark } of draft.citations) expect(draft.text).toContain(`[${mark}]`)
  })

  it('cites the first eight rows of a long answer and lists forty', async () => {
    const rows = Array.from({ length: 90 }, (_, at) => `W-${100 + at},2026-01-05,HX-630,E-206,${at + 10},早班`).join('\n')
    const knowledge = await tableKnowledge({ 'records/orders.csv': `${orders.split('\n')[0]}\n${rows}\n` })
    const draft = (await tableDraft(knowledge, { ...asking, question: '停机超过20分钟的工单有哪些？' }))!
    expect(draft.citations).toHaveLength(8)
    expect(draft.table!.total).toBe(79)
    expect(draft.text.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(40)
    expect(draft.text).toContain('其余 39 项未列出')
  })

  it('leaves a question about prose, another knowledge and a repealed table alone', async () => {
    const knowledge = await tableKnowledge({
      'old.md':
        '# 费用办法\n\n本办法自2027年1月1日起施行。\n\n| 项目 | 费用(元) |\n| --- | --- |\n| 换证 | 20 |\n| 补证 | 40 |\n',
    })
    const question = '停机超过100分钟的工单有哪些？'
    expect(await tableDraft(knowledge, { ...asking, question: '主轴温度超过多少要停机？' })).toBeUndefined()
    expect(await tableDraft(knowledge, { ...asking, question, names: ['policies'] })).toBeUndefined()
    expect(await tableDraft(knowledge, { ...asking, question, names: ['records'] })).toBeDefined()
    expect(await tableDraft(knowledge, { ...asking, question: '费用超过30元的项目有哪些？' })).toBeUndefined()
    expect(
      (await tableDraft(knowledge, { ...asking, asOf: '2027-06-01', question: '费用超过30元的项目有哪些？' }))?.table?.rows[0],
    ).toContain('补证')
  })

  it('asks no table that the asker may not read', async () => {
    const knowledge = await tableKnowledge()
    const { id } = knowledge.documents().find(({ path }) => path === 'records/orders.csv')!
    await knowledge.setAccess(id, ['维修'])
    const question = '停机超过100分钟的工单有哪些？'
    expect(await tableDraft(knowledge, { ...asking, question })).toBeUndefined()
    expect((await tableDraft(knowledge, { ...asking, question, access: ['维修'] }))?.citations).toHaveLength(2)
  })

  it('reads a changed file anew', async () => {
    const knowledge = await tableKnowledge()
    const question = '夜班的工单有几张？'
    expect((await tableDraft(knowledge, { ...asking, question }))?.table?.rows[0]?.[0]).toBe(1)
    const changed = new TextEncoder().encode(orders.replaceAll('早班', '夜班'))
    await knowledge.sync('records', [{ path: 'records/orders.csv', read: () => Promise.resolve(changed) }])
    expect((await tableDraft(knowledge, { ...asking, question }))?.table?.rows[0]?.[0]).toBe(4)
  })
})
