/** Kaiwu's retriever as a tool of a LangChain agent. Needs a model: KAIWU_BASE_URL, KAIWU_API_KEY, KAIWU_MODEL. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeReaders } from '@kaiwu/knowledge'
import { KaiwuRetriever } from '@kaiwu/knowledge/langchain'
import { loadSolution, openSolution } from '@kaiwu/solution'
import { ChatOpenAI } from '@langchain/openai'
import { createAgent, tool } from 'langchain'
import { z } from 'zod'

const { KAIWU_BASE_URL: baseURL, KAIWU_API_KEY: apiKey = 'none', KAIWU_MODEL: model = 'model' } = process.env
const root = 'templates/manufacturing'
const solution = await openSolution(await loadSolution(root), {
  root,
  data: await mkdtemp(join(tmpdir(), 'kaiwu-example-')),
  environment: {},
})
await solution.sync()

const retriever = new KaiwuRetriever({ source: solution.knowledge, top: 4 })
const searchManuals = tool(
  async ({ query }) =>
    (await retriever.invoke(query))
      .map(({ pageContent, metadata }) => `${metadata.title} ${metadata.locator}: ${pageContent}`)
      .join('\n\n'),
  { name: 'search_manuals', description: '在设备资料中检索', schema: z.object({ query: z.string() }) },
)
const agent = createAgent({ model: new ChatOpenAI({ model, apiKey, configuration: { baseURL } }), tools: [searchManuals] })
const { messages } = await agent.invoke({ messages: [{ role: 'user', content: process.argv[2] ?? 'HX-630 报 E-302 怎么办？' }] })
for (const message of messages) console.log(`${message.getType()}: ${message.text.slice(0, 300)}`)
solution.close()
await closeReaders()
