import type { ModelFacts } from '../provider/provider.ts'

const read = { currency: 'CNY', asOf: '2026', source: 'lobehub/lobehub model-bank' } as const
const hybrid = { tools: true, structuredOutput: 'json_schema', thinking: 'switchable' } as const

/** Chat models of Volcengine Ark. */
export const volcengineModels: Readonly<Record<string, ModelFacts>> = {
  'doubao-seed-2-1-pro-260628': {
    ...hybrid,
    contextTokens: 262_144,
    maxOutputTokens: 131_072,
    prices: [{ ...read, input: 6, output: 30 }],
  },
  'doubao-seed-2-1-pro-260915': {
    ...hybrid,
    contextTokens: 262_144,
    maxOutputTokens: 131_072,
    prices: [{ ...read, input: 6, output: 30 }],
    note: 'price assumed equal to -260628',
  },
  'doubao-seed-2-1-lite-260915': {
    ...hybrid,
    contextTokens: 262_144,
    maxOutputTokens: 131_072,
    asOf: '2026',
    note: 'reseller about USD 0.11/0.37',
  },
  'doubao-seed-2-1-turbo-260628': { ...hybrid, contextTokens: 262_144, maxOutputTokens: 131_072, asOf: '2026' },
  'doubao-seed-2-0-pro-260215': {
    ...hybrid,
    contextTokens: 262_144,
    maxOutputTokens: 131_072,
    prices: [
      {
        ...read,
        input: 3.2,
        output: 16,
        cacheRead: 0.64,
        tiers: [
          { above: 32_000, input: 4.8, output: 24 },
          { above: 128_000, input: 9.6, output: 48 },
        ],
      },
    ],
  },
  'doubao-seed-2-0-lite-260428': {
    ...hybrid,
    contextTokens: 262_144,
    maxOutputTokens: 131_072,
    prices: [
      {
        ...read,
        input: 0.6,
        output: 3.6,
        cacheRead: 0.12,
        tiers: [
          { above: 32_000, input: 0.9, output: 5.4 },
          { above: 128_000, input: 1.8, output: 10.8 },
        ],
      },
    ],
  },
  'doubao-seed-2-0-mini-260428': {
    ...hybrid,
    contextTokens: 262_144,
    maxOutputTokens: 131_072,
    prices: [
      {
        ...read,
        input: 0.2,
        output: 2,
        cacheRead: 0.04,
        tiers: [
          { above: 32_000, input: 0.4, output: 4 },
          { above: 128_000, input: 0.8, output: 8 },
        ],
      },
    ],
  },
  'doubao-seed-1-8-251228': {
    ...hybrid,
    contextTokens: 262_144,
    maxOutputTokens: 131_072,
    prices: [
      {
        ...read,
        input: 0.8,
        output: 8,
        cacheRead: 0.16,
        tiers: [
          { above: 32_000, input: 1.2, output: 16 },
          { above: 128_000, input: 2.4, output: 24 },
        ],
      },
    ],
    note: 'answers of at most 200 tokens to at most 32,000 cost 2 instead of 8: a price cannot say both, so the dearer is counted',
  },
}
