/**
 * What a layer costs: CPU per streamed token and per whole call, against reading the bytes alone. The source of tokens is another
 * process; of gateways the CPU of their own process counts. Tokens come as fast as they are taken, many in one packet: what they
 * cost one by one is measured by gateway.ts. Medians of several rounds, all layers in one run.
 *
 *     node --conditions=kaiwu-src test/bench/models.ts
 */
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { openModels } from '@kaiwu/models'
import { KaiwuChatModel } from '@kaiwu/models/langchain'
import { ChatOpenAI } from '@langchain/openai'
import OpenAI from 'openai'
import { Agent, request } from 'undici'

const tokens = 4_000
const calls = 300
const rounds = 7

const source = spawn(process.execPath, [new URL('token-source.ts', import.meta.url).pathname], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const [line] = (await once(source.stdout, 'data')) as [Buffer]
const url = `http://127.0.0.1:${String(line).trim()}/v1`
const environment = { KEY: 'sk-bench' }
const content = '轴承温度高怎么办？'
const messages = [{ role: 'user', content }] as const

const agent = new Agent()
const models = openModels({ environment })
const direct = models.chat({ ref: 'openai-compatible/deepseek-flash', baseUrl: url, keyEnv: 'KEY', maxTokens: tokens })
const skin = new KaiwuChatModel({ model: direct })
const openai = new OpenAI({ apiKey: 'sk-bench', baseURL: url, maxRetries: 0 })
const chatOpenAi = new ChatOpenAI({
  model: 'deepseek-flash',
  apiKey: 'sk-bench',
  maxTokens: tokens,
  maxRetries: 0,
  useResponsesApi: false,
  configuration: { baseURL: url },
})

const bytes = async (stream: boolean, base = url, model = 'deepseek-flash'): Promise<number> => {
  const { body } = await request(`${base}/chat/completions`, {
    method: 'POST',
    dispatcher: agent,
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-bench' },
    body: JSON.stringify({ model, messages, stream, max_tokens: tokens }),
  })
  let read = 0
  for await (const chunk of body as AsyncIterable<Buffer>) read += chunk.length
  return read
}

async function told<T>(child: ChildProcess, key: string): Promise<T> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [Record<string, T>]
    if (key in message) return message[key]!
  }
}

type Layer = Readonly<{ stream(): Promise<unknown>; call(): Promise<unknown>; gateway?: ChildProcess }>

async function gateway(kind: 'pipe' | 'raw' | 'normalised'): Promise<Layer & Readonly<{ gateway: ChildProcess }>> {
  const child = fork(new URL('gateway-under-test.ts', import.meta.url), {
    execArgv: ['--conditions=kaiwu-src'],
    env: { ...process.env, KIND: kind, UPSTREAM_PORT: new URL(url).port },
  })
  const base = `http://127.0.0.1:${await told<number>(child, 'port')}/v1`
  return { gateway: child, stream: () => bytes(true, base, kind), call: () => bytes(false, base, kind) }
}

const gateways = { pipe: await gateway('pipe'), raw: await gateway('raw'), normalised: await gateway('normalised') }

const layers: Readonly<Record<string, Layer>> = {
  '(a) bytes alone (undici)': { stream: () => bytes(true), call: () => bytes(false) },
  '(b) openai client': {
    async stream() {
      let text = ''
      const events = await openai.chat.completions.create({
        model: 'm',
        messages: [...messages],
        stream: true,
        max_tokens: tokens,
      })
      for await (const event of events) text += event.choices[0]?.delta.content ?? ''
      return text
    },
    call: () => openai.chat.completions.create({ model: 'm', messages: [...messages] }),
  },
  '(c) ChatOpenAI': {
    async stream() {
      let text = ''
      for await (const chunk of await chatOpenAi.stream(content)) text += chunk.text
      return text
    },
    call: () => chatOpenAi.invoke(content),
  },
  '(d) Kaiwu, direct': {
    async stream() {
      let text = ''
      for await (const event of direct.stream({ messages })) if (event.type === 'text') text += event.text
      return text
    },
    call: () => direct.complete({ messages }),
  },
  '(d′) Kaiwu as a BaseChatModel': {
    async stream() {
      let text = ''
      for await (const chunk of await skin.stream(content)) text += chunk.text
      return text
    },
    call: () => skin.invoke(content),
  },
  'a pipe of node:http, as a gateway': gateways.pipe,
  '(e) Kaiwu as a gateway, bytes unread': gateways.raw,
  '(e′) Kaiwu as a gateway, put right': gateways.normalised,
}

async function cpuOf(child: ChildProcess | undefined): Promise<number> {
  child?.send('cpu')
  const { user, system } = child ? await told<NodeJS.CpuUsage>(child, 'cpu') : process.cpuUsage()
  return user + system
}

async function cpuMicros(work: () => Promise<unknown>, child: ChildProcess | undefined): Promise<number> {
  const before = await cpuOf(child)
  await work()
  return (await cpuOf(child)) - before
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
const figures = Object.fromEntries(Object.keys(layers).map((name) => [name, { token: [] as number[], call: [] as number[] }]))
for (let round = -2; round < rounds; round++) {
  for (const [name, { stream, call, gateway: child }] of Object.entries(layers)) {
    const token = (await cpuMicros(stream, child)) / tokens
    const perCall = await cpuMicros(async () => {
      for (let made = 0; made < calls; made++) await call()
    }, child)
    // The first rounds warm up.
    if (round < 0) continue
    figures[name]!.token.push(token)
    figures[name]!.call.push(perCall / calls / 1000)
  }
}

const base = figures['(a) bytes alone (undici)']!
console.log(`Node ${process.version}, ${tokens} tokens a stream, ${calls} calls, median of ${rounds} rounds\n`)
console.log('| layer | µs a token | × (a) | × (c) | ms a call | × (a) | × (c) |\n| --- | --- | --- | --- | --- | --- | --- |')
const c = figures['(c) ChatOpenAI']!
for (const [name, { token, call }] of Object.entries(figures)) {
  const ratio = (of: readonly number[], to: readonly number[]): string => (median(of) / median(to)).toFixed(2)
  console.log(
    `| ${name} | ${median(token).toFixed(1)} | ${ratio(token, base.token)} | ${ratio(token, c.token)} | ${median(call).toFixed(2)} | ${ratio(call, base.call)} | ${ratio(call, c.call)} |`,
  )
}
for (const { gateway: child } of Object.values(gateways)) child.kill()
models.close()
await agent.destroy()
source.kill()
