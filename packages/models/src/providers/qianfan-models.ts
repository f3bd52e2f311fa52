import type { ModelFacts } from '../provider/provider.ts'

const read = { currency: 'CNY', asOf: '2026', source: 'lobehub/lobehub model-bank' } as const
const plain = { tools: true, structuredOutput: 'json_object', thinking: 'never' } as const
const hybrid = { tools: true, structuredOutput: 'json_object', thinking: 'switchable' } as const
const thinker = { tools: true, structuredOutput: 'json_object', thinking: 'always' } as const

/** Chat models of Baidu Qianfan. */
export const qianfanModels: Readonly<Record<string, ModelFacts>> = {
  'ernie-5.1': {
    ...hybrid,
    contextTokens: 131_072,
    maxOutputTokens: 65_536,
    prices: [{ ...read, input: 4, output: 18, tiers: [{ above: 32_000, input: 6, output: 22 }] }],
  },
  'ernie-5.0': {
    ...hybrid,
    contextTokens: 131_072,
    prices: [{ ...read, input: 6, output: 24, tiers: [{ above: 32_000, input: 10, output: 40 }] }],
  },
  'ernie-4.5-turbo-128k': {
    ...plain,
    contextTokens: 131_072,
    maxOutputTokens: 12_288,
    prices: [{ ...read, input: 0.8, output: 3.2, cacheRead: 0.2 }],
  },
  'ernie-4.5-turbo-32k': {
    ...plain,
    contextTokens: 32_768,
    maxOutputTokens: 12_288,
    prices: [{ ...read, input: 0.8, output: 3.2, cacheRead: 0.2 }],
  },
  'ernie-4.5-turbo-vl': { ...plain, prices: [{ ...read, input: 3, output: 9 }] },
  'ernie-x1-turbo-32k': { ...thinker, contextTokens: 32_768, asOf: '2026' },
  'qianfan-8b': { ...plain, prices: [{ ...read, input: 0.5, output: 1 }] },
  'qianfan-70b': { ...plain, prices: [{ ...read, input: 0.8, output: 3.2 }] },
}
