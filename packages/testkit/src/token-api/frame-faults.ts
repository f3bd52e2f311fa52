import type { WireBody } from '../vendors/vendor-form.ts'
import type { Played } from './played-text.ts'
import type { TokenFault } from './token-fault.ts'

const finishes: Readonly<Record<string, string>> = {
  'finish-length': 'length',
  'finish-content-filter': 'filtered',
  'finish-content-filter-empty': 'filtered',
  'finish-insufficient-resource': 'insufficient_system_resource',
  'unknown-finish': 'because',
  'need-clear-history': 'filtered',
}

const silent: ReadonlySet<unknown> = new Set(['empty-answer', 'finish-content-filter-empty'])

/** What is played when a fault changes the answer itself rather than its bytes. */
export function playedWith(fault: TokenFault | undefined, played: Played): Played {
  const text = silent.has(fault) ? { pieces: [], reasoning: [] } : {}
  const finish = typeof fault === 'string' && fault in finishes ? { finish: finishes[fault]! } : {}
  const usage = fault === 'usage-missing' ? { usage: null } : {}
  return { ...played, ...text, ...finish, ...usage, toolCalls: toolCallsWith(fault, played.toolCalls) }
}

function toolCallsWith(fault: TokenFault | undefined, calls: Played['toolCalls']): Played['toolCalls'] {
  if (fault === 'broken-tool-arguments') return calls.map((call) => ({ ...call, arguments: call.arguments.slice(0, -1) }))
  if (fault === 'same-tool-ids') return calls.map((call) => ({ ...call, id: 'call_same' }))
  return calls
}

/** Changes the shape of a frame or of a whole completion as the fault says. */
export function bodyWith(fault: TokenFault | undefined, body: WireBody): WireBody {
  if (fault === 'choices-missing') return Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'choices'))
  if (fault === 'empty-choices') return { ...body, choices: [] }
  if (fault === 'text-index') return withChoice(body, (choice) => ({ ...choice, index: '0' }))
  if (fault === 'null-content') return withChoice(body, (choice) => nullContent(choice))
  if (fault === 'need-clear-history') return { ...body, need_clear_history: true }
  if (fault === 'end-without-finish' || fault === 'done-without-finish')
    return withChoice(body, (choice) => ({ ...choice, ...('finish_reason' in choice ? { finish_reason: null } : {}) }))
  return body
}

function withChoice(body: WireBody, change: (choice: WireBody) => WireBody): WireBody {
  const { choices } = body
  return Array.isArray(choices) ? { ...body, choices: (choices as readonly WireBody[]).map(change) } : body
}

function nullContent(choice: WireBody): WireBody {
  const name = 'delta' in choice ? 'delta' : 'message'
  const inside = choice[name] as WireBody
  return 'content' in inside ? { ...choice, [name]: { ...inside, content: null } } : choice
}
