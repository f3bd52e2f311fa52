import type { ModelFacts } from '../provider/provider.ts'

const lobehub = { currency: 'CNY', asOf: '2026', source: 'lobehub/lobehub model-bank' } as const
const dify = { currency: 'CNY', asOf: '2026-08-21', source: 'langgenius/dify-official-plugins @7af2283' } as const
const docs = { currency: 'CNY', asOf: '2026-11', source: 'Tencent Cloud documentation, release of 2026-11-04' } as const

/** Chat models of Tencent Hunyuan and TokenHub. */
export const tencentModels: Readonly<Record<string, ModelFacts>> = {
  hy4: {
    structuredOutput: 'json_schema',
    thinking: 'switchable',
    tools: true,
    prices: [{ ...docs, input: 6, output: 18, cacheRead: 0.3 }],
    note: 'context/max output not captured (hy3 has 256K/128K)',
  },
  'hy4-preview': { structuredOutput: 'json_schema', thinking: 'switchable', tools: true, asOf: '2026' },
  hy3: {
    contextTokens: 262_144,
    maxOutputTokens: 131_072,
    structuredOutput: 'json_schema',
    thinking: 'switchable',
    tools: true,
    prices: [
      {
        ...lobehub,
        input: 1.2,
        output: 4,
        cacheRead: 0.4,
        tiers: [
          { above: 16_000, input: 1.6, output: 6.4, cacheRead: 0.6 },
          { above: 32_000, input: 2, output: 8, cacheRead: 0.8 },
        ],
      },
    ],
    note: 'thresholds of the tiers are those of hy3-preview',
  },
  'hunyuan-2.0-thinking-20251109': {
    structuredOutput: 'json_object',
    thinking: 'always',
    tools: true,
    prices: [{ ...lobehub, input: 3.975, output: 15.9, tiers: [{ above: 32_000, input: 5.3, output: 21.2 }] }],
  },
  'hunyuan-2.0-instruct-20251111': {
    structuredOutput: 'json_object',
    thinking: 'never',
    tools: true,
    prices: [{ ...lobehub, input: 3.18, output: 7.95, tiers: [{ above: 32_000, input: 4.505, output: 11.13 }] }],
  },
  'hunyuan-turbos-latest': {
    contextTokens: 32_000,
    structuredOutput: 'none',
    thinking: 'never',
    tools: true,
    prices: [{ ...dify, input: 0.8, output: 2 }],
  },
  'hunyuan-t1-latest': {
    contextTokens: 64_000,
    structuredOutput: 'none',
    thinking: 'always',
    tools: true,
    prices: [{ ...dify, input: 1, output: 4 }],
  },
  'hunyuan-lite': {
    contextTokens: 256_000,
    tools: false,
    structuredOutput: 'none',
    thinking: 'never',
    prices: [{ ...dify, input: 0, output: 0 }],
  },
}
