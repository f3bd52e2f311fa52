import type { ModelFacts } from '../provider/provider.ts'

const dify = {
  currency: 'CNY',
  asOf: '2026-08-21',
  source: 'langgenius/dify-official-plugins @7af2283; @pydantic/genai-prices 0.1.8',
} as const
// Cached rates come from here.
const lobehub = { ...dify, source: `${dify.source}; lobehub/lobehub model-bank @143fbcf` } as const

/** Chat models of Moonshot, mainland prices. */
export const moonshotModels: Readonly<Record<string, ModelFacts>> = {
  'kimi-k3': {
    contextTokens: 1_048_576,
    maxOutputTokens: 1_048_576,
    structuredOutput: 'json_schema',
    tools: true,
    prices: [{ ...dify, input: 20, output: 100, cacheRead: 2 }],
  },
  'kimi-k3.1-pro': { structuredOutput: 'json_schema', tools: true, asOf: '2026-11', note: 'October 2026, also as -highspeed' },
  'kimi-k2.7-code': {
    contextTokens: 262_144,
    maxOutputTokens: 262_144,
    structuredOutput: 'json_schema',
    tools: true,
    prices: [{ ...lobehub, input: 6.5, output: 27, cacheRead: 1.3 }],
    note: 'USD 0.95/4/0.19',
  },
  'kimi-k2.7-code-highspeed': {
    contextTokens: 262_144,
    maxOutputTokens: 262_144,
    structuredOutput: 'json_schema',
    tools: true,
    prices: [{ ...dify, input: 13, output: 54 }],
  },
  'kimi-k2.6': {
    contextTokens: 262_144,
    maxOutputTokens: 262_144,
    structuredOutput: 'json_schema',
    tools: true,
    prices: [{ ...lobehub, input: 6.5, output: 27, cacheRead: 1.1 }],
    note: 'another table has 4/14; the series retires at the end of December 2026',
  },
  'kimi-k2.5': {
    contextTokens: 262_144,
    maxOutputTokens: 262_144,
    structuredOutput: 'json_schema',
    tools: true,
    prices: [{ ...lobehub, input: 4, output: 21, cacheRead: 0.7 }],
    note: 'USD 0.6/3/0.1',
  },
  'moonshot-v1-8k': {
    contextTokens: 8192,
    maxOutputTokens: 8192,
    structuredOutput: 'json_object',
    tools: true,
    thinking: 'never',
    prices: [{ ...dify, input: 12, output: 12 }],
    note: 'price of before; another table has 2/10',
  },
  'moonshot-v1-32k': {
    contextTokens: 32_768,
    maxOutputTokens: 32_768,
    structuredOutput: 'json_object',
    tools: true,
    thinking: 'never',
    prices: [{ ...dify, input: 24, output: 24 }],
    note: 'price of before; another table has 5/20',
  },
  'moonshot-v1-128k': {
    contextTokens: 131_072,
    maxOutputTokens: 131_072,
    structuredOutput: 'json_object',
    tools: true,
    thinking: 'never',
    prices: [{ ...dify, input: 60, output: 60 }],
    note: 'price of before; another table has 10/30',
  },
}
