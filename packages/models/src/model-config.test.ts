import { describe, expect, it } from 'vitest'
import { modelFromEnvironment, modelName, type ModelChoice, type ModelConfig } from './model-config.ts'

const price = {
  currency: 'CNY',
  input: 2,
  output: 8,
  asOf: '2026-11-01',
} as const
const own: ModelConfig = {
  ref: 'openai-compatible/deepseek-chat',
  baseUrl: 'https://api.deepseek.com/v1',
  keyEnv: 'DEEPSEEK_API_KEY',
  price,
  maxTokens: 800,
  firstTokenTimeoutMs: 120_000,
}
const local: ModelConfig = { ref: 'local/extractive' }

describe('modelFromEnvironment', () => {
  it.each([
    ['nothing is set', {}],
    ['only an address or a key is set', { KAIWU_BASE_URL: 'http://10.0.0.8/v1', KAIWU_API_KEY: 'k' }],
    ['the model is set to nothing', { KAIWU_MODEL: '' }],
    ['the model is set to blanks', { KAIWU_MODEL: '  ' }],
  ])("leaves the manifest's model alone when %s", (_, environment) => {
    expect(modelFromEnvironment(own, environment)).toBe(own)
  })

  it('goes without a model when told to, whatever else is set', () => {
    expect(modelFromEnvironment(own, { KAIWU_MODEL: 'local/extractive', KAIWU_BASE_URL: 'http://10.0.0.8/v1' })).toBe(
      'local/extractive',
    )
  })

  it.each(['qwen3', 'openai-compatible/qwen3', ' qwen3\r'])('takes %j for a model behind the address given', (model) => {
    expect(modelFromEnvironment(local, { KAIWU_MODEL: model, KAIWU_BASE_URL: 'http://10.0.0.8/v1' })).toEqual({
      ref: 'openai-compatible/qwen3',
      baseUrl: 'http://10.0.0.8/v1',
      keyEnv: 'KAIWU_API_KEY',
    })
  })

  it('keeps a model name that has a slash of its own', () => {
    expect(
      modelFromEnvironment(local, { KAIWU_MODEL: 'Qwen/Qwen3-8B', KAIWU_BASE_URL: 'https://api.siliconflow.cn/v1' }),
    ).toHaveProperty('ref', 'openai-compatible/Qwen/Qwen3-8B')
  })

  it("uses the manifest's address when the environment gives none, or an empty one", () => {
    for (const environment of [{ KAIWU_MODEL: 'deepseek-reasoner' }, { KAIWU_MODEL: 'deepseek-reasoner', KAIWU_BASE_URL: '' }]) {
      expect(modelFromEnvironment(own, environment)).toMatchObject({
        ref: 'openai-compatible/deepseek-reasoner',
        baseUrl: own.baseUrl,
        keyEnv: 'DEEPSEEK_API_KEY',
      })
      expect(modelFromEnvironment(own, { ...environment, KAIWU_API_KEY: 'k' })).toMatchObject({ keyEnv: 'KAIWU_API_KEY' })
    }
  })

  it("never gives the manifest's key, or its address, to another service", () => {
    const zhipu: ModelConfig = { ref: 'zhipu/glm-5.2', keyEnv: 'ZHIPU_PLANT_KEY', maxTokens: 800 }
    expect(modelFromEnvironment(zhipu, { KAIWU_MODEL: 'deepseek/deepseek-flash' })).toEqual({
      ref: 'deepseek/deepseek-flash',
      maxTokens: 800,
    })
    expect(modelFromEnvironment(zhipu, { KAIWU_MODEL: 'zhipu/glm-5.3' })).toMatchObject({ keyEnv: 'ZHIPU_PLANT_KEY' })
    expect(modelFromEnvironment(own, { KAIWU_MODEL: 'moonshot/kimi-k3' })).toEqual({
      ref: 'moonshot/kimi-k3',
      maxTokens: 800,
      firstTokenTimeoutMs: 120_000,
    })
    expect(modelFromEnvironment(own, { KAIWU_MODEL: 'qwen3', KAIWU_BASE_URL: 'http://10.0.0.8/v1' })).toMatchObject({
      keyEnv: 'KAIWU_API_KEY',
    })
  })

  it('takes a bare name without an address for an alias', () => {
    expect(modelFromEnvironment(local, { KAIWU_MODEL: 'qwen3', KAIWU_API_KEY: 'k' })).toBe('qwen3')
  })

  it('knows providers by name, with their own key unless another is given', () => {
    expect(modelFromEnvironment(local, { KAIWU_MODEL: 'deepseek/deepseek-flash' })).toEqual({ ref: 'deepseek/deepseek-flash' })
    expect(modelFromEnvironment(local, { KAIWU_MODEL: 'deepseek/deepseek-flash', KAIWU_API_KEY: 'k' })).toEqual({
      ref: 'deepseek/deepseek-flash',
      keyEnv: 'KAIWU_API_KEY',
    })
  })

  it('keeps the habits of a server in the house behind the address given', () => {
    expect(modelFromEnvironment(local, { KAIWU_MODEL: 'vllm/qwen3', KAIWU_BASE_URL: 'http://10.0.0.8:8000/v1' })).toMatchObject({
      ref: 'vllm/qwen3',
      baseUrl: 'http://10.0.0.8:8000/v1',
    })
  })

  it('takes several names as one for when the other fails', () => {
    expect(modelFromEnvironment(own, { KAIWU_MODEL: 'deepseek/deepseek-flash, local/extractive' })).toEqual([
      'deepseek/deepseek-flash',
      'local/extractive',
    ])
  })

  it('keeps the limits of the manifest: an answer does not get longer by another model', () => {
    expect(modelFromEnvironment(own, { KAIWU_MODEL: 'qwen3', KAIWU_BASE_URL: 'http://10.0.0.8/v1' })).toMatchObject({
      maxTokens: 800,
      firstTokenTimeoutMs: 120_000,
    })
  })

  it.each([
    ['another model', { KAIWU_MODEL: 'deepseek-reasoner' }],
    ["a model whose name the manifest's ends with", { KAIWU_MODEL: 'chat' }],
    ['the same name at another address', { KAIWU_MODEL: 'deepseek-chat', KAIWU_BASE_URL: 'http://10.0.0.8/v1' }],
  ])('does not price %s', (_, environment) => {
    expect(modelFromEnvironment(own, environment)).not.toHaveProperty('price')
  })

  it('keeps the price of the very same model', () => {
    for (const model of ['deepseek-chat', 'openai-compatible/deepseek-chat'])
      expect(modelFromEnvironment(own, { KAIWU_MODEL: model })).toMatchObject({ price })
  })
})

describe('modelName', () => {
  it.each<[ModelChoice, string]>([
    ['local/extractive', 'local/extractive'],
    [own, 'openai-compatible/deepseek-chat'],
    [['a/x', 'b/y'], 'a/x → b/y'],
    [{ fallback: ['a/x', { cheapest: ['b/y', 'c/z'] }] }, 'a/x → ¥↓(b/y, c/z)'],
    [
      [
        {
          weighted: [
            { model: 'a/x', weight: 3 },
            { model: 'b/y', weight: 1 },
          ],
        },
        'c/z',
      ],
      '(a/x×3 | b/y×1) → c/z',
    ],
  ])('says %j in words', (choice, words) => {
    expect(modelName(choice)).toBe(words)
  })
})
