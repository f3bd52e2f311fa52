import type { ChatModel, ChatRequest } from '@kaiwu/core'
import type { ChatForm, VendorForm, WireBody } from '../vendors/vendor-form.ts'
import type { Bench, ConformanceCase } from './conformance-case.ts'
import type { ChatSubject } from './subject.ts'

/** A case of the chat suite. */
export type ChatCase = ConformanceCase<ChatSubject, ChatModel>

/** What a case of the chat suite works with. */
export type ChatBench = Bench<ChatSubject, ChatModel>

/** Makes a case. */
export function chatCase(
  id: string,
  title: string,
  quirks: readonly string[],
  run: (bench: ChatBench) => Promise<void>,
  unless?: ChatCase['unless'],
): ChatCase {
  return Object.freeze({ id, title, quirks: Object.freeze([...quirks]), run, ...(unless ? { unless } : {}) })
}

/** The vendor's chat form; every subject of the chat suite has one. */
export function chatOf({ chat, id }: VendorForm): ChatForm {
  if (!chat) throw new Error(`${id} has no chat`)
  return chat
}

/** A question and nothing else. */
export const question: ChatRequest = Object.freeze({
  messages: Object.freeze([{ role: 'user' as const, content: '出差住宿费每天多少？' }]),
})

/** The body of the last request the vendor saw. */
export function lastBody({ api }: ChatBench): WireBody {
  return api.requests.at(-1)?.body ?? {}
}

/** Reason of cases that concern tools. */
export const needsTools: NonNullable<ChatCase['unless']> = ({ capabilities }) =>
  capabilities.tools ? undefined : 'the model calls no tools'

/** Reason of cases that concern thoughts one can read. */
export const needsThoughts: NonNullable<ChatCase['unless']> = ({ capabilities: { thinking } }) =>
  thinking === 'never' || thinking === 'hidden' ? `the model's thoughts are not to be seen (${thinking})` : undefined

/** Reason of cases of a thinking that can be switched. */
export const needsSwitch: NonNullable<ChatCase['unless']> = ({ capabilities: { thinking } }) =>
  thinking === 'switchable' ? undefined : `thinking cannot be switched (${thinking})`

/** Reason of cases that concern reasons to stop. */
export const needsFinishes: NonNullable<ChatCase['unless']> = (_subject, form) =>
  form.chat?.finishes ? undefined : 'the vendor sends no reason to stop'
