import { describe, expect, it } from 'vitest'
import { providerById } from './all-providers.ts'
import { matchesModel, modelFacts } from './model-facts.ts'
import { defineProvider, type Provider } from './provider.ts'

function factsOf(ref: string, override = {}) {
  const slash = ref.indexOf('/')
  return modelFacts(providerById(ref.slice(0, slash))!, ref.slice(slash + 1), override)
}

const made: Provider = defineProvider({
  id: 'made',
  name: { zh: '甲', en: 'Made' },
  baseUrl: 'https://made.example/v1',
  auth: 'bearer',
  chat: { quirks: ['json-word'], structuredOutput: 'json_object', thinkingSwitch: 'thinking-type', replay: 'never' },
  models: { 'big-1': { contextTokens: 3, quirks: ['think-tags'] } },
  families: [
    { match: 'big-*', contextTokens: 1, maxOutputTokens: 1, replay: 'always', quirks: ['replay-reasoning', 'json-word'] },
    { match: '*-1', contextTokens: 2, maxOutputTokens: 2 },
  ],
  embeddings: { maxBatch: 7, models: { vec: { dimension: 4 } } },
  rerank: {
    shape: 'cohere',
    url: '/rerank',
    maxTexts: 9,
    models: { own: { url: 'https://made.example/native', shape: 'dashscope' } },
  },
  errors: [],
  limits: [],
  sources: ['a test'],
  asOf: '2026-11-22',
})

describe('matchesModel', () => {
  it.each([
    ['gpt-5*', 'gpt-5.4-mini', true],
    ['gpt-5*', 'gpt-4o', false],
    ['o*', 'gpt-o', false],
    ['general', 'generalv3', false],
    ['*deepseek-v4*', 'deepseek-ai/DeepSeek-V4-Flash', true],
    ['*deepseek-v4*', 'deepseek-v3.2', false],
    ['kimi-k2.*', 'kimi-k2-0711', false],
    ['kimi-k2.*', 'kimi-k2.', true],
    ['qwen3-*b', 'qwen3-30b-a3b', true],
    ['qwen3-*b', 'qwen3-max', false],
    ['a*b*c', 'a-c-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['ab*ba', 'aba', false],
    ['*', '', true],
    ['a.c', 'abc', false],
  ])('%s takes %s: %s', (pattern, model, expected) => {
    expect(matchesModel(pattern, model)).toBe(expected)
  })
})

describe('modelFacts', () => {
  it('lets families in order, then the model itself, then the operator say more than what is before', () => {
    expect(modelFacts(made, 'big-1')).toMatchObject({
      contextTokens: 3,
      maxOutputTokens: 2,
      replay: 'always',
      structuredOutput: 'json_object',
    })
    expect(modelFacts(made, 'big-1', { contextTokens: 9, replay: 'never' })).toMatchObject({ contextTokens: 9, replay: 'never' })
    expect(modelFacts(made, 'other')).toMatchObject({ replay: 'never', thinkingSwitch: 'thinking-type' })
    expect(modelFacts(made, 'other').contextTokens).toBeUndefined()
  })

  it('adds quirks up and names each once', () => {
    const { quirks } = modelFacts(made, 'big-1', { quirks: ['no-message-names', 'json-word'] })
    expect(quirks).toEqual(['json-word', 'replay-reasoning', 'think-tags', 'no-message-names'])
  })

  it('takes no model for known that only an object has', () => {
    expect(modelFacts(made, 'constructor').contextTokens).toBeUndefined()
    expect(modelFacts(made, '__proto__').embedding).toEqual({ maxBatch: 7, baseUrl: 'https://made.example/v1' })
  })

  it('knows embeddings and reranking of models nobody described', () => {
    expect(modelFacts(made, 'vec').embedding).toEqual({ maxBatch: 7, baseUrl: 'https://made.example/v1', dimension: 4 })
    expect(modelFacts(made, 'new').embedding).toEqual({ maxBatch: 7, baseUrl: 'https://made.example/v1' })
    expect(modelFacts(made, 'new').rerank).toEqual({ shape: 'cohere', url: 'https://made.example/v1/rerank', maxTexts: 9 })
    expect(modelFacts(made, 'own').rerank).toEqual({ shape: 'dashscope', url: 'https://made.example/native', maxTexts: 9 })
    expect(modelFacts(made, 'vec', { embedding: { dimension: 8, maxBatch: 1 } }).embedding).toMatchObject({
      dimension: 8,
      maxBatch: 1,
    })
  })

  it('makes embeddings of a provider without them when the operator says so', () => {
    expect(factsOf('deepseek/deepseek-flash').embedding).toBeUndefined()
    expect(factsOf('deepseek/vec', { embedding: { dimension: 3 } }).embedding).toEqual({
      maxBatch: 1,
      baseUrl: 'https://api.deepseek.com',
      dimension: 3,
    })
  })
})

describe('what models are known for', () => {
  it.each(['openai/o3-mini', 'openai/gpt-5-nano', 'openai/gpt-6-sol', 'azure-openai/my-gpt-5.4'])(
    '%s: no temperature, max_completion_tokens',
    (ref) => {
      expect(factsOf(ref).quirks).toEqual(expect.arrayContaining(['fixed-sampling', 'max-completion-tokens']))
    },
  )

  it('leaves older models of OpenAI their temperature', () => {
    expect(factsOf('openai/gpt-4o').quirks).toEqual(['json-word'])
  })

  it.each([
    'deepseek/deepseek-flash',
    'deepseek/deepseek-v9',
    'qianfan/deepseek-v4-pro',
    'siliconflow/deepseek-ai/DeepSeek-V3.2',
    'openrouter/deepseek/deepseek-v4-flash',
  ])('%s has its thoughts sent back with tool calls', (ref) => {
    const facts = factsOf(ref)
    expect(facts.replay).toBe('tool-calls')
    expect(facts.quirks).toContain('replay-reasoning')
  })

  it.each(['deepseek/deepseek-r1', 'siliconflow/deepseek-ai/DeepSeek-R1', 'huawei-maas/deepseek-r1-0528'])(
    '%s never has',
    (ref) => {
      expect(factsOf(ref).replay).toBe('never')
    },
  )

  it.each([
    'moonshot/kimi-k2.6',
    'moonshot/kimi-k3',
    'siliconflow/Pro/moonshotai/Kimi-K2.6',
    'dashscope/kimi-k2.5',
    'volcengine/kimi-k2.6',
  ])('%s: thoughts always sent back, sampling fixed, plain tool schemas', (ref) => {
    const facts = factsOf(ref)
    expect(facts.replay).toBe('always')
    expect(facts.quirks).toEqual(expect.arrayContaining(['replay-reasoning', 'fixed-sampling', 'plain-tool-schemas']))
  })

  it('leaves moonshot-v1 its temperature and its thoughts', () => {
    const facts = factsOf('moonshot/moonshot-v1-8k')
    expect(facts.quirks).not.toContain('fixed-sampling')
    expect(facts.replay ?? 'never').toBe('never')
  })

  it('switches thinking as the host does, whoever made the model', () => {
    expect(factsOf('qianfan/deepseek-v4-pro').thinkingSwitch).toBe('thinking-type')
    expect(factsOf('qianfan/ernie-5.0').thinkingSwitch).toBe('enable-thinking')
    expect(factsOf('dashscope/glm-5.2').thinkingSwitch).toBe('enable-thinking')
    expect(factsOf('huawei-maas/qwen3-32b').thinkingSwitch).toBe('chat-template')
    expect(factsOf('huawei-maas/glm-5.1').thinkingSwitch).toBe('thinking-type')
    expect(factsOf('minimax/MiniMax-M3').thinkingSwitch).toBe('thinking-adaptive')
    expect(factsOf('minimax/MiniMax-M2.7').thinkingSwitch).toBeUndefined()
    expect(factsOf('openrouter/z-ai/glm-5.2').thinkingSwitch).toBe('reasoning-object')
  })

  it('finds both HTTP surfaces of Spark', () => {
    expect(factsOf('spark/4.0Ultra').baseUrl).toBeUndefined()
    expect(factsOf('spark/spark-x').baseUrl).toBe('https://spark-api-open.xf-yun.com/v2')
    expect(factsOf('spark/lite').quirks).toContain('no-system-role')
    expect(factsOf('spark/4.0Ultra').quirks).not.toContain('no-system-role')
  })

  it('finds both rerank forms of DashScope, the first in the plural and not below compatible-mode', () => {
    expect(factsOf('dashscope/qwen3-rerank').rerank).toMatchObject({
      shape: 'cohere',
      url: 'https://dashscope.aliyuncs.com/compatible-api/v1/reranks',
    })
    expect(factsOf('dashscope/gte-rerank-v2').rerank).toMatchObject({
      shape: 'dashscope',
      url: expect.stringMatching(/\/text-rerank$/),
    })
    expect(factsOf('siliconflow/BAAI/bge-reranker-v2-m3').rerank?.url).toBe('https://api.siliconflow.cn/v1/rerank')
    expect(factsOf('tei/BAAI/bge-reranker-v2-m3').rerank).toMatchObject({ shape: 'tei', url: 'http://localhost:8080/rerank' })
  })

  it('asks only for answers in a form where the model keeps to it', () => {
    expect(factsOf('dashscope/qwen3.8-max').structuredOutput).toBe('json_schema')
    expect(factsOf('dashscope/qwen3.7-max').structuredOutput).toBe('json_object')
    // A model that always thinks would lose the form it was asked for.
    expect(factsOf('dashscope/qwen3.8-max').quirks).not.toContain('no-json-when-thinking')
    expect(factsOf('dashscope/qwen-plus').quirks).toContain('no-json-when-thinking')
    expect(factsOf('spark/lite').structuredOutput).toBe('none')
    expect(factsOf('openai-compatible/anything').structuredOutput).toBe('none')
  })

  it('puts the sentence in front of questions to bge-*-zh and to no other', () => {
    expect(factsOf('siliconflow/BAAI/bge-large-zh-v1.5').embedding?.queryPrefix).toMatch(
      /^为这个句子生成表示以用于检索相关文章：$/,
    )
    expect(factsOf('siliconflow/BAAI/bge-m3').embedding?.queryPrefix).toBeUndefined()
  })
})
