import { KaiwuError, type ChatEvent, type ErrorCode } from '@kaiwu/core'

/** What a model said, how it ended, which model it was, and what broke it off. */
export type Reply = Readonly<{
  text: string
  finish: string
  model?: string
  failure?: KaiwuError
}>

/** What was shown is void: another model begins anew. */
export type Reset = Readonly<{ reset: ErrorCode }>

/** How a model says that there is no answer: [0] at the beginning. Nothing of it is shown, nor of what may become it. */
export const refusal = /^\s*[[【［]\s*0\s*[\]】］]/
const mayBecomeRefusal = /^\s*(?:[[【［]\s*(?:0\s*)?)?$/

/**
 * Hands on text as it comes and ends with the whole reply. What breaks off after text was shown leaves that text standing,
 * marked as cut off: it was read, and it was paid for.
 * @throws what the model's service raises before any text was shown, and CANCELLED
 */
export async function* readReply(stream: AsyncIterable<ChatEvent>): AsyncGenerator<string | Reset | Reply> {
  let text = ''
  let shown = 0
  const rest = () => text.slice(shown, (shown = text.length))
  try {
    for await (const event of stream) {
      if (event.type === 'text') {
        text += event.text
        if (!mayBecomeRefusal.test(text) && !refusal.test(text)) yield rest()
      } else if (event.type === 'reset') {
        if (shown > 0) yield { reset: event.reason }
        text = ''
        shown = 0
      } else if (event.type === 'end') {
        if (!refusal.test(text) && shown < text.length) yield rest()
        const { finish, model } = event
        return yield { text, finish, model }
      }
    }
    throw new Error('a model ends with its end')
  } catch (error) {
    if (!KaiwuError.is(error) || error.fault !== 'provider' || shown === 0) throw error
    yield { text, finish: 'cut-off', failure: error }
  }
}
