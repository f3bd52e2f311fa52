import type { ModelFacts } from '../provider/provider.ts'

const read = { currency: 'CNY', asOf: '2026-08-21', source: 'langgenius/dify-official-plugins @7af2283' } as const
const hybrid = { tools: true, structuredOutput: 'json_object', thinking: 'switchable' } as const
const claimed = 'json_schema is claimed by others, json_object is safe'

/** Chat models of SiliconFlow, mainland prices. */
export const siliconflowModels: Readonly<Record<string, ModelFacts>> = {
  'deepseek-ai/DeepSeek-V4-Flash': {
    ...hybrid,
    contextTokens: 1_048_576,
    maxOutputTokens: 393_216,
    prices: [{ ...read, input: 1, output: 2 }],
    note: claimed,
  },
  'deepseek-ai/DeepSeek-V4-Pro': {
    ...hybrid,
    contextTokens: 1_048_576,
    maxOutputTokens: 393_216,
    prices: [{ ...read, input: 3, output: 6 }],
    note: `${claimed}; other hosts charge 12/24; check`,
  },
  'deepseek-ai/DeepSeek-V3.2': {
    ...hybrid,
    contextTokens: 163_840,
    maxOutputTokens: 65_536,
    prices: [{ ...read, input: 2, output: 3 }],
  },
  'Qwen/Qwen3-8B': { ...hybrid, contextTokens: 128_000, maxOutputTokens: 8192, prices: [{ ...read, input: 0, output: 0 }] },
  'Qwen/Qwen3.5-4B': { ...hybrid, contextTokens: 262_144, prices: [{ ...read, input: 0, output: 0 }], note: claimed },
  'Qwen/Qwen3.5-9B': { ...hybrid, contextTokens: 262_144, prices: [{ ...read, input: 0.5, output: 4 }], note: claimed },
  'Qwen/Qwen3.5-27B': { ...hybrid, contextTokens: 262_144, prices: [{ ...read, input: 0.6, output: 4.8 }], note: claimed },
  'Qwen/Qwen3.6-27B': { ...hybrid, contextTokens: 262_144, prices: [{ ...read, input: 0.6, output: 4.8 }], note: claimed },
  'Qwen/Qwen3-32B': { ...hybrid, contextTokens: 128_000, maxOutputTokens: 8192, prices: [{ ...read, input: 1, output: 4 }] },
  'zai-org/GLM-5.2': { ...hybrid, contextTokens: 1_048_576, prices: [{ ...read, input: 8, output: 28 }], note: claimed },
  'Pro/moonshotai/Kimi-K2.6': {
    ...hybrid,
    contextTokens: 256_000,
    maxOutputTokens: 262_144,
    prices: [{ ...read, input: 6.5, output: 27 }],
    note: claimed,
  },
}
