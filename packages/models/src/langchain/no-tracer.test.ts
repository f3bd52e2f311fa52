import { traceReceiver, type TraceReceiver } from '@kaiwu/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { scriptedModel } from './test-scripted-model.ts'

// The secret part of every prompt and answer: it must not arrive at the service that the environment names.
const canary = 'CANARY-主轴-4711'
let receiver: TraceReceiver

beforeEach(async () => void (receiver = await traceReceiver()))
afterEach(() => receiver.restore())

// Loaded after the environment is set, as in a program that starts with it.
const load = async () => ({ ...(await import('./kaiwu-chat-model.ts')), ...(await import('@langchain/core/runnables')) })

/** Waits until everything that LangChain has to send is sent. */
async function settled(): Promise<void> {
  const { awaitAllCallbacks } = await import('@langchain/core/callbacks/promises')
  await awaitAllCallbacks()
  await new Promise((resolve) => setTimeout(resolve, 600))
}

describe('with LANGSMITH_TRACING in the environment', () => {
  it('sends nothing anywhere when called directly, in any way', async () => {
    const { KaiwuChatModel } = await load()
    const chat = new KaiwuChatModel({ model: scriptedModel({ text: `{"a":"${canary}"}` }) })
    await chat.invoke(canary)
    await chat.invoke(canary, { callbacks: [{ handleLLMEnd: () => undefined }] })
    await new KaiwuChatModel({ model: scriptedModel({ text: canary }), callbacks: [{ handleLLMEnd: () => undefined }] }).invoke(
      canary,
    )
    await chat.batch([canary, canary])
    for await (const _ of await chat.stream(canary)) continue
    await chat.streamEvents(canary)
    await chat.bindTools([{ name: 'x', parameters: { type: 'object' } }]).invoke(canary)
    const structured = chat.withStructuredOutput(z.object({ a: z.string() }))
    expect(await structured.invoke(canary)).toEqual({ a: canary })
    await structured.batch([canary])
    for await (const _ of await structured.stream(canary)) continue
    await settled()
    expect(receiver.arrived).toEqual([])
  })

  it('is traced with the rest inside a chain that LangChain traces, which is the caller’s to switch off', async () => {
    const { KaiwuChatModel, RunnableLambda } = await load()
    const chat = new KaiwuChatModel({ model: scriptedModel({ text: canary }) })
    await RunnableLambda.from((question: string) => question)
      .pipe(chat)
      .invoke(canary)
    await settled()
    expect(receiver.arrived.join('\n')).toContain(canary)
    expect(receiver.arrived.join('\n')).toContain('KaiwuChatModel')
  })

  it('lets a tracer of the caller’s own see the call', async () => {
    const { KaiwuChatModel } = await load()
    const { LangChainTracer } = await import('@langchain/core/tracers/tracer_langchain')
    const chat = new KaiwuChatModel({ model: scriptedModel({ text: canary }) })
    await chat.invoke(canary, { callbacks: [new LangChainTracer()] })
    await settled()
    expect(receiver.arrived.join('\n')).toContain(canary)
  })
})
