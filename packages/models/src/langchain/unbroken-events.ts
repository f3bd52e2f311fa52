import { KaiwuError, type ChatEvent } from '@kaiwu/core'
import { argumentsIn } from './chat-messages.ts'

/**
 * What a stream does when a model fails after its first piece and another begins anew. LangChain cannot take back what it handed
 * on: `fail` ends the stream with an error, so that two answers are never joined; `hold` hands nothing on before the end.
 */
export type OnReset = 'fail' | 'hold'

/** An event of an answer that nothing took back. */
export type UnbrokenEvent = Exclude<ChatEvent, { type: 'reset' }>

/**
 * The events of one answer from its beginning to its end. A tool call that broke off is never handed on as if it were whole:
 * LangChain would close its brackets and run it.
 * @throws MODEL_ANSWER_RESTARTED, MODEL_ANSWER_INCOMPLETE, and whatever the stream throws
 */
export async function* unbrokenEvents(events: AsyncIterable<ChatEvent>, onReset: OnReset): AsyncGenerator<UnbrokenEvent> {
  let held: UnbrokenEvent[] = []
  let said = false
  let calls: string[] = []
  for await (const event of events) {
    if (event.type === 'reset') {
      const { from, to, reason } = event
      if (said && onReset === 'fail') throw new KaiwuError('MODEL_ANSWER_RESTARTED', { from, to, reason })
      held = []
      calls = []
      continue
    }
    if (event.type === 'tool-call') calls[event.index] = (calls[event.index] ?? '') + event.arguments
    if (event.type === 'end') {
      const { finish, model } = event
      const brokeOff = finish !== 'stop' && finish !== 'tool-calls' && calls.some((one) => argumentsIn(one) === undefined)
      if (brokeOff) throw new KaiwuError('MODEL_ANSWER_INCOMPLETE', { model, finish })
    }
    if (onReset === 'hold' && event.type !== 'end') {
      held.push(event)
      continue
    }
    yield* held
    held = []
    said = true
    yield event
  }
}
