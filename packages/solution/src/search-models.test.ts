import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fixedClock } from '@kaiwu/core'
import { fakeTokenApi, tempFolder, type TokenScript } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadSolution, openSolution } from './open-solution.ts'

const files = {
  'knowledge/dogs.md': '# 养犬办法\n\n第一条 犬只每年接种一次狂犬病疫苗，费用 60 元。\n\n第二条 遛狗要牵绳。\n',
  'knowledge/rent.md': '# 租房补贴办法\n\n第八条 租房补贴标准为每人每月1500元。\n',
}
/** Vectors by what a text is about, so that 宠物 is near to 犬 without a word in common. */
const embed = (text: string, _: number, dimension: number): readonly number[] => {
  const about = [/[犬狗]|宠物/, /租房|住房|房租/].map((pattern) => (pattern.test(text) ? 1 : 0.01))
  return Array.from({ length: dimension }, (_, at) => about[at] ?? 0.001)
}

async function desk(
  script: TokenScript = {},
  models = 'embedding: siliconflow/BAAI/bge-m3, rerank: siliconflow/BAAI/bge-reranker-v2-m3, chat: local/extractive',
  search = '{}',
) {
  const api = await fakeTokenApi({ vendor: 'siliconflow', embed, ...script })
  const folder = await tempFolder({
    ...files,
    'models.yaml': `providers:\n  siliconflow: { baseUrl: '${api.url}', retry: { most: 0 } }\n`,
    'solution.yaml': `kaiwu: 1\nname: desk\ntitle: 问答台   # 名称\ncontact: 电话 12345\nmodels: { ${models} }\nsearch: ${search}\nknowledge:\n  rules: { from: knowledge/** }\nflow:\n  - find: rules\n  - ask: prompts/answer.md\n`,
    'prompts/answer.md': await readFile(join(import.meta.dirname, '../../../templates/government/prompts/answer.md'), 'utf8'),
  })
  onTestFinished(async () => {
    await api.close()
    await folder.remove()
  })
  const environment = { SILICONFLOW_API_KEY: api.key }
  const open = async () => {
    const definition = await loadSolution(folder.path, { environment })
    const solution = await openSolution(definition, { root: folder.path, environment, clock: fixedClock('2026-11-22') })
    onTestFinished(() => solution.close())
    return solution
  }
  return { api, folder, open }
}

describe('a solution with models for searching', () => {
  it('finds by meaning what shares no word with the question, and has the reranker order it', async () => {
    const { api, open } = await desk()
    const solution = await open()
    await solution.sync()
    const { hits, how } = await solution.knowledge.search({ query: '宠物打针多少钱' })
    expect(hits[0]?.document.path).toBe('knowledge/dogs.md')
    expect(hits[0]?.why.vector?.rank).toBe(1)
    expect(hits[0]?.why.rerank?.model).toBe('siliconflow/BAAI/bge-reranker-v2-m3')
    expect(how.notes).toEqual([])
    expect(solution.knowledge.vectorState()).toMatchObject({ model: 'siliconflow/BAAI/bge-m3', dimension: 1024, passages: 3 })
    expect(api.hits.embeddings).toBeGreaterThan(0)
  })

  it('embeds a folder once: opened again, it asks for the question alone', async () => {
    const { api, open } = await desk()
    const first = await open()
    await first.sync()
    await first.close()
    const before = api.hits.embeddings
    const again = await open()
    await again.sync()
    expect(api.hits.embeddings).toBe(before)
    const { hits } = await again.knowledge.search({ query: '宠物打针多少钱' })
    expect(hits[0]?.document.path).toBe('knowledge/dogs.md')
    expect(api.hits.embeddings).toBe(before + 1)
  })

  it('goes on by words when the services fail, and says so to the reader', async () => {
    const { api, open } = await desk()
    const solution = await open()
    await solution.sync()
    api.play({ fault: 'unavailable' })
    const { hits, how } = await solution.knowledge.search({ query: '租房补贴标准 疫苗费用' })
    expect(hits[0]?.document.path).toBe('knowledge/rent.md')
    expect(how.notes.map(({ stage }) => stage)).toEqual(['vector', 'rerank'])
    const answer = await solution.answer({ question: '租房补贴标准是多少' })
    expect(answer.outcome).toBe('answered')
    expect(answer.notes.join()).toContain('只按关键词排序')
  })

  it('asks the chat model what a question asks for, where the manifest says so', async () => {
    const parts = ['硕士的租房补贴标准', '养犬的疫苗费用']
    const { api, open } = await desk(
      { answer: JSON.stringify({ questions: parts }) },
      'chat: siliconflow/Qwen/Qwen3-8B',
      '{ decompose: model }',
    )
    const solution = await open()
    await solution.sync()
    const query = '硕士的租房补贴标准和养犬的疫苗费用各是多少？'
    expect((await solution.knowledge.search({ query })).how.decomposed).toMatchObject({ parts, by: 'model' })
    api.play({ fault: 'unavailable' })
    const { how } = await solution.knowledge.search({ query })
    expect([how.decomposed?.by, how.notes.map(({ stage }) => stage)]).toEqual(['rules', ['decompose']])
  })

  it('is refused with another model than its vectors were made with', async () => {
    const { folder, open } = await desk()
    const first = await open()
    await first.sync()
    await first.close()
    const manifest = join(folder.path, 'solution.yaml')
    const { writeFile } = await import('node:fs/promises')
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('BAAI/bge-m3', 'BAAI/bge-large-zh-v1.5'))
    await expect(open()).rejects.toMatchObject({ code: 'EMBEDDING_CHANGED' })
  })

  it('weighs otherwise at once when weights are saved, and after it is opened again', async () => {
    const { folder, open } = await desk()
    const solution = await open()
    const weights = { keyword: 0.2, vector: 2, title: 0.5, path: 0.1 }
    await solution.saveWeights(weights)
    expect(solution.knowledge.weights()).toEqual(weights)
    expect((await solution.knowledge.search({ query: '狗' })).weights).toEqual(weights)
    expect(await readFile(join(folder.path, 'solution.yaml'), 'utf8')).toContain('title: 问答台   # 名称')
    await expect(solution.saveWeights({ ...weights, keyword: 0, vector: 0 })).rejects.toMatchObject({
      code: 'FUSION_SETTING_INVALID',
    })
    await solution.close()
    expect((await open()).knowledge.weights()).toEqual(weights)
  })
})

describe('a question that follows others', () => {
  it('is understood from them, and the reader is told how', async () => {
    const { open } = await desk({}, '')
    const solution = await open()
    await solution.sync()
    const answer = await solution.answer({ question: '那硕士呢？', before: ['博士租房补贴多少'] })
    expect(answer.question).toBe('那硕士呢？')
    expect(answer.notes[0]).toBe('按这样理解：硕士租房补贴多少')
    expect((await solution.answer({ question: '租房补贴标准是多少', before: ['你好'] })).notes).toEqual([])
  })
})
