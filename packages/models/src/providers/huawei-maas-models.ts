import type { ModelFacts } from '../provider/provider.ts'

const read = { currency: 'CNY', asOf: '2026-08-21', source: 'langgenius/dify-official-plugins @7af2283' } as const
const hybrid = { tools: true, thinking: 'switchable' } as const
const plain = { thinking: 'switchable' } as const

/** Chat models of Huawei Cloud MaaS. Which forms of an answer they keep to nobody has said. */
export const huaweiMaasModels: Readonly<Record<string, ModelFacts>> = {
  'openpangu-2.0-pro': {
    ...hybrid,
    contextTokens: 512_000,
    maxOutputTokens: 128_000,
    prices: [{ ...read, input: 3.2, output: 14.5 }],
  },
  'openpangu-2.0-flash': {
    ...hybrid,
    contextTokens: 512_000,
    maxOutputTokens: 128_000,
    prices: [{ ...read, input: 0.8, output: 1.6 }],
  },
  'deepseek-v4-pro': {
    ...hybrid,
    contextTokens: 1_000_000,
    maxOutputTokens: 128_000,
    prices: [{ ...read, input: 12, output: 24 }],
  },
  'deepseek-v4-flash': {
    ...hybrid,
    contextTokens: 64_000,
    maxOutputTokens: 16_384,
    prices: [{ ...read, input: 1, output: 2 }],
    note: 'context as listed by dify',
  },
  'deepseek-v3.2': { ...hybrid, contextTokens: 160_000, maxOutputTokens: 16_384, prices: [{ ...read, input: 2, output: 3 }] },
  'glm-5.2': { ...hybrid, contextTokens: 198_000, maxOutputTokens: 128_000, prices: [{ ...read, input: 8, output: 28 }] },
  'glm-5.1': { ...hybrid, contextTokens: 198_000, maxOutputTokens: 16_384, prices: [{ ...read, input: 6, output: 24 }] },
  'kimi-k2.6': { ...hybrid, contextTokens: 128_000, maxOutputTokens: 16_384, prices: [{ ...read, input: 6.5, output: 27 }] },
  'qwen3-32b': {
    ...plain,
    contextTokens: 32_000,
    maxOutputTokens: 16_384,
    tools: false,
    prices: [{ ...read, input: 2, output: 8 }],
  },
  'qwen3-30b-a3b': {
    ...plain,
    contextTokens: 128_000,
    maxOutputTokens: 16_384,
    tools: false,
    prices: [{ ...read, input: 0.75, output: 3 }],
  },
}
