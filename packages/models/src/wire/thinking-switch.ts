import type { Thinking } from '@kaiwu/core'

/** The ways in which services are told to think or not. */
export type ThinkingSwitch =
  /** `thinking: {type: enabled | disabled}` and `reasoning_effort` */
  | 'thinking-type'
  /** `thinking: {type: adaptive | disabled}`, as MiniMax M3 */
  | 'thinking-adaptive'
  /** `enable_thinking` and `thinking_budget` */
  | 'enable-thinking'
  /** `reasoning_effort` alone, `none` for not at all */
  | 'reasoning-effort'
  /** `chat_template_kwargs: {enable_thinking}` */
  | 'chat-template'
  /** `reasoning: {enabled, effort, max_tokens}`, as OpenRouter */
  | 'reasoning-object'

/**
 * Says to a service whether and how hard to think, in its own way. Changes the body of the request.
 * @param efforts those the model knows, lowest first
 */
export function switchThinking(
  body: Record<string, unknown>,
  thinking: Thinking,
  way: ThinkingSwitch,
  efforts: readonly string[] = ['low', 'medium', 'high'],
): void {
  const on = thinking !== 'off'
  const effort = thinking === 'low' || thinking === 'medium' || thinking === 'high' ? nearest(thinking, efforts) : undefined
  const budget = typeof thinking === 'object' ? thinking.budgetTokens : undefined
  ways[way](body, { on, effort, budget })
}

const ladder = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max']

/** The effort a model knows that is closest to the one asked for; of two as close, the higher. */
function nearest(effort: string, known: readonly string[]): string | undefined {
  const distance = (one: string): number => Math.abs(ladder.indexOf(one) - ladder.indexOf(effort))
  return known.toReversed().toSorted((a, b) => distance(a) - distance(b))[0]
}

type Wanted = Readonly<{ on: boolean; effort: string | undefined; budget: number | undefined }>

const ways: Readonly<Record<ThinkingSwitch, (body: Record<string, unknown>, wanted: Wanted) => void>> = {
  'thinking-type'(body, { on, effort }) {
    body['thinking'] = { ...(body['thinking'] as object | undefined), type: on ? 'enabled' : 'disabled' }
    if (effort) body['reasoning_effort'] = effort
  },
  'thinking-adaptive'(body, { on }) {
    body['thinking'] = { type: on ? 'adaptive' : 'disabled' }
  },
  'enable-thinking'(body, { on, effort, budget }) {
    body['enable_thinking'] = on
    if (budget !== undefined) body['thinking_budget'] = budget
    if (effort) body['reasoning_effort'] = effort
  },
  'reasoning-effort'(body, { on, effort }) {
    if (!on) body['reasoning_effort'] = 'none'
    else if (effort) body['reasoning_effort'] = effort
  },
  'chat-template'(body, { on }) {
    body['chat_template_kwargs'] = { ...(body['chat_template_kwargs'] as object | undefined), enable_thinking: on }
  },
  'reasoning-object'(body, { on, effort, budget }) {
    body['reasoning'] = { enabled: on, ...(effort ? { effort } : {}), ...(budget === undefined ? {} : { max_tokens: budget }) }
  },
}
