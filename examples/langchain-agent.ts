/** Kaiwu's models and retriever in a LangChain agent. Needs a model: DEEPSEEK_API_KEY, or KAIWU_MODEL and its key. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeReaders } from '@kaiwu/knowledge'
import { KaiwuRetriever } from '@kaiwu/knowledge/langchain'
import { modelFromEnvironment, openModels } from '@kaiwu/models'
import { KaiwuChatModel } from '@kaiwu/models/langchain'
import { loadSolution, openSolution } from '@kaiwu/solution'
import { createAgent, tool } from 'langchain'
import { z } from 'zod'

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
const models = openModels()
const model = models.chat(modelFromEnvironment('deepseek/deepseek-flash', process.env))
const agent = createAgent({ model: new KaiwuChatModel({ model }), tools: [searchManuals] })
const { messages } = await agent.invoke({ messages: [{ role: 'user', content: process.argv[2] ?? 'HX-630 报 E-302 怎么办？' }] })
for (const message of messages) console.log(`${message.getType()}: ${message.text.slice(0, 300)}`)
models.close()
await solution.close()
await closeReaders()
