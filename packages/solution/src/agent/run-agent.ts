import type { ChatModel } from '@kaiwu/core'
import type { AgentTool } from './agent-tools.ts'

/** What a loop of a model and its tools is run with. */
export type AgentLoop = Readonly<{
  chat: ChatModel
  tools: readonly AgentTool[]
  rules: string
  question: string
  /** How many calls of tools there may be. */
  most: number
  call(name: string, given: Readonly<Record<string, unknown>>): Promise<string>
}>

/**
 * Runs LangChain's agent until the model calls no more tools. LangChain is loaded when the first question comes: it takes about a
 * second. Whatever the environment says, nothing is traced.
 * @throws what the model and the tools throw
 */
export async function runAgent({ chat, tools, rules, question, most, call }: AgentLoop): Promise<void> {
  const [{ createAgent, createMiddleware, ToolMessage }, { KaiwuChatModel, withoutTracer }] = await Promise.all([
    import('langchain'),
    import('@kaiwu/models/langchain'),
  ])
  let failure: unknown
  const calling = createMiddleware({
    name: 'calls',
    async wrapToolCall({ toolCall: { id = '', name, args } }) {
      try {
        return new ToolMessage({ name, content: await call(name, args as Readonly<Record<string, unknown>>), tool_call_id: id })
      } catch (error) {
        failure = error
        throw error
      }
    },
  })
  const agent = createAgent({
    model: new KaiwuChatModel({ model: chat, temperature: 0 }),
    tools: tools.map(({ name, description, parameters }) => ({ type: 'function', function: { name, description, parameters } })),
    systemPrompt: rules,
    middleware: [calling],
  })
  // Each round calls a tool at least, and takes two of LangChain's steps.
  const recursionLimit = 4 * (most + 4)
  try {
    await agent.invoke(
      { messages: [{ role: 'user', content: question }] },
      { recursionLimit, callbacks: withoutTracer(undefined) },
    )
  } catch (error) {
    throw failure ?? error
  }
}
