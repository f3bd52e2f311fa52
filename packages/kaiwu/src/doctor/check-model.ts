import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KaiwuError, type ChatModel } from '@kaiwu/core'
import type { SolutionDefinition } from '@kaiwu/solution'
import type { Finding } from './finding.ts'

/** Which solution's model to look at, and how. */
export type ModelLook = Readonly<{
  definition: SolutionDefinition
  root: string
  /** Folder of the ledger. */
  data: string
  environment: Readonly<Record<string, string | undefined>>
  /** Whether to make one short call. */
  network: boolean
  signal: AbortSignal
}>

/** Looks at the model in use: are its settings complete and, when asked to, does it answer. */
export async function checkModel({ definition, root, data, environment, network, signal }: ModelLook): Promise<Finding> {
  const [{ localModel, modelFromEnvironment, openModels }, { chosenModel, openModelsFor, settingsFor }] = await Promise.all([
    import('@kaiwu/models'),
    import('@kaiwu/solution'),
  ])
  try {
    // Only a call that is made needs the ledger; looking leaves no files behind.
    const scratch = await mkdtemp(join(tmpdir(), 'kaiwu-doctor-'))
    const models = network
      ? openModelsFor({ root, data, environment })
      : openModels({ settings: settingsFor({ root, environment }), environment, data: scratch })
    try {
      const { name, chat } = chosenModel(modelFromEnvironment(definition.model, environment), models)
      if (!chat) return good(`模型 ${localModel}：摘录原文，不联网`, `model ${localModel}: quotes the documents, no network`)
      if (!network)
        return good(`模型 ${name} 配置齐全；加 --network 试一次`, `model ${name} is configured; add --network to try it`)
      const elapsedMs = await firstEvent(chat, signal)
      return good(`模型 ${name} 有应答，${elapsedMs} 毫秒`, `model ${name} answers, ${elapsedMs} ms`)
    } finally {
      models.close()
      await rm(scratch, { recursive: true, force: true })
    }
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
  const request = { messages: [{ role: 'user', content: 'ping' }], maxTokens: 16 } as const
  const events = chat.stream(request, { signal, chargedTo: { step: 'doctor' } })[Symbol.asyncIterator]()
  await events.next()
  await events.return?.()
  return Math.round(performance.now() - started)
}
