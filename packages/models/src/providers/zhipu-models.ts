import type { ModelFacts } from '../provider/provider.ts'

const docs = { currency: 'CNY', asOf: '2026-11', source: 'docs.bigmodel.cn' } as const
const dify = { currency: 'CNY', asOf: '2026-08-21', source: 'langgenius/dify-official-plugins @7af2283' } as const
// The first tier is that of the table above; the tiers beyond and the cached rates come from here.
const lobehub = {
  ...dify,
  source: 'langgenius/dify-official-plugins @7af2283; tiers: lobehub/lobehub model-bank @008f047 and @137f501',
} as const
const plain = { tools: true, structuredOutput: 'json_object', thinking: 'never' } as const
const hybrid = { tools: true, structuredOutput: 'json_object', thinking: 'switchable' } as const
const claimed = 'json_schema is claimed by others, json_object is safe'

/** Chat models of Zhipu, mainland prices. */
export const zhipuModels: Readonly<Record<string, ModelFacts>> = {
  'glm-5.3': {
    ...hybrid,
    contextTokens: 1_000_000,
    maxOutputTokens: 131_072,
    prices: [{ ...docs, input: 8, output: 28, cacheRead: 2 }],
    note: claimed,
  },
  'glm-5.3-flash': {
    ...hybrid,
    contextTokens: 1_000_000,
    maxOutputTokens: 131_072,
    prices: [{ ...docs, input: 0.8, output: 2.8, cacheRead: 0.23 }],
    note: `${claimed}; promotional 0.4/1.4 is not counted on`,
  },
  'glm-5.2': {
    ...hybrid,
    contextTokens: 1_000_000,
    maxOutputTokens: 131_072,
    prices: [{ ...dify, input: 8, output: 28, cacheRead: 2 }],
    note: claimed,
  },
  'glm-5.1': {
    ...hybrid,
    contextTokens: 204_800,
    maxOutputTokens: 131_072,
    prices: [
      { ...lobehub, input: 6, output: 24, cacheRead: 1.3, tiers: [{ above: 32_000, input: 8, output: 28, cacheRead: 2 }] },
    ],
    note: claimed,
  },
  'glm-5-turbo': {
    ...hybrid,
    contextTokens: 204_800,
    maxOutputTokens: 131_072,
    prices: [
      { ...lobehub, input: 5, output: 22, cacheRead: 1.2, tiers: [{ above: 32_000, input: 7, output: 26, cacheRead: 1.8 }] },
    ],
  },
  'glm-5': {
    ...hybrid,
    contextTokens: 204_800,
    maxOutputTokens: 131_072,
    prices: [
      { ...lobehub, input: 4, output: 18, cacheRead: 1, tiers: [{ above: 32_000, input: 6, output: 22, cacheRead: 1.5 }] },
    ],
  },
  'glm-4.7': {
    ...hybrid,
    contextTokens: 204_800,
    maxOutputTokens: 131_072,
    prices: [
      { ...lobehub, input: 3, output: 14, cacheRead: 0.6, tiers: [{ above: 32_000, input: 4, output: 16, cacheRead: 0.8 }] },
    ],
    note: 'answers of at most 200 tokens to at most 32,000 cost 2/8: a price cannot say both, so the dearer is counted',
  },
  'glm-4.7-flashx': {
    ...hybrid,
    contextTokens: 204_800,
    maxOutputTokens: 131_072,
    prices: [{ ...lobehub, input: 0.5, output: 3, cacheRead: 0.1 }],
  },
  'glm-4.7-flash': {
    ...hybrid,
    contextTokens: 204_800,
    maxOutputTokens: 131_072,
    prices: [{ ...dify, input: 0, output: 0, cacheRead: 0 }],
  },
  'glm-4.5-air': {
    ...hybrid,
    contextTokens: 131_072,
    maxOutputTokens: 98_304,
    prices: [
      { ...lobehub, input: 0.8, output: 6, cacheRead: 0.16, tiers: [{ above: 32_000, input: 1.2, output: 8, cacheRead: 0.24 }] },
    ],
    note: 'answers of at most 200 tokens to at most 32,000 cost 0.8/2: a price cannot say both, so the dearer is counted',
  },
  'glm-4.5-flash': {
    ...hybrid,
    contextTokens: 131_072,
    maxOutputTokens: 98_304,
    prices: [{ ...dify, input: 0, output: 0, cacheRead: 0 }],
  },
  'glm-4-plus': { ...plain, contextTokens: 131_072, maxOutputTokens: 4095, prices: [{ ...dify, input: 5, output: 5 }] },
}
