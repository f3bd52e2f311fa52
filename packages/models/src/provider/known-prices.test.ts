import { priceAt, priceOf, type TokenPrice, type Usage } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { providerById } from './all-providers.ts'
import { modelFacts } from './model-facts.ts'

type Tokens = Partial<Omit<Usage, 'estimated'>>

/** What a call costs, as text: `1.408 CNY`. Without a price: undefined. */
function cost(ref: string, at: string, tokens: Tokens, thinking?: boolean): string | undefined {
  const slash = ref.indexOf('/')
  const facts = modelFacts(providerById(ref.slice(0, slash))!, ref.slice(slash + 1))
  const prices = facts.embedding?.prices ?? facts.rerank?.prices ?? facts.prices ?? []
  const price = priceAt(prices, Date.parse(at))
  return price && costAt(price, at, tokens, thinking)
}

function costAt(price: TokenPrice, at: string, tokens: Tokens, thinking?: boolean): string {
  const usage = { promptTokens: 0, completionTokens: 0, estimated: false, ...tokens }
  const { micros, currency } = priceOf(usage, price, { at: Date.parse(at), ...(thinking === undefined ? {} : { thinking }) })
  return `${micros / 1_000_000} ${currency}`
}

const M = 1_000_000
// 2026-11-23 is a Monday, 2026-11-21 a Saturday.
const night = '2026-11-23T20:00:00+08:00'

describe('known prices, worked out by hand', () => {
  const flash = { promptTokens: M, cachedTokens: 400_000, completionTokens: 200_000 }

  it('deepseek-flash off-peak', () => {
    // 0.6 M × 1 + 0.4 M × 0.02 + 0.2 M × 4 = 0.6 + 0.008 + 0.8
    expect(cost('deepseek/deepseek-flash', night, flash)).toBe('1.408 CNY')
  })

  it.each([
    ['08:59', '1.408 CNY'],
    ['09:00', '2.816 CNY'],
    ['11:59', '2.816 CNY'],
    ['12:00', '1.408 CNY'],
    ['13:59', '1.408 CNY'],
    ['14:00', '2.816 CNY'],
    ['17:59', '2.816 CNY'],
    ['18:00', '1.408 CNY'],
  ])('deepseek-flash on a Monday at %s in Beijing: %s', (time, expected) => {
    // At peak all three rates count twice: 1.408 × 2
    expect(cost('deepseek/deepseek-flash', `2026-11-23T${time}:00+08:00`, flash)).toBe(expected)
  })

  it('deepseek-flash at ten on a weekend, and at ten elsewhere while it is night in Beijing', () => {
    expect(cost('deepseek/deepseek-flash', '2026-11-21T10:00:00+08:00', flash)).toBe('1.408 CNY')
    expect(cost('deepseek/deepseek-flash', '2026-11-22T10:00:00+08:00', flash)).toBe('1.408 CNY')
    expect(cost('deepseek/deepseek-flash', '2026-11-23T10:00:00-08:00', flash)).toBe('1.408 CNY')
    // 01:30 UTC is 09:30 in Beijing.
    expect(cost('deepseek/deepseek-flash', '2026-11-23T01:30:00Z', flash)).toBe('2.816 CNY')
  })

  it('ernie-5.1 above and at 32,000 tokens', () => {
    // 0.04 M × 6 + 0.002 M × 22 = 0.24 + 0.044
    expect(cost('qianfan/ernie-5.1', night, { promptTokens: 40_000, completionTokens: 2_000 })).toBe('0.284 CNY')
    // 0.032 M × 4 + 0.002 M × 18 = 0.128 + 0.036: the tier begins above its threshold
    expect(cost('qianfan/ernie-5.1', night, { promptTokens: 32_000, completionTokens: 2_000 })).toBe('0.164 CNY')
  })

  it('doubao-seed-2-0-pro in its third tier, whose cached rate stays', () => {
    // 0.1 M × 9.6 + 0.05 M × 0.64 + 0.01 M × 48 = 0.96 + 0.032 + 0.48
    const usage = { promptTokens: 150_000, cachedTokens: 50_000, completionTokens: 10_000 }
    expect(cost('volcengine/doubao-seed-2-0-pro-260215', night, usage)).toBe('1.472 CNY')
  })

  it('hy3 in its second tier, with cached tokens', () => {
    // 0.01 M × 1.6 + 0.01 M × 0.6 + 0.001 M × 6.4 = 0.016 + 0.006 + 0.0064
    expect(cost('tencent/hy3', night, { promptTokens: 20_000, cachedTokens: 10_000, completionTokens: 1_000 })).toBe('0.0284 CNY')
  })

  it('qwen-plus with and without thinking', () => {
    const usage = { promptTokens: 100_000, completionTokens: 50_000 }
    // 0.1 M × 0.8 + 0.05 M × 2 = 0.08 + 0.1; thinking: 0.08 + 0.05 M × 8
    expect(cost('dashscope/qwen-plus', night, usage)).toBe('0.18 CNY')
    expect(cost('dashscope/qwen-plus', night, usage, true)).toBe('0.48 CNY')
    expect(cost('dashscope/qwen-plus', night, { ...usage, reasoningTokens: 1 })).toBe('0.48 CNY')
    // 0.2 M × 2.4 + 0.05 M × 20 = 0.48 + 1
    expect(cost('dashscope/qwen-plus', night, { promptTokens: 200_000, completionTokens: 50_000 })).toBe('1.48 CNY')
  })

  it('gpt-5.6-luna with tokens read from and written to the cache', () => {
    // (100,000 − 40,000 − 20,000) × 0.2 + 40,000 × 0.02 + 20,000 × 0.25 + 10,000 × 1.2, all per million
    // = 0.008 + 0.0008 + 0.005 + 0.012
    const usage = { promptTokens: 100_000, cachedTokens: 40_000, cacheWriteTokens: 20_000, completionTokens: 10_000 }
    expect(cost('openai/gpt-5.6-luna', night, usage)).toBe('0.0258 USD')
  })

  it('gpt-6-sol above 272,000 tokens: double in, half as much again out', () => {
    // 0.3 M × 4 + 0.01 M × 15 = 1.2 + 0.15
    expect(cost('openai/gpt-6-sol', night, { promptTokens: 300_000, completionTokens: 10_000 })).toBe('1.35 USD')
  })

  it('gpt-5.6-sol before and after its price changed on 21 August, by the day in UTC+8', () => {
    const usage = { promptTokens: 100_000, completionTokens: 10_000 }
    // 0.1 M × 5 + 0.01 M × 30 = 0.8; since then 0.1 M × 4 + 0.01 M × 20 = 0.6
    expect(cost('openai/gpt-5.6-sol', '2026-08-20T23:59:59+08:00', usage)).toBe('0.8 USD')
    expect(cost('openai/gpt-5.6-sol', '2026-08-21T00:00:00+08:00', usage)).toBe('0.6 USD')
    expect(cost('openai/gpt-5.6-sol', '2026-08-20T16:00:00Z', usage)).toBe('0.6 USD')
  })

  it('openrouter in fractions of a cent, rounded up', () => {
    // 1000 × 0.435 + 1 × 0.87 millionths = 435.87 → 436 micros
    expect(cost('openrouter/deepseek/deepseek-v4-pro', night, { promptTokens: 1000, completionTokens: 1 })).toBe('0.000436 USD')
  })

  it('glm-4.7, whose dearer rates are counted: a price that depends on both lengths cannot be said', () => {
    // 0.01 M × 3 + 0.001 M × 14 = 0.03 + 0.014
    expect(cost('zhipu/glm-4.7', night, { promptTokens: 10_000, completionTokens: 1_000 })).toBe('0.044 CNY')
    // 0.04 M × 4 + 0.001 M × 16 = 0.16 + 0.016
    expect(cost('zhipu/glm-4.7', night, { promptTokens: 40_000, completionTokens: 1_000 })).toBe('0.176 CNY')
  })

  it('a price by the length of the answer', () => {
    const price: TokenPrice = {
      currency: 'CNY',
      input: 2,
      output: 8,
      asOf: '2026-11-22',
      outputTiers: [{ above: 200, input: 3, output: 14 }],
    }
    // 0.01 M × 2 + 0.0002 M × 8 = 0.02 + 0.0016; 0.01 M × 3 + 0.000201 M × 14 = 0.03 + 0.002814
    expect(costAt(price, night, { promptTokens: 10_000, completionTokens: 200 })).toBe('0.0216 CNY')
    expect(costAt(price, night, { promptTokens: 10_000, completionTokens: 201 })).toBe('0.032814 CNY')
  })

  it('free models cost 0, which is not unknown', () => {
    expect(cost('zhipu/glm-4.5-flash', night, { promptTokens: M, completionTokens: M })).toBe('0 CNY')
    expect(cost('spark/lite', night, { promptTokens: M })).toBe('0 CNY')
    expect(cost('siliconflow/BAAI/bge-m3', night, { promptTokens: M })).toBe('0 CNY')
  })

  it('embeddings and reranking cost what is sent', () => {
    // 2 M × 0.5; 0.5 M × 0.8
    expect(cost('dashscope/text-embedding-v4', night, { promptTokens: 2 * M })).toBe('1 CNY')
    expect(cost('dashscope/gte-rerank-v2', night, { promptTokens: 500_000 })).toBe('0.4 CNY')
  })

  it.each([
    'spark/4.0Ultra',
    'moonshot/kimi-k3.1-pro',
    'dashscope/qwen3.8-flash',
    'dashscope/qwen3-rerank',
    'tencent/hunyuan-embedding',
    'azure-openai/gpt',
    'deepseek/deepseek-next',
    'openai-compatible/x',
  ])('what %s costs nobody knows, and it is not 0', (ref) => {
    expect(cost(ref, night, { promptTokens: M, completionTokens: M })).toBeUndefined()
  })
})
