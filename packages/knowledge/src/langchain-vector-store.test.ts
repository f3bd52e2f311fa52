import { Document } from '@langchain/core/documents'
import { FakeEmbeddings } from '@langchain/core/utils/testing'
import { describe, expect, it } from 'vitest'
import { KaiwuVectorStore, type KaiwuVectorStoreConfig } from './langchain-vector-store.ts'
import { memoryRecords, vectorOf } from './together/test-record-store.ts'

class WordEmbeddings extends FakeEmbeddings {
  override embedQuery(text: string): Promise<number[]> {
    return Promise.resolve([...vectorOf(text)])
  }
}

function open(config: Partial<KaiwuVectorStoreConfig> = {}): {
  store: KaiwuVectorStore
  records: ReturnType<typeof memoryRecords>
} {
  const records = memoryRecords()
  return { store: new KaiwuVectorStore(new WordEmbeddings(), { store: records, knowledge: 'notes', ...config }), records }
}

const oil = new Document({ pageContent: '主轴每两千小时换油', metadata: { machine: 'HX-630' } })
const filter = new Document({ pageContent: '滤芯每半年更换', metadata: { machine: 'HX-500' } })
const texts = (documents: readonly { pageContent: string }[]) => documents.map(({ pageContent }) => pageContent)

describe('KaiwuVectorStore: adding and removing', () => {
  it('gives ids, and finds what was added with its id and metadata as they were', async () => {
    const { store } = open()
    const [id] = await store.addDocuments([oil, filter])
    const [found] = await store.similaritySearch('主轴换油', 1)
    expect(found).toEqual(new Document({ ...oil, id: id! }))
  })

  it('keeps given ids, and replaces what has one', async () => {
    const { store } = open()
    expect(await store.addDocuments([new Document({ ...oil, id: 'a' }), filter], { ids: ['x', 'y'] })).toEqual(['x', 'y'])
    expect(await store.addDocuments([new Document({ ...oil, id: 'a' })])).toEqual(['a'])
    await store.addDocuments([new Document({ pageContent: '主轴每千小时换油', id: 'a' })])
    expect(
      (await store.similaritySearch('主轴换油', 9)).filter(({ id }) => id === 'a').map(({ pageContent }) => pageContent),
    ).toEqual(['主轴每千小时换油'])
  })

  it('removes by id, and ignores unknown ones', async () => {
    const { store } = open()
    const ids = await store.addDocuments([oil, filter])
    await store.delete({ ids: [ids[0]!, 'nobody'] })
    expect(texts(await store.similaritySearch('主轴换油', 9))).toEqual([filter.pageContent])
  })

  it('removes nothing without ids', async () => {
    const { store } = open()
    await store.addDocuments([oil])
    await expect(store.delete()).rejects.toMatchObject({ code: 'RECORD_IDS_WRONG' })
    await expect(store.delete({})).rejects.toMatchObject({ code: 'RECORD_IDS_WRONG' })
    expect(await store.similaritySearch('主轴')).toHaveLength(1)
  })

  it('refuses ids that are too few, and ready vectors, and adds nothing then', async () => {
    const { store, records } = open()
    await expect(store.addDocuments([oil, filter], { ids: ['x'] })).rejects.toMatchObject({ code: 'RECORD_IDS_WRONG' })
    await expect(store.addVectors()).rejects.toMatchObject({ code: 'VECTORS_NOT_TAKEN' })
    expect(records.size()).toBe(0)
    expect(await store.addDocuments([])).toEqual([])
  })
})

describe('KaiwuVectorStore: finding', () => {
  it('finds nothing in an empty store, and no more than asked for', async () => {
    const { store } = open()
    expect(await store.similaritySearch('主轴')).toEqual([])
    await store.addDocuments(Array.from({ length: 9 }, (_, at) => new Document({ pageContent: `主轴换油 ${at}` })))
    expect(await store.similaritySearch('主轴换油')).toHaveLength(4)
    expect(await store.similaritySearch('主轴换油', 2)).toHaveLength(2)
    expect(await store.similaritySearch('主轴换油', 0)).toEqual([])
  })

  it('gives scores that fall, higher the better', async () => {
    const { store } = open()
    await store.addDocuments([filter, oil, new Document({ pageContent: '主轴' })])
    const found = await store.similaritySearchWithScore('主轴每两千小时换油', 3)
    expect(found[0]![0].pageContent).toBe(oil.pageContent)
    const scores = found.map(([, score]) => score)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    expect(scores[0]).toBeGreaterThan(scores[2]!)
  })

  it('gives cosines by similarity, of a text and of a vector', async () => {
    const { store } = open({ by: 'similarity' })
    await store.addDocuments([oil, filter])
    const [first, second] = await store.similaritySearchWithScore(oil.pageContent, 2)
    expect(first![1]).toBeCloseTo(1, 5)
    expect(second![1]).toBeLessThan(0.9)
    expect(await store.similaritySearchVectorWithScore([...vectorOf(oil.pageContent)], 2)).toEqual([first, second])
  })

  it('says so where there are no vectors', async () => {
    const { searchVector: _, ...records } = memoryRecords()
    const { store } = open({ store: records, by: 'similarity' })
    await expect(store.similaritySearch('主轴')).rejects.toMatchObject({ code: 'VECTOR_SEARCH_MISSING' })
  })

  it('keeps to its knowledge, and to filters of metadata, days and labels', async () => {
    const { store, records } = open()
    await store.addDocuments([oil, filter])
    await records.put('others', [{ text: '主轴每两千小时换油' }])
    expect(await store.similaritySearch('主轴换油', 9)).toHaveLength(2)
    expect(texts(await store.similaritySearch('换油', 9, { metadata: { machine: 'HX-500' } }))).toEqual([filter.pageContent])
    expect(await store.similaritySearch('换油', 9, { metadata: { machine: ['HX-500', 'HX-630'] } })).toHaveLength(2)
    expect(await store.similaritySearch('换油', 9, { knowledge: ['others'] })).toHaveLength(1)
    await store.similaritySearch('换油', 3, { asOf: '2024-01-01', access: ['设备'] })
    expect(records.lastRequest()).toEqual({ query: '换油', top: 3, knowledge: ['notes'], asOf: '2024-01-01', access: ['设备'] })
  })

  it('has a filter of its own for searches that bring none', async () => {
    const { store, records } = open({ filter: { access: ['人事'] } })
    await store.similaritySearch('工资', 2)
    expect(records.lastRequest()).toEqual({ query: '工资', top: 2, knowledge: ['notes'], access: ['人事'] })
  })

  it('chooses unlike ones for maximal marginal relevance', async () => {
    const { store } = open()
    const said = ['主轴换油每两千小时一次', '主轴换油每两千小时一次。', '主轴轴承响要停机检查']
    await store.addDocuments(said.map((pageContent) => new Document({ pageContent })))
    const chosen = async (lambda: number) => texts(await store.maxMarginalRelevanceSearch('主轴换油每两千小时', { k: 2, lambda }))
    expect(await chosen(1)).toEqual([said[0], said[1]])
    expect(await chosen(0.5)).toEqual([said[0], said[2]])
    expect(await chosen(0)).toEqual([said[0], said[2]])
  })
})

describe('KaiwuVectorStore: as LangChain uses it', () => {
  it('is a retriever, in batches too, and by maximal marginal relevance', async () => {
    const { store } = open()
    await store.addDocuments([oil, filter])
    const retriever = store.asRetriever({ k: 1, filter: { metadata: { machine: 'HX-630' } } })
    expect(texts(await retriever.invoke('滤芯'))).toEqual([oil.pageContent])
    expect((await store.asRetriever(1).batch(['主轴', '滤芯'])).map(texts)).toEqual([[oil.pageContent], [filter.pageContent]])
    const mmr = store.asRetriever({ searchType: 'mmr', k: 2, searchKwargs: { fetchK: 5, lambda: 0.3 } })
    expect(await mmr.invoke('主轴')).toHaveLength(2)
    await retriever.addDocuments([new Document({ pageContent: '新的一条' })])
    expect(texts(await store.similaritySearch('新的一条', 1))).toEqual(['新的一条'])
  })

  it('is made of texts, with metadata for all or for each, and of documents', async () => {
    const config = (): KaiwuVectorStoreConfig => ({ store: memoryRecords(), knowledge: 'notes' })
    const one = await KaiwuVectorStore.fromTexts(['甲', '乙'], { from: 'a' }, new WordEmbeddings(), config())
    expect((await one.similaritySearch('甲', 9)).map(({ metadata }) => metadata)).toEqual([{ from: 'a' }, { from: 'a' }])
    const each = await KaiwuVectorStore.fromTexts(['甲', '乙'], [{ n: 1 }, { n: 2 }], new WordEmbeddings(), config())
    expect((await each.similaritySearch('乙', 1))[0]!.metadata).toEqual({ n: 2 })
    const made = await KaiwuVectorStore.fromDocuments([oil], new WordEmbeddings(), config())
    expect(texts(await made.similaritySearch('主轴'))).toEqual([oil.pageContent])
  })

  it('hands out copies: changing a found document changes nothing stored', async () => {
    const { store } = open()
    await store.addDocuments([oil])
    const [found] = await store.similaritySearch('主轴')
    found!.metadata['machine'] = 'X'
    expect((await store.similaritySearch('主轴'))[0]!.metadata).toEqual({ machine: 'HX-630' })
  })

  it('names itself', () => {
    expect(KaiwuVectorStore.lc_name()).toBe('KaiwuVectorStore')
    expect(open().store._vectorstoreType()).toBe('kaiwu')
  })
})
