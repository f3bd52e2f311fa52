import type { Document } from '@langchain/core/documents'
import { RunnableLambda, RunnableSequence } from '@langchain/core/runnables'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KaiwuRetriever, type KaiwuDocumentMetadata } from './langchain.ts'
import { bytesOfText, testKnowledge, textFiles, type TestKnowledge } from './test-knowledge.ts'

let base: TestKnowledge

beforeAll(async () => {
  base = await testKnowledge()
  await base.knowledge().sync(
    'policies',
    textFiles({
      'rent.md':
        '# 租房补贴办法\n\n云政规〔2024〕6号\n\n第一条　租房补贴标准为每人每月1500元。\n\n第二条　租房补贴按月发放。\n\n第三条　本办法自2024年5月1日起施行。\n',
      'old.md': '# 租房补贴旧办法\n\n第一条　租房补贴标准为每人每月800元。\n\n有效期至2024年4月30日\n',
    }),
  )
  await base
    .knowledge()
    .sync('manuals', textFiles({ 'pump.md': '# 水泵手册\n\n## 1 润滑\n\n水泵轴承每500小时加注锂基脂，租房补贴与此无关。\n' }))
})
afterAll(() => base.remove())

const retriever = (more: object = {}) => new KaiwuRetriever({ source: base.knowledge(), ...more })

describe('KaiwuRetriever', () => {
  it('gives documents with all it takes to cite them', async () => {
    const [first] = await retriever().invoke('租房补贴标准每人每月多少')
    const [hit] = (await base.knowledge().search({ query: '租房补贴标准每人每月多少' })).hits
    expect(first).toMatchObject({ pageContent: '第一条　租房补贴标准为每人每月1500元。', id: hit!.passage.id })
    expect(first!.metadata).toEqual({
      passageId: hit!.passage.id,
      documentId: hit!.document.id,
      source: 'rent.md',
      title: '租房补贴办法',
      number: '云政规〔2024〕6号',
      path: ['租房补贴办法'],
      locator: '第一条',
      validity: 'in-force',
      revision: 1,
      score: hit!.score,
    })
  })

  it('keeps to its number of documents, its knowledges and its day', async () => {
    expect(await retriever({ top: 1 }).invoke('租房补贴')).toHaveLength(1)
    expect((await retriever({ knowledge: ['manuals'] }).invoke('租房补贴')).map(({ metadata }) => metadata.source)).toEqual([
      'pump.md',
    ])
    expect(
      (await retriever({ asOf: '2024-04-30', knowledge: ['policies'], top: 1 }).invoke('租房补贴标准'))[0]!.pageContent,
    ).toContain('800元')
    expect(
      (await retriever({ knowledge: ['policies'] }).invoke('租房补贴标准')).every(
        ({ pageContent }) => !pageContent.includes('800元'),
      ),
    ).toBe(true)
  })

  it('gives documents with labels to those who hold one', async () => {
    const { id } = await base.knowledge().add('policies', 'pay.md', bytesOfText('# 工资表\n\n第一条　张三的工资为八千元。\n'))
    await base.knowledge().setAccess(id, ['人事'])
    const sources = async (more: object) => (await retriever(more).invoke('张三的工资')).map(({ metadata }) => metadata.source)
    expect(await sources({})).not.toContain('pay.md')
    expect((await sources({ access: ['人事'] }))[0]).toBe('pay.md')
    await base.knowledge().remove(id)
  })

  it('gives nothing where nothing is found', async () => {
    expect(await retriever().invoke('\0')).toEqual([])
    expect(await retriever({ knowledge: ['nobody'] }).invoke('租房补贴')).toEqual([])
  })

  it('works as a step of a chain, in batches, and tells callbacks what it did', async () => {
    const joined = RunnableLambda.from((documents: Document<KaiwuDocumentMetadata>[]) =>
      documents.map(({ metadata }) => `${metadata.title} ${metadata.locator}`).join('；'),
    )
    const chain = RunnableSequence.from([
      RunnableLambda.from(({ question }: { question: string }) => question),
      retriever({ top: 1 }),
      joined,
    ])
    const seen: string[] = []
    const callbacks = [
      {
        handleRetrieverStart: (_: unknown, query: string) => void seen.push(query),
        handleRetrieverEnd: (documents: readonly unknown[]) => void seen.push(String(documents.length)),
      },
    ]
    expect(await chain.invoke({ question: '租房补贴标准每人每月多少' }, { callbacks })).toBe('租房补贴办法 第一条')
    expect(seen).toEqual(['租房补贴标准每人每月多少', '1'])
    expect(await chain.batch([{ question: '租房补贴按月发放' }, { question: '水泵轴承' }])).toEqual([
      '租房补贴办法 第二条',
      '水泵手册 1',
    ])
  })

  it('names itself to LangChain', () => {
    expect(KaiwuRetriever.lc_name()).toBe('KaiwuRetriever')
    expect(retriever().lc_namespace).toEqual(['kaiwu', 'retrievers'])
  })
})
