import type { ModelFamily } from './provider.ts'

/**
 * What models bring along wherever they are served: a host follows the model on whether thoughts are sent back and on what it
 * refuses while it thinks. How it is told to think stays the host's own way.
 */
export const hostedFamilies: readonly ModelFamily[] = [
  ...['*deepseek-v3.1*', '*deepseek-v3.2*', '*deepseek-v4*'].map((match): ModelFamily => ({
    match,
    thinking: 'switchable',
    replay: 'tool-calls',
    quirks: ['replay-reasoning', 'json-word', 'no-forced-tool-when-thinking'],
  })),
  // It refuses turns that carry thoughts.
  { match: '*deepseek-r1*', thinking: 'always', replay: 'never' },
  ...['*kimi-k2.*', '*kimi-k3*'].map((match): ModelFamily => ({
    match,
    thinking: match === '*kimi-k3*' ? 'always' : 'switchable',
    replay: 'always',
    quirks: ['replay-reasoning', 'fixed-sampling', 'plain-tool-schemas', 'no-forced-tool-when-thinking'],
  })),
  ...['*glm-4.5*', '*glm-4.6*', '*glm-4.7*', '*glm-5*'].map((match): ModelFamily => ({ match, thinking: 'switchable' })),
  // Whether one of them thinks its own entry says.
  { match: '*qwen3*', quirks: ['no-forced-tool-when-thinking'] },
]
