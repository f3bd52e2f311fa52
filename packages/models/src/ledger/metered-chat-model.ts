import {
  KaiwuError,
  type CallOptions,
  type ChatCompletion,
  type ChatEnd,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type Clock,
  type TokenPrice,
  type Usage,
} from '@kaiwu/core'
import type { Ledger } from './ledger.ts'
import { endOf, noUsage, openMeter, surelyUnbilled, type CallEnd, type Meter, type OpenCall } from './meter.ts'

/** What calls to a chat model are metered by. */
export type MeteredChatOptions = Readonly<{
  ledger: Pick<Ledger, 'reserve' | 'settle'>
  /** The model's price in force at a moment; nothing when nobody has said. */
  price: (at: number) => TokenPrice | undefined
  /** Tokens of a text, for what the service did not count. */
  estimateTokens: (text: string) => number
  /** Tokens of a request: messages, tools and form. */
  estimatePrompt: (request: ChatRequest) => number
  /** The longest answer, where a request does not say. Default 4,096. */
  maxOutputTokens?: number
  /** The model always thinks, also when a request does not ask for it. */
  thinks?: boolean
  clock?: Pick<Clock, 'now'>
  /** After this long a call that never ended counts as the most it may cost. Default ten minutes. */
  deadlineMs?: number
}>

/**
 * A chat model whose every call is in the ledger: refused before it is made when it might pass a budget, and written down once,
 * however it ends. What the caller left, or what broke, costs what was sent and what was received, counted here and marked as
 * estimated; what the service surely did not bill costs nothing. The end tells the cost.
 *
 * Put it around one model at one address, inside retries and routing, so that each attempt is a row.
 */
export function meteredChat(model: ChatModel, options: MeteredChatOptions): ChatModel {
  const { ledger, price, clock, deadlineMs } = options
  const meter = openMeter({
    ledger,
    price: (_, at) => price(at),
    ...(clock ? { clock } : {}),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  })
  return Object.freeze({
    ...model,
    stream: (request: ChatRequest, call: CallOptions = {}) => streamMetered(model, request, call, begin(meter, model, options)),
    complete: (request: ChatRequest, call: CallOptions = {}) =>
      completeMetered(model, request, call, begin(meter, model, options)),
  })
}

/** A call under way, with what is known of it so far. */
type Running = Readonly<{
  note(event: ChatEvent): void
  /** Closes it and puts the cost in. */
  end<End extends ChatEnd>(end: End, thought?: boolean): End
  /** Closes it as not having come to its end. */
  leave(outcome: CallEnd['outcome'], error?: unknown): void
}>

type Begin = (request: ChatRequest, call: CallOptions) => Running

function begin(meter: Meter, model: ChatModel, options: MeteredChatOptions): Begin {
  return (request, { chargedTo, signal }) => {
    if (signal?.aborted) throw new KaiwuError('CANCELLED')
    const promptTokens = Math.ceil(options.estimatePrompt(request))
    const open = meter.open({
      kind: 'chat',
      model: model.ref,
      promptTokens,
      completionTokens: mostReceived(request, options),
      mayThink: options.thinks === true || request.thinking !== 'off',
      ...(chargedTo ? { chargedTo } : {}),
    })
    const asked = options.thinks === true || (request.thinking !== undefined && request.thinking !== 'off')
    return runningCall(open, promptTokens, asked, options.estimateTokens)
  }
}

/** Services differ in whether `max_tokens` holds what was thought: a budget for it comes on top. */
function mostReceived({ maxTokens, thinking }: ChatRequest, { maxOutputTokens = 4_096 }: MeteredChatOptions): number {
  return (maxTokens ?? maxOutputTokens) + (typeof thinking === 'object' ? thinking.budgetTokens : 0)
}

function runningCall(open: OpenCall, promptTokens: number, asked: boolean, estimate: (text: string) => number): Running {
  const received = { text: '', reasoning: '' }
  const soFar = (): Usage => {
    const reasoningTokens = Math.ceil(estimate(received.reasoning))
    const completionTokens = reasoningTokens + Math.ceil(estimate(received.text))
    return { promptTokens, completionTokens, estimated: true, ...(reasoningTokens > 0 ? { reasoningTokens } : {}) }
  }
  return {
    note(event) {
      if (event.type === 'text') received.text += event.text
      else if (event.type === 'reasoning') received.reasoning += event.text
      else if (event.type === 'tool-call') received.text += (event.name ?? '') + event.arguments
      else return
      open.begun()
    },
    end<End extends ChatEnd>(end: End, thought = received.reasoning !== ''): End {
      const cost = open.close({
        outcome: end.finish === 'stop' || end.finish === 'tool-calls' ? 'ok' : 'incomplete',
        usage: end.usage,
        thinking: asked || thought,
        ...(end.requestId === undefined ? {} : { requestId: end.requestId }),
      })
      return cost ? { ...end, cost } : end
    },
    leave(outcome, error) {
      const nothing = received.text === '' && received.reasoning === '' && surelyUnbilled(error)
      open.close({ outcome, usage: nothing ? noUsage : soFar(), thinking: asked || received.reasoning !== '' })
    },
  }
}

async function* streamMetered(
  model: ChatModel,
  request: ChatRequest,
  call: CallOptions,
  start: Begin,
): AsyncGenerator<ChatEvent> {
  const running = start(request, call)
  // What is neither an end nor an error is a caller who went away.
  let left: Readonly<{ outcome: CallEnd['outcome']; error?: unknown }> = { outcome: 'cancelled' }
  try {
    for await (const event of model.stream(request, call)) {
      running.note(event)
      yield event.type === 'end' ? running.end(event) : event
    }
    left = { outcome: 'incomplete' }
  } catch (error) {
    left = { outcome: endOf(error, call.signal), error }
    throw error
  } finally {
    running.leave(left.outcome, left.error)
  }
}

async function completeMetered(model: ChatModel, request: ChatRequest, call: CallOptions, start: Begin): Promise<ChatCompletion> {
  const running = start(request, call)
  try {
    const completion = await model.complete(request, call)
    return Object.freeze(running.end(completion, completion.reasoning !== ''))
  } catch (error) {
    running.leave(endOf(error, call.signal), error)
    throw error
  }
}
