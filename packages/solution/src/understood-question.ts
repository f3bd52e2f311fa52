import type { ChargedTo, ChatModel, Language } from '@kaiwu/core'
import { explainNote, rewrite, rewriteByModel, type ModelRewritten } from '@kaiwu/knowledge'

/** A question as it is to be searched and answered, and what the asker should know of that. */
export type UnderstoodQuestion = Readonly<{ question: string; notes: readonly string[] }>

type Asked = Readonly<{ question: string; before?: readonly string[]; signal?: AbortSignal }>

/**
 * A follow-up question made complete from those before it: by rules, and by the model where there is one and rules are not sure.
 * The asker is told how it was understood.
 * @throws CANCELLED
 */
export async function understoodQuestion(
  { question, before = [], signal }: Asked,
  { chat, language, chargedTo }: Readonly<{ chat: ChatModel | undefined; language: Language; chargedTo: ChargedTo }>,
): Promise<UnderstoodQuestion> {
  if (before.length === 0) return { question, notes: [] }
  const found: ModelRewritten = chat
    ? await rewriteByModel(question, before, chat, { chargedTo, ...(signal ? { signal } : {}) })
    : rewrite(question, before)
  const { failure } = found
  return {
    question: found.question,
    notes: [
      ...(found.by === 'nobody'
        ? []
        : [language === 'zh' ? `按这样理解：${found.question}` : `Understood as: ${found.question}`]),
      ...(failure && chat ? [explainNote({ stage: 'rewrite', model: chat.ref, failure }, language)] : []),
    ],
  }
}
