import type { ModelFacts } from '../provider/provider.ts'

const dify = { currency: 'CNY', asOf: '2026-08-21', source: 'langgenius/dify-official-plugins @7af2283' } as const
// The first tier is that of the table above; the tiers beyond and the cached rates come from here.
const lobehub = {
  ...dify,
  source: 'langgenius/dify-official-plugins @7af2283; tiers: lobehub/lobehub model-bank @0e45b9c',
} as const
const hybrid = { tools: true, structuredOutput: 'json_object', thinking: 'switchable' } as const
const plain = { tools: true, structuredOutput: 'json_object', thinking: 'never' } as const
const claimed = 'json_schema is claimed by others, json_object is safe'

/** Chat models of Alibaba Cloud Model Studio, mainland prices. */
export const dashscopeModels: Readonly<Record<string, ModelFacts>> = {
  'qwen3.8-max': {
    contextTokens: 1_000_000,
    maxOutputTokens: 131_072,
    tools: true,
    structuredOutput: 'json_schema',
    thinking: 'always',
    efforts: ['low', 'medium', 'xhigh'],
    prices: [{ ...dify, input: 12, output: 36 }],
    note: 'intl USD 2/6',
  },
  'qwen3.8-flash': {
    ...hybrid,
    efforts: ['low', 'medium', 'xhigh'],
    contextTokens: 1_000_000,
    maxOutputTokens: 131_072,
    asOf: '2026-11',
    note: `${claimed}; reseller about USD 0.12/0.39; list price unverified`,
  },
  'qwen3.7-max': {
    ...hybrid,
    contextTokens: 1_000_000,
    maxOutputTokens: 65_536,
    prices: [{ ...dify, input: 12, output: 36 }],
    note: 'the table labels the unit USD, a slip; international site USD 2.5/7.5, cached 0.5',
  },
  'qwen3.7-plus': { ...hybrid, contextTokens: 1_000_000, maxOutputTokens: 65_536, prices: [{ ...dify, input: 2, output: 8 }] },
  'qwen3.7-flash': {
    ...hybrid,
    contextTokens: 1_000_000,
    maxOutputTokens: 65_536,
    asOf: '2026-11',
    note: `${claimed}; reseller about USD 0.16/0.64`,
  },
  'qwen3.6-plus': {
    ...hybrid,
    contextTokens: 1_000_000,
    maxOutputTokens: 65_536,
    prices: [
      {
        ...lobehub,
        input: 2,
        output: 12,
        cacheRead: 0.2,
        cacheWrite: 2.5,
        tiers: [{ above: 256_000, input: 8, output: 48, cacheRead: 0.8, cacheWrite: 10 }],
      },
    ],
  },
  'qwen3.6-flash': {
    ...hybrid,
    contextTokens: 1_000_000,
    maxOutputTokens: 65_536,
    prices: [
      {
        ...lobehub,
        input: 1.2,
        output: 7.2,
        cacheRead: 0.12,
        cacheWrite: 1.5,
        tiers: [{ above: 256_000, input: 4.8, output: 28.8, cacheRead: 0.48, cacheWrite: 6 }],
      },
    ],
    note: claimed,
  },
  'qwen3.5-plus': {
    ...hybrid,
    contextTokens: 1_000_000,
    maxOutputTokens: 65_536,
    prices: [
      {
        ...lobehub,
        input: 0.8,
        output: 4.8,
        cacheRead: 0.08,
        cacheWrite: 1,
        tiers: [
          { above: 128_000, input: 2, output: 12, cacheRead: 0.2, cacheWrite: 2.5 },
          { above: 256_000, input: 4, output: 24, cacheRead: 0.4, cacheWrite: 5 },
        ],
      },
    ],
    note: claimed,
  },
  'qwen3.5-flash': {
    ...hybrid,
    contextTokens: 1_000_000,
    maxOutputTokens: 65_536,
    prices: [
      {
        ...lobehub,
        input: 0.2,
        output: 2,
        cacheRead: 0.04,
        tiers: [
          { above: 128_000, input: 0.8, output: 8, cacheRead: 0.16 },
          { above: 256_000, input: 1.2, output: 12, cacheRead: 0.24 },
        ],
      },
    ],
    note: claimed,
  },
  'qwen-plus': {
    ...hybrid,
    contextTokens: 1_000_000,
    maxOutputTokens: 32_768,
    prices: [
      {
        ...lobehub,
        input: 0.8,
        output: 2,
        cacheRead: 0.16,
        tiers: [
          { above: 128_000, input: 2.4, output: 20, cacheRead: 0.48 },
          { above: 256_000, input: 4.8, output: 48, cacheRead: 0.96 },
        ],
        thinking: { output: 8 },
      },
    ],
    note: `${claimed}; above 128,000 tokens sent, thinking answers cost 24 and above 256,000 they cost 64, which a price cannot say: 8 is counted`,
  },
  'qwen-flash': {
    ...hybrid,
    contextTokens: 1_000_000,
    maxOutputTokens: 32_768,
    prices: [
      {
        ...lobehub,
        input: 0.15,
        output: 1.5,
        cacheRead: 0.03,
        tiers: [
          { above: 128_000, input: 0.6, output: 6, cacheRead: 0.12 },
          { above: 256_000, input: 1.2, output: 12, cacheRead: 0.24 },
        ],
      },
    ],
    note: claimed,
  },
  'qwen3-max': {
    ...plain,
    contextTokens: 262_144,
    maxOutputTokens: 65_536,
    prices: [
      {
        ...lobehub,
        input: 6,
        output: 24,
        cacheRead: 1.2,
        tiers: [
          { above: 32_000, input: 10, output: 40, cacheRead: 2 },
          { above: 128_000, input: 15, output: 60, cacheRead: 3 },
        ],
      },
    ],
    note: `${claimed}; tiers are those of qwen3-max-preview, whose first tier is the same; another table has 2.5/10`,
  },
  'qwen-max': { ...plain, contextTokens: 32_768, maxOutputTokens: 8192, prices: [{ ...dify, input: 2.4, output: 9.6 }] },
  'qwen-long': {
    ...plain,
    contextTokens: 10_000_000,
    maxOutputTokens: 32_768,
    tools: false,
    prices: [{ ...dify, input: 0.5, output: 2 }],
    note: 'file-id based long document model',
  },
  'deepseek-v4-flash': {
    ...hybrid,
    contextTokens: 1_048_576,
    maxOutputTokens: 393_216,
    prices: [{ ...dify, input: 1, output: 2 }],
  },
  'deepseek-v4-pro': {
    ...hybrid,
    contextTokens: 1_048_576,
    maxOutputTokens: 393_216,
    prices: [{ ...dify, input: 12, output: 24 }],
  },
  'glm-5.2': { ...hybrid, contextTokens: 1_000_000, maxOutputTokens: 131_072, prices: [{ ...dify, input: 8, output: 28 }] },
  'kimi-k2.5': { ...hybrid, contextTokens: 262_144, maxOutputTokens: 32_768, prices: [{ ...dify, input: 4, output: 21 }] },
}
