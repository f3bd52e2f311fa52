import { fakeTokenApi, vectorOf, type TokenScript, type VendorId } from '@kaiwu/testkit'
import { HumanMessage } from '@langchain/core/messages'
import { createAgent, tool } from 'langchain'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { channelEmbedder } from '../embedding/channel-embedder.ts'
import { noSettings } from '../model-settings.ts'
import { openChannel } from '../provider/open-channel.ts'
import { channelReranker } from '../rerank/channel-reranker.ts'
import { channelChatModel } from '../wire/channel-chat-model.ts'
import { openHttp } from '../wire/open-http.ts'
import { KaiwuChatModel } from './kaiwu-chat-model.ts'
import { KaiwuEmbeddings } from './kaiwu-embeddings.ts'
import { KaiwuReranker } from './kaiwu-reranker.ts'

/** A vendor played over real HTTP, and Kaiwu's channel to it. */
async function open(vendor: VendorId, model: string, script: TokenScript) {
  const api = await fakeTokenApi({ vendor, ...script })
  const http = openHttp()
  onTestFinished(async () => {
    await http.close()
    await api.close()
  })
  const ref = `${vendor}/${model}`
  const channel = openChannel(ref, {
    settings: noSettings,
    environment: { TEST_KEY: api.key },
    config: { ref, baseUrl: api.url, keyEnv: 'TEST_KEY' },
  })
  const { structuredOutput = 'none' } = channel.facts
  return { api, http, channel, chat: new KaiwuChatModel({ model: channelChatModel(channel, http), structuredOutput }) }
}

const stock = tool(({ part }) => `${part}：3 件`, {
  name: 'stock',
  description: '查库存',
  schema: z.object({ part: z.string() }),
})

describe('LangChain on Kaiwu on a vendor over HTTP', () => {
  it('runs an agent on DeepSeek, which refuses a second turn without the thoughts of the first', async () => {
    const { api, chat } = await open('deepseek', 'deepseek-v4-flash', {
      reasoning: '先查库存',
      answer: '轴承还有 3 件。',
      toolCalls: [{ name: 'stock', arguments: { part: '轴承' } }],
    })
    const agent = createAgent({ model: chat, tools: [stock] })
    const first = await agent.invoke({ messages: [new HumanMessage('轴承还有吗')] })
    const { messages } = await agent.invoke({ messages: [...first.messages, new HumanMessage('再查')] })
    expect(messages.map(({ text }) => text)).toEqual([
      '轴承还有吗',
      '',
      '轴承：3 件',
      '轴承还有 3 件。',
      '再查',
      '',
      '轴承：3 件',
      '轴承还有 3 件。',
    ])
    expect(api.hits.chat).toBe(4)
    const sent = api.requests.at(-1)!.body['messages'] as readonly Record<string, unknown>[]
    const withCalls = sent.filter((message) => message['tool_calls'])
    expect(withCalls.map((message) => message['reasoning_content'])).toEqual(['先查库存', '先查库存'])
  })

  it.each<[VendorId, string]>([
    ['openai', 'gpt-4.1'],
    ['deepseek', 'deepseek-v4-flash'],
    ['dashscope', 'qwen-max'],
    ['minimax', 'MiniMax-M3'],
  ])('gets values of a form from %s/%s, repairing once', async (vendor, model) => {
    const { api, chat } = await open(vendor, model, {
      answer: ({ text }) => (text.includes('不符合要求') ? '{"part":"主轴","count":2}' : '{"part":"主轴"}'),
    })
    const found = await chat.withStructuredOutput(z.object({ part: z.string(), count: z.int() })).invoke('主轴有几件')
    expect(found).toEqual({ part: '主轴', count: 2 })
    expect(api.hits.chat).toBe(2)
  })

  it('streams as it comes, and lets go of the service when the reader leaves', async () => {
    const { api, chat } = await open('openai', 'gpt-4.1', { answer: '长'.repeat(4000), pieceDelayMs: 5 })
    let said = ''
    for await (const chunk of await chat.stream('说')) {
      said += chunk.text
      if (said.length >= 8) break
    }
    await expect.poll(() => api.closedEarly.length).toBe(1)
    expect(said.length).toBeLessThan(100)
  })

  it('embeds and reranks', async () => {
    const { api, http, channel } = await open('siliconflow', 'BAAI/bge-m3', {})
    const embeddings = new KaiwuEmbeddings({ embedder: channelEmbedder(channel, http) })
    const vectors = await embeddings.embedDocuments(Array.from({ length: 40 }, (_, at) => `第${at}段`))
    expect(vectors).toHaveLength(40)
    expect(api.hits.embeddings).toBe(2)
    expect(vectors[39]).toEqual([...Float32Array.from(vectorOf('第39段', vectors[39]!.length))])
    const reranker = new KaiwuReranker({ reranker: channelReranker(channel, http), top: 1 })
    const best = await reranker.compressDocuments(
      [
        { pageContent: '油封', metadata: {} },
        { pageContent: '主轴过热', metadata: {} },
      ],
      '主轴过热',
    )
    expect(best.map(({ pageContent }) => pageContent)).toEqual(['主轴过热'])
  })
})
