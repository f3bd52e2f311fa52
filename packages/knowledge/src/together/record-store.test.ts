import { Document } from '@langchain/core/documents'
import { FakeEmbeddings } from '@langchain/core/utils/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Knowledge } from '../knowledge.ts'
import { fromLangChain, KaiwuRetriever, KaiwuVectorStore, recordStore, type KaiwuVectorStoreConfig } from '../langchain.ts'
import { openWith, testFolder } from '../vectors/test-vector-knowledge.ts'
import { textFiles } from '../test-knowledge.ts'
import { vectorOf } from './test-record-store.ts'

/** Texts of the same words point the same way. */
class WordEmbeddings extends FakeEmbeddings {
  override embedQuery(text: string): Promise<number[]> {
    return Promise.resolve([...vectorOf(text)])
  }
  override embedDocuments(texts: string[]): Promise<number[][]> {
    return Promise.resolve(texts.map((text) => [...vectorOf(text)]))
  }
}

const embeddings = new WordEmbeddings()
const embedder = fromLangChain(embeddings, { ref: 'test/words', dimension: 64 })
const oil = new Document({ pageContent: '主轴每两千小时换油。\n\n  型号见铭牌', metadata: { machine: 'HX-630', tags: ['油'] } })
const filter = new Document({ pageContent: '滤芯每半年更换', metadata: { machine: 'HX-500' } })
const texts = (documents: readonly { pageContent: string }[]) => documents.map(({ pageContent }) => pageContent)

let folder: string
let knowledge: Knowledge
beforeEach(async () => {
  folder = testFolder()
  knowledge = (await openWith(folder, embedder)).knowledge
})

function open(config: Partial<KaiwuVectorStoreConfig> = {}): KaiwuVectorStore {
  return new KaiwuVectorStore(embeddings, { store: recordStore(knowledge), knowledge: 'notes', ...config })
}

describe('KaiwuVectorStore over a knowledge', () => {
  it('gives back what was added, with its id and metadata, also after a restart', async () => {
    const [id] = await open().addDocuments([oil, filter])
    const wanted = new Document({ ...oil, id: id! })
    expect(await open().similaritySearch('主轴每两千小时换油', 1)).toEqual([wanted])
    knowledge = (await openWith(folder, embedder)).knowledge
    expect(await open().similaritySearch('主轴每两千小时换油', 1)).toEqual([wanted])
    expect(await open().similaritySearchVectorWithScore([...vectorOf(oil.pageContent)], 1)).toEqual([
      [wanted, expect.closeTo(1, 3)],
    ])
  })

  it('replaces by id, in its own knowledge alone, and removes by id', async () => {
    const store = open()
    await store.addDocuments([new Document({ ...oil, id: 'a' }), filter], { ids: ['a', 'b'] })
    await open({ knowledge: 'others' }).addDocuments([new Document({ ...oil, id: 'a' })])
    await store.addDocuments([new Document({ pageContent: '主轴每千小时换油', id: 'a' })])
    expect(texts(await store.similaritySearch('主轴换油', 9)).sort()).toEqual(['主轴每千小时换油', filter.pageContent].sort())
    await store.delete({ ids: ['a', 'nobody'] })
    expect(texts(await store.similaritySearch('主轴换油', 9))).toEqual([filter.pageContent])
    expect(await open({ knowledge: 'others' }).similaritySearch('主轴换油', 9)).toHaveLength(1)
  })

  it('gives cosines by similarity, and the same for a text and for its vector', async () => {
    const store = open({ by: 'similarity' })
    await store.addDocuments([oil, filter])
    const [first, second] = await store.similaritySearchWithScore(oil.pageContent, 2)
    expect(first![1]).toBeCloseTo(1, 3)
    expect(second![1]).toBeLessThan(0.9)
    expect(await store.similaritySearchVectorWithScore([...vectorOf(oil.pageContent)], 2)).toEqual([first, second])
    expect(await store.similaritySearchVectorWithScore([...vectorOf(oil.pageContent)], 0)).toEqual([])
  })

  it('filters while it searches: what fits is found however much does not', async () => {
    const store = open()
    const many = Array.from(
      { length: 300 },
      (_, at) => new Document({ pageContent: `主轴换油 ${at}`, metadata: { machine: 'HX-630' } }),
    )
    await store.addDocuments([...many, filter])
    const where = { metadata: { machine: ['HX-500', 'none'] } }
    expect(texts(await store.similaritySearch('主轴换油', 4, where))).toEqual([filter.pageContent])
    expect(texts(await open({ by: 'similarity' }).similaritySearch('主轴换油', 4, where))).toEqual([filter.pageContent])
    expect(await store.similaritySearch('主轴换油', 4, { metadata: { machine: 7 } })).toEqual([])
    expect(await store.asRetriever({ k: 3 }).invoke('主轴')).toHaveLength(3)
  })

  it('finds a long text by its passages, each under its id', async () => {
    const long = Array.from(
      { length: 60 },
      (_, at) => `第${at}节：${at === 41 ? '蓄能器充氮' : '设备巡检'}，${'按规程逐项检查并做好记录。'.repeat(8)}`,
    )
    await open().addDocuments([new Document({ pageContent: long.join('\n'), id: 'long', metadata: { n: 1 } })])
    const [first] = await open().similaritySearch('蓄能器充氮', 1)
    expect([first!.id, first!.metadata]).toEqual(['long', { n: 1 }])
    expect(first!.pageContent).toContain('蓄能器充氮')
    expect(first!.pageContent.length).toBeLessThan(3001)
  })

  it('chooses unlike ones, is a retriever, and stands beside documents of files', async () => {
    await knowledge.sync('files', textFiles({ 'pump.md': '# 水泵手册\n\n## 1 润滑\n\n主轴每两千小时换油。\n' }))
    await open().addDocuments([oil, filter])
    const [passage] = await open().similaritySearch('主轴换油', 1, { knowledge: ['files'] })
    expect([passage!.metadata, passage!.id]).toEqual([{}, expect.stringMatching(/^doc_.*\.\d+$/)])
    const mmr = open().asRetriever({ searchType: 'mmr', k: 2, searchKwargs: { fetchK: 5, lambda: 0.3 } })
    expect(await mmr.invoke('主轴')).toHaveLength(2)
    const retriever = new KaiwuRetriever({ source: knowledge, top: 5, where: { metadata: { machine: 'HX-630' } } })
    expect((await retriever.invoke('换油')).map(({ metadata }) => metadata.metadata)).toEqual([oil.metadata])
  })

  it('adds nothing when embedding fails or a text is empty', async () => {
    await expect(open().addDocuments([oil, new Document({ pageContent: '  ' })])).rejects.toMatchObject({
      code: 'RECORD_INVALID',
    })
    expect(knowledge.documents()).toEqual([])
  })

  it('works without an embedder by words, and says so when asked for vectors', async () => {
    knowledge = (await openWith(testFolder())).knowledge
    await open().addDocuments([oil, filter])
    expect((await open().similaritySearch('主轴每两千小时换油', 1))[0]!.pageContent).toBe(oil.pageContent)
    await expect(open({ by: 'similarity' }).similaritySearch('主轴')).rejects.toMatchObject({ code: 'VECTOR_SEARCH_MISSING' })
    await expect(knowledge.searchVector(new Float32Array(64), { top: 1 })).rejects.toMatchObject({
      code: 'VECTOR_SEARCH_MISSING',
    })
  })
})
