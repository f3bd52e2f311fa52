import type { Finish } from '@kaiwu/core'
import type { ChatForm, ReasoningWay, VendorCall, WireBody } from '../vendors/vendor-form.ts'
import type { Played } from './played-text.ts'

/** One frame of a stream, and what it is for. */
export type PlayedFrame = Readonly<{ part: 'head' | 'piece' | 'finish' | 'usage'; body: WireBody }>

/** The frames of an answer in the vendor's form. `usageWanted`: the request asked for usage in the stream. */
export function chatFrames(form: ChatForm, call: VendorCall, played: Played, usageWanted: boolean): readonly PlayedFrame[] {
  const place = form.usagePlace(call)
  const usage = played.usage && (usageWanted || !form.usageOnDemand) ? form.usage(played.usage) : undefined
  const deltas = deltasOf(form, call, played)
  const frame = (delta: WireBody, finish: string | null, more: WireBody = {}, inChoice: WireBody = {}): WireBody => ({
    ...form.envelope(call, finish === null ? 'frame' : 'last'),
    choices: [{ index: 0, delta, ...form.choice, ...(form.finishes ? { finish_reason: finish } : {}), ...inChoice }],
    ...more,
  })
  const pieces = deltas.map((delta, index): PlayedFrame => {
    const last = index === deltas.length - 1
    const growing = place === 'every-frame' && played.usage ? { usage: form.usage(grown(played, index + 1, deltas.length)) } : {}
    const atEnd = place === 'with-last-piece' && last && usage ? { usage } : {}
    return { part: 'piece', body: frame(delta, null, { ...growing, ...atEnd }) }
  })
  const head: PlayedFrame[] = form.preamble ? [{ part: 'head', body: form.preamble(call) as WireBody }] : []
  if (form.role === 'first') head.push({ part: 'head', body: frame({ role: 'assistant', content: '' }, null) })
  if (!form.finishes) return [...head, ...pieces]
  const reason = finishName(form, played.finish)
  const withFinish = (place === 'with-finish' || place === 'every-frame') && usage ? { usage } : {}
  const inChoice = place === 'in-choice' && usage ? { usage } : {}
  const ending: PlayedFrame[] = reason === undefined ? [] : [{ part: 'finish', body: frame({}, reason, withFinish, inChoice) }]
  const own: PlayedFrame[] =
    place === 'own-frame' && usage ? [{ part: 'usage', body: { ...form.envelope(call, 'last'), choices: [], usage } }] : []
  return [...head, ...pieces, ...ending, ...own]
}

/** A whole completion in the vendor's form. */
export function completionOf(form: ChatForm, call: VendorCall, played: Played): WireBody {
  const way = form.reasoning(call)
  const text = played.pieces.join('')
  const thought = played.reasoning.join('')
  const tagged = way === 'think-tags' && thought !== '' ? `<think>\n${thought}\n</think>\n\n${text}` : text
  const reasoning = thought === '' ? {} : reasoningFields(way, thought)
  const calls = played.toolCalls.map(({ id, name, arguments: text }, index) => ({
    ...(form.toolCalls.index ? { index } : {}),
    id,
    type: 'function',
    function: { name, arguments: form.toolCalls.arguments === 'object' ? asObject(text) : text },
  }))
  const message = {
    role: 'assistant',
    content: calls.length > 0 && tagged === '' ? null : tagged,
    ...form.message,
    ...reasoning,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  }
  const reason = finishName(form, played.finish)
  const finish = form.finishes ? { finish_reason: reason ?? null } : {}
  const usage = played.usage ? form.usage(played.usage) : undefined
  const inChoice = usage && form.usagePlace(call) === 'in-choice' ? { usage } : {}
  const choice = { index: 0, message, ...form.choice, ...finish, ...inChoice }
  return { ...form.envelope(call, 'whole'), choices: [choice], ...(usage && !('usage' in inChoice) ? { usage } : {}) }
}

/** What the vendor calls a reason to stop; what it has no name for is sent as it is. */
function finishName({ finishes }: ChatForm, finish: string): string | undefined {
  const known: readonly string[] = ['stop', 'tool-calls', 'length', 'filtered', 'cut-off']
  return known.includes(finish) ? finishes?.[finish as Finish] : finish
}

function deltasOf(form: ChatForm, call: VendorCall, played: Played): readonly WireBody[] {
  const way = form.reasoning(call)
  const role = form.role === 'every' ? { role: 'assistant' } : form.role === 'empty' ? { role: '' } : {}
  const thoughts: WireBody[] =
    way === 'think-tags'
      ? tagged(played.reasoning).map((content) => ({ ...role, content }))
      : way === 'hidden'
        ? []
        : played.reasoning.map((text) => ({ ...role, content: null, ...reasoningFields(way, text) }))
  const texts = played.pieces.map((content) => ({ ...role, content }))
  const calls = played.toolCalls.flatMap((one, index) => toolDeltas(form, one, index).map((delta) => ({ ...role, ...delta })))
  const all = [...thoughts, ...texts, ...calls]
  return all.length > 0 ? all : [{ ...role, content: '' }]
}

// The tags come in pieces of their own making, as a model writes them: they may be cut anywhere.
function tagged(thoughts: readonly string[]): readonly string[] {
  return thoughts.length === 0 ? [] : ['<thi', 'nk>\n', ...thoughts, '\n</', 'think', '>\n\n']
}

function reasoningFields(way: ReasoningWay, text: string): WireBody {
  if (way === 'hidden' || way === 'think-tags') return {}
  const name = way.startsWith('reasoning_content') ? 'reasoning_content' : 'reasoning'
  const details = [{ type: 'reasoning.text', id: 'reasoning-text-1', index: 0, text }]
  return way.endsWith('-and-details') ? { [name]: text, reasoning_details: details } : { [name]: text }
}

function toolDeltas(form: ChatForm, call: Played['toolCalls'][number], index: number): readonly WireBody[] {
  const { toolCalls } = form
  const number = toolCalls.index ? { index } : {}
  const first = { ...number, id: call.id, type: 'function' }
  const wrap = (one: WireBody): WireBody => ({ content: null, tool_calls: [one] })
  if (toolCalls.arguments === 'object')
    return [wrap({ ...first, function: { name: call.name, arguments: asObject(call.arguments) } })]
  if (toolCalls.whole || !toolCalls.index) return [wrap({ ...first, function: { name: call.name, arguments: call.arguments } })]
  const middle = Math.ceil(call.arguments.length / 2)
  const later = toolCalls.laterIds === 'absent' ? {} : { id: toolCalls.laterIds === 'empty' ? '' : call.id, type: 'function' }
  return [
    wrap({ ...first, function: { name: call.name, arguments: '' } }),
    ...[call.arguments.slice(0, middle), call.arguments.slice(middle)].map((text) =>
      wrap({ ...number, ...later, function: { arguments: text } }),
    ),
  ]
}

function asObject(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function grown(played: Played, sent: number, all: number): NonNullable<Played['usage']> {
  const usage = played.usage!
  return { ...usage, completionTokens: Math.ceil((usage.completionTokens * sent) / all) }
}
