import type { ModelFacts } from '../provider/provider.ts'

const read = { currency: 'USD', asOf: '2026-09-23', source: '@pydantic/genai-prices 0.1.8' } as const
const plain = { tools: true, structuredOutput: 'json_schema', thinking: 'never' } as const
const thinker = { tools: true, structuredOutput: 'json_schema', thinking: 'hidden' } as const

/** Chat models of OpenAI. Above 272,000 tokens sent, whatever is sent costs double and what comes back half as much again. */
export const openaiModels: Readonly<Record<string, ModelFacts>> = {
  'gpt-6-sol': {
    ...thinker,
    contextTokens: 1_050_000,
    prices: [
      {
        ...read,
        input: 2,
        output: 10,
        cacheRead: 0.2,
        cacheWrite: 2.5,
        tiers: [{ above: 272_000, input: 4, output: 15, cacheRead: 0.4, cacheWrite: 5 }],
      },
    ],
  },
  'gpt-6-luna': {
    ...thinker,
    contextTokens: 1_050_000,
    prices: [
      {
        ...read,
        input: 0.1,
        output: 0.5,
        cacheRead: 0.01,
        cacheWrite: 0.125,
        tiers: [{ above: 272_000, input: 0.2, output: 0.75, cacheRead: 0.02, cacheWrite: 0.25 }],
      },
    ],
  },
  'gpt-6-astra': {
    ...thinker,
    contextTokens: 1_050_000,
    prices: [
      {
        ...read,
        input: 10,
        output: 50,
        cacheRead: 1,
        cacheWrite: 12.5,
        tiers: [{ above: 272_000, input: 20, output: 75, cacheRead: 2, cacheWrite: 25 }],
      },
    ],
  },
  'gpt-5.6-sol': {
    ...thinker,
    contextTokens: 1_050_000,
    prices: [
      {
        ...read,
        input: 4,
        output: 20,
        cacheRead: 0.4,
        cacheWrite: 5,
        from: '2026-08-21',
        tiers: [{ above: 272_000, input: 8, output: 30, cacheRead: 0.8, cacheWrite: 10 }],
      },
      {
        ...read,
        input: 5,
        output: 30,
        cacheRead: 0.5,
        cacheWrite: 6.25,
        to: '2026-08-20',
        tiers: [{ above: 272_000, input: 10, output: 45, cacheRead: 1, cacheWrite: 12.5 }],
      },
    ],
  },
  'gpt-5.6-terra': {
    ...thinker,
    contextTokens: 1_050_000,
    prices: [
      {
        ...read,
        input: 2,
        output: 12,
        cacheRead: 0.2,
        cacheWrite: 2.5,
        from: '2026-07-30',
        tiers: [{ above: 272_000, input: 4, output: 18, cacheRead: 0.4, cacheWrite: 5 }],
      },
      {
        ...read,
        input: 2.5,
        output: 15,
        cacheRead: 0.25,
        cacheWrite: 3.125,
        to: '2026-07-29',
        tiers: [{ above: 272_000, input: 5, output: 22.5, cacheRead: 0.5, cacheWrite: 6.25 }],
      },
    ],
  },
  'gpt-5.6-luna': {
    ...thinker,
    contextTokens: 1_050_000,
    prices: [
      {
        ...read,
        input: 0.2,
        output: 1.2,
        cacheRead: 0.02,
        cacheWrite: 0.25,
        from: '2026-07-30',
        tiers: [{ above: 272_000, input: 0.4, output: 1.8, cacheRead: 0.04, cacheWrite: 0.5 }],
      },
      {
        ...read,
        input: 1,
        output: 6,
        cacheRead: 0.1,
        cacheWrite: 1.25,
        to: '2026-07-29',
        tiers: [{ above: 272_000, input: 2, output: 9, cacheRead: 0.2, cacheWrite: 2.5 }],
      },
    ],
  },
  'gpt-5.5': {
    ...thinker,
    contextTokens: 1_050_000,
    maxOutputTokens: 128_000,
    prices: [{ ...read, input: 5, output: 30, cacheRead: 0.5, tiers: [{ above: 272_000, input: 10, output: 45, cacheRead: 1 }] }],
  },
  'gpt-5.4': {
    ...thinker,
    contextTokens: 1_050_000,
    maxOutputTokens: 128_000,
    prices: [
      { ...read, input: 2.5, output: 15, cacheRead: 0.25, tiers: [{ above: 272_000, input: 5, output: 22.5, cacheRead: 0.5 }] },
    ],
  },
  'gpt-5.4-mini': {
    ...thinker,
    contextTokens: 400_000,
    maxOutputTokens: 128_000,
    prices: [{ ...read, input: 0.75, output: 4.5, cacheRead: 0.075 }],
  },
  'gpt-5.4-nano': {
    ...thinker,
    contextTokens: 400_000,
    maxOutputTokens: 128_000,
    prices: [{ ...read, input: 0.2, output: 1.25, cacheRead: 0.02 }],
  },
  'gpt-5-mini': {
    ...thinker,
    contextTokens: 400_000,
    maxOutputTokens: 128_000,
    prices: [{ ...read, input: 0.25, output: 2, cacheRead: 0.025 }],
  },
  'gpt-5-nano': {
    ...thinker,
    contextTokens: 400_000,
    maxOutputTokens: 128_000,
    prices: [{ ...read, input: 0.05, output: 0.4, cacheRead: 0.005 }],
  },
  'gpt-4.1': {
    ...plain,
    contextTokens: 1_047_576,
    maxOutputTokens: 32_768,
    prices: [{ ...read, input: 2, output: 8, cacheRead: 0.5 }],
  },
  'gpt-4.1-mini': {
    ...plain,
    contextTokens: 1_047_576,
    maxOutputTokens: 32_768,
    prices: [{ ...read, input: 0.4, output: 1.6, cacheRead: 0.1 }],
  },
  'gpt-4o': {
    ...plain,
    contextTokens: 128_000,
    maxOutputTokens: 16_384,
    prices: [{ ...read, input: 2.5, output: 10, cacheRead: 1.25 }],
  },
  'gpt-4o-mini': {
    ...plain,
    contextTokens: 128_000,
    maxOutputTokens: 16_384,
    prices: [{ ...read, input: 0.15, output: 0.6, cacheRead: 0.075 }],
  },
}
