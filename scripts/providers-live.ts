/**
 * Tries every provider whose key is in the environment: `npm run providers:live`. Costs a little money and prints a matrix; without
 * any key it says so. Another model than the provider's first is named by `KAIWU_LIVE_MODELS=deepseek/deepseek-v4-pro,zhipu/glm-5.1`.
 */
import { KaiwuError, type ChatModel } from '@kaiwu/core'
import { allProviders, openModels, type Models, type Provider } from '@kaiwu/models'
import { settingsFor } from '@kaiwu/solution'

/** `ok`, `–` where there is nothing to try, else what went wrong. */
type Cell = string
const columns = ['stream', 'whole', 'tools', 'json', 'embed', 'rerank'] as const
const user = (content: string) => [{ role: 'user', content }] as const

const chosen = new Map(
  (process.env['KAIWU_LIVE_MODELS'] ?? '')
    .split(',')
    .filter((ref) => ref.includes('/'))
    .map((ref) => [ref.slice(0, ref.indexOf('/')), ref.trim()]),
)
const keyed = allProviders.filter(({ keyEnv }) => keyEnv && process.env[keyEnv]?.trim())
if (keyed.length === 0) {
  const names = allProviders.flatMap(({ keyEnv }) => keyEnv ?? [])
  console.log(`No key of any provider is in the environment, so nothing was tried. Set one of: ${names.join(', ')}`)
  process.exit(0)
}

const models = openModels({ settings: settingsFor({ root: '.', environment: process.env }) })
let failed = false
console.log(`| model | ${columns.join(' | ')} |\n| --- |${' --- |'.repeat(columns.length)}`)
for (const provider of keyed) {
  const cells = await cellsOf(provider)
  failed ||= cells.slice(1).some((cell) => cell !== 'ok' && cell !== '–')
  console.log(`| ${cells.join(' | ')} |`)
}
models.close()
process.exitCode = failed ? 1 : 0

async function cellsOf(provider: Provider): Promise<readonly Cell[]> {
  const id = Object.keys(provider.models)[0]
  const ref = chosen.get(provider.id) ?? (id ? `${provider.id}/${id}` : undefined)
  const { embeddings, rerank } = provider
  const first = (known: Readonly<Record<string, unknown>> | undefined): string | undefined => {
    const name = Object.keys(known ?? {})[0]
    return name && `${provider.id}/${name}`
  }
  const chat = (work: (model: ChatModel) => Promise<unknown>): Promise<Cell> => attempt(ref, (one) => work(models.chat(one)))
  return [
    ref ?? provider.id,
    await chat(async (model) => {
      let said = ''
      for await (const event of model.stream({ messages: user('只回答两个字：你好'), maxTokens: 512 }))
        if (event.type === 'text') said += event.text
      if (said === '') throw new Error('no text')
    }),
    await chat((model) => model.complete({ messages: user('Say hello in one word.'), maxTokens: 512 })),
    await chat(toolCall),
    await chat(jsonAnswer),
    await attempt(first(embeddings?.models), (one) => embed(models, one)),
    await attempt(first(rerank?.models), (one) =>
      models.reranker(one).rerank('轴承过热', ['食堂今天供应面条', '轴承温度超过 70 度时停机'], { top: 2 }),
    ),
  ]
}

async function attempt(ref: string | undefined, work: (ref: string) => Promise<unknown>): Promise<Cell> {
  if (ref === undefined) return '–'
  try {
    await work(ref)
    return 'ok'
  } catch (error) {
    return (KaiwuError.is(error) ? `${error.code} ${error.message}` : String(error)).replaceAll('|', '/').slice(0, 120)
  }
}

async function toolCall(model: ChatModel): Promise<void> {
  const parameters = { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] }
  const tools = [{ name: 'look_up_alarm', description: '查询报警代码的含义', parameters }]
  const { toolCalls } = await model.complete({ messages: user('查一下报警 E-203 是什么'), tools, maxTokens: 1024 })
  const [call] = toolCalls
  if (!call || typeof (JSON.parse(call.arguments) as { code?: unknown }).code !== 'string') throw new Error('no tool call')
}

async function jsonAnswer(model: ChatModel): Promise<void> {
  const { text } = await model.complete({
    messages: user('用 JSON 回答，字段 city：法国首都'),
    format: { type: 'json_object' },
    maxTokens: 1024,
  })
  JSON.parse(text)
}

async function embed(all: Models, ref: string): Promise<void> {
  const [a, b] = await all.embedder(ref).embed(['轴承过热', 'bearing overheated'])
  if (!a || !b || a.length !== b.length) throw new Error('vectors of different length')
}
