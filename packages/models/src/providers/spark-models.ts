import type { ModelFacts } from '../provider/provider.ts'

const free = { currency: 'CNY', asOf: '2026-11-22', source: 'xfyun.cn documentation' } as const

/** Chat models of iFlytek Spark. Apart from the free one nobody has said what they cost. */
export const sparkModels: Readonly<Record<string, ModelFacts>> = {
  '4.0Ultra': {
    contextTokens: 8192,
    maxOutputTokens: 8192,
    structuredOutput: 'json_object',
    thinking: 'never',
    tools: true,
    asOf: '2026-11-22',
  },
  'max-32k': {
    contextTokens: 32_768,
    maxOutputTokens: 8192,
    structuredOutput: 'none',
    thinking: 'never',
    tools: true,
    asOf: '2026-11-22',
  },
  'generalv3.5': {
    contextTokens: 8192,
    maxOutputTokens: 8192,
    structuredOutput: 'json_object',
    thinking: 'never',
    tools: true,
    asOf: '2026-11-22',
    note: 'Spark Max',
  },
  'pro-128k': {
    contextTokens: 131_072,
    maxOutputTokens: 4096,
    tools: false,
    structuredOutput: 'none',
    thinking: 'never',
    quirks: ['no-system-role'],
    asOf: '2026-11-22',
  },
  generalv3: {
    contextTokens: 8192,
    maxOutputTokens: 8192,
    tools: false,
    structuredOutput: 'none',
    thinking: 'never',
    quirks: ['no-system-role'],
    asOf: '2026-11-22',
    note: 'Spark Pro',
  },
  lite: {
    contextTokens: 8192,
    maxOutputTokens: 4096,
    tools: false,
    structuredOutput: 'none',
    thinking: 'never',
    quirks: ['no-system-role'],
    prices: [{ ...free, input: 0, output: 0 }],
    note: 'free',
  },
  'spark-x': {
    contextTokens: 65_536,
    maxOutputTokens: 65_536,
    structuredOutput: 'none',
    thinking: 'switchable',
    tools: true,
    asOf: '2026-11-22',
    note: 'at its own address /v2',
  },
  'spark-x2.5': {
    maxOutputTokens: 262_144,
    structuredOutput: 'none',
    thinking: 'switchable',
    tools: true,
    quirks: ['fixed-sampling'],
    asOf: '2026-11-22',
    note: 'temperature 1 and top_p 0.95 are fixed, at most 128 tools; that it is at /v2 is not verified',
  },
}
