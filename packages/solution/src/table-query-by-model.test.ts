import { openModels } from '@kaiwu/models'
import { fakeModelServer, type FakeModelOptions, type FakeModelServer } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { tablesToAsk } from './draft-by-table.ts'
import type { Draft } from './draft.ts'
import { tableQueryByModel } from './table-query-by-model.ts'
import { tableKnowledge, testDay } from './test-tables.ts'

const question = '早班谁家的机器最不省心？'
const good = (table: string): string =>
  JSON.stringify({
    query: {
      table,
      where: { column: '班组', op: '=', value: '早班' },
      groupBy: ['机型'],
      aggregate: [{ fn: 'sum', column: '停机分钟' }],
      orderBy: [{ aggregate: 0, direction: 'descending' }],
    },
  })

type Asked = Readonly<{ draft: Draft | undefined; server: FakeModelServer }>

async function ask(script: (table: string, turn: number) => string, model: Partial<FakeModelOptions> = {}): Promise<Asked> {
  const knowledge = await tableKnowledge()
  const toAsk = await tablesToAsk(knowledge, { asOf: testDay })
  let turn = 0
  const server = await fakeModelServer({ answer: () => script(toAsk.tables[0]!.id, turn++), ...model })
  const models = openModels()
  onTestFinished(async () => {
    models.close()
    await server.close()
  })
  const chat = models.chat({ ref: 'openai-compatible/test', baseUrl: server.url })
  return { draft: await tableQueryByModel(chat, { question, language: 'zh', asOf: testDay }, toAsk), server }
}

describe('tableQueryByModel', () => {
  it('shows the model tables, columns, types and samples, and runs what it proposes', async () => {
    const { draft, server } = await ask(good)
    const prompt = JSON.stringify(server.requests[0]!.body.messages)
    for (const word of ['停机分钟', 'number', 'HX-630', '4 rows', question]) expect(prompt).toContain(word)
    expect(draft).toMatchObject({ outcome: 'answered', notes: [], issues: [] })
    expect(draft!.model).not.toBe('local/extractive')
    expect(draft!.table!.rows).toEqual([
      ['HX-630', 1210],
      ['HX-500', 80],
    ])
    expect(draft!.text).toContain('HX-630')
    expect(draft!.citations.every(({ verified }) => verified)).toBe(true)
    expect(draft!.citations.length).toBeGreaterThan(0)
  })

  it('shows a wrong query to the model once, with what is wrong', async () => {
    const wrong = (table: string): string =>
      JSON.stringify({ query: { table, where: { column: '车间', op: '=', value: '早班' } } })
    const { draft, server } = await ask((table, turn) => (turn === 0 ? wrong(table) : good(table)))
    expect(server.requests).toHaveLength(2)
    expect(JSON.stringify(server.requests[1]!.body.messages)).toContain('no column')
    expect(draft!.table!.total).toBe(2)
  })

  it.each([
    ['says that no table answers', () => '{"none": true}', 1],
    ['gives prose, twice', () => '早班的机器都还行。', 2],
    ['gives SQL instead of a query, twice', (table: string) => JSON.stringify({ query: { table, sql: 'SELECT 1' } }), 2],
    ['names a table that is not there, twice', () => JSON.stringify({ query: { table: 'doc_x.t1' } }), 2],
  ])('gives nothing when the model %s', async (_, script, calls) => {
    const { draft, server } = await ask(script)
    expect(draft).toBeUndefined()
    expect(server.requests).toHaveLength(calls)
  })

  it('says that a value is not there', async () => {
    const { draft } = await ask((table) =>
      JSON.stringify({
        query: { table, where: { column: '班组', op: 'in', values: ['早班', '晚班'] }, aggregate: [{ fn: 'count' }] },
      }),
    )
    expect(draft!.notes).toEqual([expect.stringMatching(/“班组”一列里没有“晚班”/)])
    expect(draft!.table!.rows).toEqual([[3]])
  })

  it('asks nothing where there is no table, and passes on what the service raises', async () => {
    const chat = openModels().chat({ ref: 'openai-compatible/test', baseUrl: 'http://127.0.0.1:9/v1' })
    const none = {
      tables: [],
      documentOf: () => {
        throw new Error('there is none')
      },
    }
    expect(await tableQueryByModel(chat, { question, language: 'zh', asOf: testDay }, none)).toBeUndefined()
    await expect(ask(good, { fault: 'reset-before-headers' })).rejects.toMatchObject({ code: expect.any(String) as string })
  })
})
