import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { documentInfo } from './schemas/document.ts'
import { documentReport, knowledgeGap, release, syncReport } from './schemas/life.ts'
import { eventsOf, served, type Returned, type Served } from './test-served.ts'

const desk = '/api/solutions/desk'
const json = { 'content-type': 'application/json' }

async function documentsOf({ send }: Served): Promise<z.output<typeof documentInfo>[]> {
  return z.strictObject({ documents: z.array(documentInfo) }).parse((await send(`${desk}/documents`)).body).documents
}

async function idOf(at: Served, path: string): Promise<string> {
  const found = (await documentsOf(at)).find((document) => document.path === path)
  if (!found) throw new Error(`no ${path}`)
  return found.id
}

const put = ({ send }: Served, path: string, body: unknown): Promise<Returned> =>
  send(path, { method: 'PUT', headers: json, body: JSON.stringify(body) })

const answerOf = async ({ post }: Served, question: string): Promise<{ outcome: string; asOf: string; release?: string }> =>
  (await post(`${desk}/answer`, { question })).body as { outcome: string; asOf: string; release?: string }

const spindle = 'knowledge/manuals/spindle.md'
const notice = 'knowledge/notices/2025.md'

describe('the file of a document', () => {
  it('comes back byte for byte, saved and never run by a browser', async () => {
    const at = await served()
    const reply = await at.send(`${desk}/documents/${await idOf(at, spindle)}/file`)
    expect(reply.status).toBe(200)
    expect(reply.text).toContain('主轴温度超过 75 ℃')
    expect(reply.headers['content-type']).toBe('application/octet-stream')
    expect(reply.headers['content-disposition']).toBe("attachment; filename*=UTF-8''spindle.md")
    expect(reply.headers['content-security-policy']).toBe("default-src 'none'; sandbox")
  })

  it('is kept for every revision', async () => {
    const at = await served()
    const first = (await at.upload('换油.md', '# 换油\n\n每 500 小时换油一次。\n')).body as { document: { id: string } }
    const { id } = first.document
    await at.upload('换油.md', '# 换油\n\n每 300 小时换油一次。\n')
    const of = async (revision: string): Promise<Returned> => at.send(`${desk}/documents/${id}/revisions/${revision}/file`)
    expect((await of('1')).text).toContain('500 小时')
    expect((await of('2')).text).toContain('300 小时')
    expect([(await of('3')).status, (await of('0')).status, (await of('x')).status]).toEqual([404, 400, 400])
    expect((await of('3')).body).toMatchObject({ code: 'REVISION_NOT_FOUND' })
  })

  it('is not told of a document or a figure that is not there', async () => {
    const at = await served()
    expect((await at.send(`${desk}/documents/doc_none/file`)).body).toMatchObject({ code: 'DOCUMENT_NOT_FOUND' })
    const figure = await at.send(`${desk}/documents/${await idOf(at, spindle)}/figures/none`)
    expect(figure.body).toMatchObject({ status: 404, code: 'FIGURE_NOT_FOUND' })
  })
})

/** A grey PNG of 64 by 64 points. */
function picture(): Buffer {
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const head = Buffer.from('00000040000000400800000000', 'hex')
  const rows = deflateSync(Buffer.alloc(64 * 65, 0x80).map((_, at) => (at % 65 === 0 ? 0 : 0x80)))
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

describe('the pictures of a document', () => {
  it('come back with the step they belong to', async () => {
    const at = await served()
    const image = `<img src="data:image/png;base64,${picture().toString('base64')}" alt="泄压阀的位置">`
    const page = `<h1>叉车液压规程</h1><h2>1 泄压</h2><p>拆卸叉车液压管之前，应当先打开泄压阀泄压。</p>${image}<h2>2 装回</h2><p>装回后空载升降三次。</p>`
    expect((await at.upload('叉车液压.html', page)).status).toBe(201)
    const { citations } = (await at.post(`${desk}/answer`, { question: '拆卸叉车液压管之前要做什么？' })).body as {
      citations: { documentId: string; figures?: string[] }[]
    }
    const [figure] = citations[0]?.figures ?? []
    const reply = await fetch(new URL(`${desk}/documents/${citations[0]!.documentId}/figures/${figure}`, at.url))
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(Buffer.from(await reply.arrayBuffer()).equals(picture())).toBe(true)
  })
})

describe('the facts of a document', () => {
  it('are reported with where they stand, and hold as a person confirms them', async () => {
    const at = await served()
    const id = await idOf(at, notice)
    const report = documentReport.parse((await at.send(`${desk}/documents/${id}/report`)).body)
    expect(report.document.facts).toMatchObject({ effective: '2025-11-01', ends: '2026-04-01' })
    expect(report.evidence.map(({ fact }) => fact)).toEqual(expect.arrayContaining(['effective', 'ends']))
    const confirmed = await put(at, `${desk}/documents/${id}/facts`, { by: '张工', facts: { ends: '2027-01-01' } })
    expect(confirmed.body).toMatchObject({
      document: { validity: 'in-force', toConfirm: false, facts: { ends: '2027-01-01', confirmed: { by: '张工' } } },
    })
    expect(await answerOf(at, '食堂夜宵供应到几点？')).toMatchObject({ outcome: 'answered' })
    const back = await at.send(`${desk}/documents/${id}/facts`, { method: 'DELETE' })
    expect(back.body).toMatchObject({ document: { validity: 'expired', facts: { ends: '2026-04-01' } } })
    expect(await answerOf(at, '食堂夜宵供应到几点？')).toMatchObject({ outcome: 'refused' })
  })

  it.each([
    ['a day that is none', { by: '张工', facts: { ends: '2026-02-30' } }],
    ['an end before the beginning', { by: '张工', facts: { ends: '2020-01-01' } }],
    ['nobody', { by: ' ', facts: {} }],
    ['a fact that there is not', { by: '张工', facts: { price: '1' } }],
    ['labels by this door', { by: '张工', facts: { access: ['内部'] } }],
  ])('are not changed by %s', async (_, body) => {
    const at = await served()
    const id = await idOf(at, notice)
    const reply = await put(at, `${desk}/documents/${id}/facts`, body)
    expect(reply.status).toBeGreaterThanOrEqual(400)
    expect(reply.status).toBeLessThan(500)
    expect((await documentsOf(at)).find((document) => document.id === id)?.facts).toMatchObject({ ends: '2026-04-01' })
  })

  it('with labels open the document to those who hold one, and to nobody else', async () => {
    const at = await served({ readerAccess: (request) => (request.get('x-labels') === 'plant' ? ['设备部'] : []) })
    const id = await idOf(at, spindle)
    expect((await put(at, `${desk}/documents/${id}/access`, { labels: ['设备部'] })).status).toBe(200)
    const question = '主轴温度超过多少度要停机？'
    expect(await answerOf(at, question)).toMatchObject({ outcome: 'refused' })
    expect((await documentsOf(at)).map(({ path }) => path)).toEqual([notice])
    for (const rest of ['', '/file', '/report', '/revisions/1/file'])
      expect((await at.send(`${desk}/documents/${id}${rest}`)).body).toMatchObject({ status: 404, code: 'DOCUMENT_NOT_FOUND' })
    const found = (headers: Record<string, string>) => at.post(`${desk}/search`, { query: '主轴温度' }, headers)
    expect((await found({})).body).toMatchObject({ hits: [] })
    expect((await found({ 'x-labels': 'plant' })).text).toContain('75')
    const [passage] = ((await found({ 'x-labels': 'plant' })).body as { hits: { passage: { id: string } }[] }).hits
    expect((await at.send(`${desk}/passages/${passage!.passage.id}`)).status).toBe(404)
    expect((await at.send(`${desk}/documents/${id}`, { headers: { 'x-labels': 'plant' } })).status).toBe(200)
  })
})

describe('releases', () => {
  it('are served and rolled back to, and answers name them', async () => {
    const at = await served()
    const made = z.strictObject({ release }).parse((await at.post(`${desk}/releases`, { note: '初版' })).body).release
    expect(made).toMatchObject({ id: 'r1', note: '初版', documents: 2, serving: false })
    expect((await put(at, `${desk}/serving`, { release: 'r1' })).body).toMatchObject({ serving: 'r1' })
    await at.upload('叉车.md', '# 叉车\n\n第一条 叉车充电间夜间须开启排风机。\n')
    const question = '叉车充电间夜间要开什么？'
    expect(await answerOf(at, question)).toMatchObject({ outcome: 'refused', release: 'r1' })
    expect((await documentsOf(at)).find(({ path }) => path === '叉车.md')).toMatchObject({ served: false })
    expect((await put(at, `${desk}/serving`, { release: 'latest' })).body).toMatchObject({ serving: 'latest' })
    const now = await answerOf(at, question)
    expect([now.outcome, now.release]).toEqual(['answered', undefined])
  })

  it('that were never made are named with those that were', async () => {
    const at = await served()
    await at.post(`${desk}/releases`, {})
    const reply = await put(at, `${desk}/serving`, { release: 'r9' })
    expect(reply.body).toMatchObject({ status: 404, code: 'RELEASE_NOT_FOUND' })
    expect(reply.text).toContain('r1')
  })
})

describe('gaps', () => {
  it('are the refused questions, and become documents that answer them', async () => {
    const at = await served()
    const question = '叉车充电间夜间要开什么？'
    await answerOf(at, question)
    await answerOf(at, '叉车充电间 夜间要开什么?')
    const gaps = async () => z.strictObject({ gaps: z.array(knowledgeGap) }).parse((await at.send(`${desk}/gaps`)).body).gaps
    expect(await gaps()).toMatchObject([{ question, count: 2, status: 'open' }])
    const [gap] = await gaps()
    const path = `${desk}/gaps/${gap!.id}`
    expect((await at.post(`${path}/answer`, { answer: '  ' })).status).toBe(400)
    expect((await at.post(`${path}/answer`, { answer: '开启排风机。', knowledge: 'none' })).body).toMatchObject({
      code: 'KNOWLEDGE_NOT_FOUND',
    })
    expect((await at.post(`${path}/answer`, { answer: '叉车充电间夜间须开启排风机。', knowledge: 'notices' })).status).toBe(201)
    expect(await gaps()).toMatchObject([{ status: 'answered', documentId: expect.stringContaining('doc_') }])
    expect(await answerOf(at, question)).toMatchObject({ outcome: 'answered' })
  })

  it('can be dismissed, once', async () => {
    const at = await served()
    await answerOf(at, '今晚食堂吃什么？')
    const { gaps } = (await at.send(`${desk}/gaps`)).body as { gaps: { id: string }[] }
    expect((await at.send(`${desk}/gaps/${gaps[0]!.id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await at.send(`${desk}/gaps/none`, { method: 'DELETE' })).body).toMatchObject({ code: 'GAP_NOT_FOUND' })
  })
})

describe('a sync', () => {
  it('streams its progress and tells what was added, changed, moved, removed and not read', async () => {
    const at = await served()
    const file = (name: string) => join(at.folder.path, 'knowledge', name)
    await rename(file('manuals/spindle.md'), file('manuals/main-spindle.md'))
    await rm(file('notices/2025.md'))
    await writeFile(file('manuals/new.md'), '# 新规程\n\n第一条 开机前检查油位。\n')
    await writeFile(file('manuals/empty.md'), '')
    const before = await idOf(at, spindle)
    const reply = await at.send(`${desk}/sync`, { method: 'POST' })
    expect(reply.headers['content-type']).toContain('text/event-stream')
    const events = eventsOf(reply.text)
    expect(events.some(({ name }) => name === 'progress')).toBe(true)
    expect(events.at(-1)?.name).toBe('report')
    const { reports } = z.strictObject({ reports: z.array(syncReport) }).parse(events.at(-1)?.data)
    expect(reports).toMatchObject([
      {
        knowledge: 'manuals',
        added: ['knowledge/manuals/new.md'],
        moved: [{ from: spindle, to: 'knowledge/manuals/main-spindle.md' }],
        removed: [],
        failed: [{ path: 'knowledge/manuals/empty.md', code: 'FILE_EMPTY' }],
      },
      { knowledge: 'notices', removed: [notice] },
    ])
    expect(await idOf(at, 'knowledge/manuals/main-spindle.md')).toBe(before)
  })
})
