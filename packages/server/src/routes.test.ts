import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { deskFiles, served, type Returned } from './test-served.ts'
import { answer } from './schemas/answer.ts'
import { searchReply } from './routes/search.ts'
import { block, documentInfo, passage } from './schemas/document.ts'
import { solutionInfo } from './schemas/solution.ts'

const documents = z.strictObject({ documents: z.array(documentInfo) })
const source = z.strictObject({ document: documentInfo, text: z.string(), blocks: z.array(block), passages: z.array(passage) })
const place = z.strictObject({ passage, document: documentInfo, before: passage.exactOptional(), after: passage.exactOptional() })
const found = searchReply

function ok<Schema extends z.ZodType>(returned: Returned, schema: Schema, status = 200): z.output<Schema> {
  expect([returned.status, returned.text.slice(0, 300)]).toEqual([status, returned.text.slice(0, 300)])
  return schema.parse(returned.body)
}

describe('the routes of the contract', () => {
  it('lists the solutions with what the page shows of them', async () => {
    const { send } = await served()
    const { solutions, version } = ok(
      await send('/api/solutions'),
      z.strictObject({ solutions: z.array(solutionInfo), version: z.string() }),
    )
    expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    expect(solutions).toEqual([
      {
        name: 'desk',
        cases: false,
        agent: false,
        title: { zh: '检修台', en: 'Maintenance desk' },
        description: { zh: '回答检修规程里的问题', en: '回答检修规程里的问题' },
        language: 'zh',
        contact: { zh: '设备科 8001', en: 'Equipment office 8001' },
        model: 'local/extractive',
        modelIsLocal: true,
        questions: ['主轴温度超过多少度要停机？'],
        knowledge: [
          { name: 'manuals', title: { zh: '规程', en: '规程' }, documents: 1, passages: 3 },
          { name: 'notices', title: { zh: '通知', en: 'Notices' }, documents: 1, passages: 2 },
        ],
        status: 'ready',
      },
    ])
  })

  it('answers with citations that stand in the stored text', async () => {
    const { post, send } = await served()
    const reply = ok(await post('/api/solutions/desk/answer', { question: '主轴温度超过多少度要停机？' }), answer)
    expect(reply).toMatchObject({
      outcome: 'answered',
      asOf: '2026-11-22',
      language: 'zh',
      model: 'local/extractive',
      cost: { micros: 0, currency: 'CNY' },
    })
    expect(reply.text).toContain('75 ℃')
    const [first] = reply.citations
    const { text } = ok(await send(`/api/solutions/desk/documents/${first!.documentId}`), source)
    expect(text.slice(first!.start, first!.end)).toBe(first!.quote)
    expect(first).toMatchObject({
      verified: true,
      document: 'knowledge/manuals/spindle.md',
      title: '主轴检修规程',
      locator: '第一条',
    })
  })

  it('answers as of the day asked for, and in the language asked for', async () => {
    const { post } = await served()
    const question = '食堂夜宵供应到几点？'
    const then = ok(await post('/api/solutions/desk/answer', { question, asOf: '2025-12-01' }), answer)
    expect([then.outcome, then.asOf, then.citations[0]?.document]).toEqual([
      'answered',
      '2025-12-01',
      'knowledge/notices/2025.md',
    ])
    const now = ok(await post('/api/solutions/desk/answer', { question, language: 'en' }), answer)
    expect(now).toMatchObject({ outcome: 'refused', language: 'en', contact: 'Equipment office 8001', citations: [] })
    expect(now.notes.join()).toContain('2026-04-01')
  })

  it('lists documents with their facts, media type and the moment they came in', async () => {
    const { send } = await served()
    const list = ok(await send('/api/solutions/desk/documents'), documents).documents
    expect(
      list.map(({ path, knowledge, mediaType, uploaded, validity }) => ({ path, knowledge, mediaType, uploaded, validity })),
    ).toEqual([
      {
        path: 'knowledge/manuals/spindle.md',
        knowledge: 'manuals',
        mediaType: 'text/markdown',
        uploaded: false,
        validity: 'in-force',
      },
      {
        path: 'knowledge/notices/2025.md',
        knowledge: 'notices',
        mediaType: 'text/markdown',
        uploaded: false,
        validity: 'expired',
      },
    ])
    expect(list[1]!.facts).toMatchObject({ title: '关于食堂夜宵的通知', effective: '2025-11-01' })
    expect(list[0]).toMatchObject({
      bytes: Buffer.byteLength(deskFiles['knowledge/manuals/spindle.md']),
      addedAt: '2026-11-22T00:00:00.000Z',
    })
  })

  it('gives a document whose blocks and passages point into its text', async () => {
    const { send } = await served()
    const { id } = ok(await send('/api/solutions/desk/documents'), documents).documents[0]!
    const { document, text, blocks, passages } = ok(await send(`/api/solutions/desk/documents/${id}`), source)
    expect(document.id).toBe(id)
    expect(text.slice(blocks[0]!.start, blocks[0]!.end)).toBe('主轴检修规程')
    expect(passages.map((one) => text.slice(one.start, one.end))).toEqual(passages.map((one) => one.text))
  })

  it('gives a passage with its neighbours, and none where the document begins or ends', async () => {
    const { post, send } = await served()
    const { hits } = ok(await post('/api/solutions/desk/search', { query: '润滑油 更换', top: 1 }), found)
    const id = hits[0]!.passage.id
    const middle = ok(await send(`/api/solutions/desk/passages/${id}`), place)
    expect([middle.before?.locator, middle.passage.locator, middle.after?.locator]).toEqual(['第一条', '第二条', '第三条'])
    const first = ok(await send(`/api/solutions/desk/passages/${middle.before!.id}`), place)
    const last = ok(await send(`/api/solutions/desk/passages/${middle.after!.id}`), place)
    expect([first.before, last.after]).toEqual([undefined, undefined])
  })

  it('searches what is in force, within a knowledge, with highlights and reasons', async () => {
    const { post } = await served()
    const { hits, asOf } = ok(await post('/api/solutions/desk/search', { query: '主轴检修规程 润滑油' }), found)
    expect(asOf).toBe('2026-11-22')
    expect(hits.map(({ rank }) => rank)).toEqual(hits.map((_, index) => index + 1))
    const [best] = hits
    expect(best!.passage.locator).toBe('第二条')
    const [start, end] = best!.highlights[0]!
    expect(best!.passage.text.slice(start, end).length).toBeGreaterThan(0)
    expect(new Set(best!.explain.map((term) => term.in))).toEqual(new Set(['text', 'title']))
    const pathsOf = async (more: object) => {
      const { hits: supper } = ok(await post('/api/solutions/desk/search', { query: '食堂夜宵', ...more }), found)
      return [...new Set(supper.map(({ document }) => document.path))]
    }
    expect(await pathsOf({})).not.toContain('knowledge/notices/2025.md')
    expect((await pathsOf({ asOf: '2026-01-15' }))[0]).toBe('knowledge/notices/2025.md')
    expect(await pathsOf({ asOf: '2026-01-15', knowledge: 'manuals' })).not.toContain('knowledge/notices/2025.md')
    expect(ok(await post('/api/solutions/desk/search', { query: '主轴', top: 1 }), found).hits).toHaveLength(1)
  })

  it('tries weights without keeping them, saves them on request, and refuses what is none', async () => {
    const { post, send, folder } = await served()
    const query = '主轴检修规程 润滑油'
    const weights = { keyword: 1, vector: 1, title: 0, path: 0 }
    const tried = ok(await post('/api/solutions/desk/search', { query, weights }), found)
    expect(tried.weights).toEqual(weights)
    expect(tried.saved.title).toBeGreaterThan(0)
    const ofTitle = (reply: z.output<typeof found>): number[] =>
      reply.hits.flatMap(({ explain }) => explain.filter((term) => term.in === 'title').map(({ weight }) => weight))
    expect(Math.max(...ofTitle(tried))).toBe(0)
    expect(Math.max(...ofTitle(ok(await post('/api/solutions/desk/search', { query }), found)))).toBeGreaterThan(0)
    const put = (body: unknown) =>
      send('/api/solutions/desk/search-weights', {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    expect((await put({ ...weights, keyword: -1 })).status).toBe(400)
    expect((await put({ ...weights, keyword: 0, vector: 0 })).status).toBe(422)
    expect((await put(weights)).status).toBe(200)
    expect(ok(await post('/api/solutions/desk/search', { query }), found).saved).toEqual(weights)
    expect(await readFile(join(folder.path, 'solution.yaml'), 'utf8')).toContain(
      'weights: { keyword: 1, vector: 1, title: 0, path: 0 }',
    )
  })

  it('tells operators that it lives and is ready', async () => {
    const { send } = await served()
    expect((await send('/healthz?from=probe')).body).toEqual({ status: 'ok' })
    expect(await send('/readyz')).toMatchObject({ status: 200, body: { status: 'ready', indexing: [], failed: [] } })
  })
})
