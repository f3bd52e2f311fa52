import { inner } from './demand.ts'
import type { VendorCall } from './vendor-form.ts'

/** Whether the request's own switch is on, off, or not there. */
export type SwitchReader = (call: VendorCall) => boolean | undefined

/** `thinking: {type}`: anything but `disabled` is on. */
export const byThinkingType: SwitchReader = ({ body }) => {
  const type = inner(body, 'thinking', 'type')
  return type === undefined ? undefined : type !== 'disabled'
}

/** `enable_thinking`. */
export const byEnableThinking: SwitchReader = ({ body }) => {
  const value = body['enable_thinking']
  return typeof value === 'boolean' ? value : undefined
}

/** `chat_template_kwargs: {enable_thinking}`. */
export const byChatTemplate: SwitchReader = ({ body }) => {
  const value = inner(body, 'chat_template_kwargs', 'enable_thinking')
  return typeof value === 'boolean' ? value : undefined
}

/** `reasoning_effort`: `none` and `minimal` count as off. */
export const byEffort: SwitchReader = ({ body }) => {
  const effort = body['reasoning_effort']
  return effort === undefined ? undefined : effort !== 'none' && effort !== 'minimal'
}

/** `reasoning: {enabled, effort, max_tokens}`. */
export const byReasoningObject: SwitchReader = ({ body }) => {
  const enabled = inner(body, 'reasoning', 'enabled')
  if (typeof enabled === 'boolean') return enabled
  const effort = inner(body, 'reasoning', 'effort')
  if (effort !== undefined) return effort !== 'none'
  return inner(body, 'reasoning', 'max_tokens') === undefined ? undefined : true
}

/** Models by how they think when nothing is said. The first rule whose pattern matches holds; no rule: never. */
export type ThinkingRule = Readonly<{ match: RegExp; by: 'always' | 'default-on' | 'default-off' | 'never' }>

/** Whether a model thinks: by its rule, then by the first switch that says something. */
export function thinksBy(rules: readonly ThinkingRule[], ...switches: readonly SwitchReader[]): (call: VendorCall) => boolean {
  return (call) => {
    const rule = rules.find(({ match }) => match.test(call.model))?.by ?? 'never'
    if (rule === 'always' || rule === 'never') return rule === 'always'
    for (const read of switches) {
      const said = read(call)
      if (said !== undefined) return said
    }
    return rule === 'default-on'
  }
}
