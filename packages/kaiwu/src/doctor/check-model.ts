import { KaiwuError, type ChatModel } from '@kaiwu/core'
import type { ModelConfig } from '@kaiwu/models'
import type { Finding } from './finding.ts'

/** How to look at a model. */
export type ModelLook = Readonly<{
  environment: Readonly<Record<string, string | undefined>>
  /** Whether to make one short call. */
  network: boolean
  signal: AbortSignal
}>

/** Looks at the model in use: are its settings complete and, when asked to, does it answer. */
export async function checkModel(own: ModelConfig, { environment, network, signal }: ModelLook): Promise<Finding> {
  const { localModel, modelFromEnvironment, openChatModel } = await import('@kaiwu/models')
  const model = modelFromEnvironment(own, environment)
  if (model.ref === localModel)
    return good(`模型 ${localModel}：摘录原文，不联网`, `model ${localModel}: quotes the documents, no network`)
  try {
    const chat = openChatModel({ ...model, maxTokens: 1 }, environment)
    if (!network)
      return good(
        `模型 ${model.ref} 配置齐全（${model.baseUrl}）；加 --network 试一次`,
        `model ${model.ref} is configured (${model.baseUrl}); add --network to try it`,
      )
    const elapsedMs = await firstEvent(chat, signal)
    return good(`模型 ${model.ref} 有应答，${elapsedMs} 毫秒`, `model ${model.ref} answers, ${elapsedMs} ms`)
  } catch (error) {
    if (!KaiwuError.is(error)) throw error
    return { check: 'model', state: 'broken', fault: error.fault, text: { zh: error.text('zh'), en: error.text('en') } }
  }
}

function good(zh: string, en: string): Finding {
  return { check: 'model', state: 'good', text: { zh, en } }
}

/** Milliseconds until a model says anything to a one-word message. The rest is not waited for. */
async function firstEvent(chat: ChatModel, signal: AbortSignal): Promise<number> {
  const started = performance.now()
  const events = chat.stream([{ role: 'user', content: 'ping' }], { signal })[Symbol.asyncIterator]()
  await events.next()
  await events.return?.()
  return Math.round(performance.now() - started)
}
