import { canonicalHash, type CaseReplies, type JsonObject, type StepWork } from '@kaiwu/cases'
import type { ChatCompletion, ChatModel } from '@kaiwu/core'
import { failpoint } from '@kaiwu/store'
import { stepId } from './step-tools.ts'

/** A chat model whose replies to one step are kept, and the replies it gave, kept ones too. */
export type RecordedChat = Readonly<{ chat: ChatModel; completions: readonly ChatCompletion[] }>

/**
 * Keeps each reply before anything is made of it, by what was asked: a step that is done again after a crash asks the same and gets the
 * reply it has paid for.
 */
export function recordedChat(chat: ChatModel, replies: CaseReplies, work: StepWork): RecordedChat {
  const { id } = work.record
  const completions: ChatCompletion[] = []
  const complete: ChatModel['complete'] = async (request, options) => {
    const asked = canonicalHash({ step: stepId(work), request })
    const known = (await replies.read(id, asked)) as unknown as ChatCompletion | undefined
    const completion = known ?? (await chat.complete(request, options))
    if (!known) {
      await replies.keep(id, asked, completion as unknown as JsonObject)
      failpoint('case-reply-kept')
    }
    completions.push(completion)
    return completion
  }
  return { chat: { ref: chat.ref, stream: (request, options) => chat.stream(request, options), complete }, completions }
}

/** What calls took, for the outcome of a step. */
export function spentOn(completions: readonly ChatCompletion[]): JsonObject {
  const total = (of: (one: ChatCompletion) => number): number => completions.reduce((sum, one) => sum + of(one), 0)
  const [first] = completions
  const priced = completions.flatMap(({ cost }) => cost ?? [])
  const currency = priced[0]?.currency
  const isWhole = priced.length === completions.length && priced.every((cost) => cost.currency === currency)
  return {
    ...(first ? { model: completions.at(-1)!.model } : {}),
    calls: completions.length,
    promptTokens: total(({ usage }) => usage.promptTokens),
    completionTokens: total(({ usage }) => usage.completionTokens),
    ...(isWhole && currency !== undefined
      ? { cost: { micros: priced.reduce((sum, { micros }) => sum + micros, 0), currency } }
      : {}),
  }
}
