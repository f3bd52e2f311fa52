import { newId, type Answer } from '@kaiwu/core'
import type { Solution } from '@kaiwu/solution'
import { z } from 'zod'
import { chunkOf, completionOf, questionOf, sourcesText, usageChunkOf, type ChunkHead } from '../chat-completion.ts'
import { openAiError, problemFor } from '../error-response.ts'
import { openEventStream } from '../event-stream.ts'
import { defineRoute, type Call, type Route } from '../route.ts'
import { chatCompletion, chatRequest, modelList, type ChatRequest } from '../schemas/chat.ts'

type ChatCall = Call<unknown, ChatRequest>

const models = defineRoute({
  method: 'get',
  path: '/v1/models',
  summary: 'Lists the solutions as models.',
  tag: 'openai',
  limited: false,
  errors: 'openai',
  replies: { 200: { description: 'The solutions.', content: { 'application/json': modelList } } },
  handle({ response, context: { solutions } }) {
    const data = solutions.all.map(({ definition }) => ({ id: definition.name, object: 'model', created: 0, owned_by: 'kaiwu' }))
    response.json({ object: 'list', data })
  },
})

const chat = defineRoute({
  method: 'post',
  path: '/v1/chat/completions',
  summary: 'Answers the last user message by the solution named as model, in the form of OpenAI. Streams when asked to.',
  tag: 'openai',
  limited: true,
  errors: 'openai',
  body: { type: 'application/json', schema: chatRequest },
  replies: {
    200: {
      description: 'The completion, with the citations as text and in `kaiwu`; as a stream the events of chat.completion.chunk.',
      content: { 'application/json': chatCompletion, 'text/event-stream': z.string() },
    },
  },
  async handle(call) {
    const { body, response, language, context } = call
    const solution = context.solutions.ready(body.model)
    const question = questionOf(body, language)
    const head = { id: newId('chatcmpl'), created: Math.floor(context.clock.now() / 1000), model: body.model }
    await context.running.run(response, async (signal) => {
      if (body.stream === true) return streamCompletion(call, solution, { question, head, signal })
      response.json(completionOf(await solution.answer({ question, signal }), head))
    })
  },
})

/** Kaiwu as clients of OpenAI know an API. */
export const openAiRoutes: readonly Route[] = Object.freeze([models, chat])

type Completing = Readonly<{ question: string; head: ChunkHead; signal: AbortSignal }>

async function streamCompletion(
  { request, response, body, context }: ChatCall,
  solution: Solution,
  { question, head, signal }: Completing,
): Promise<void> {
  const stream = openEventStream(response, context.heartbeatMs)
  try {
    await stream.send(chunkOf(head, { role: 'assistant', content: '' }))
    let answer: Answer | undefined
    for await (const event of solution.stream({ question, signal })) {
      if (signal.aborted) throw signal.reason
      if (event.type === 'token') await stream.send(chunkOf(head, { content: event.text }))
      if (event.type === 'answer') ({ answer } = event)
    }
    if (!answer) throw new Error('answering ends with an answer')
    const sources = sourcesText(answer)
    if (sources !== '') await stream.send(chunkOf(head, { content: sources }))
    await stream.send(chunkOf(head, {}, answer))
    if (body.stream_options?.include_usage === true) await stream.send(usageChunkOf(head, answer))
    await stream.sendDone()
  } catch (error) {
    const told = signal.aborted ? signal.reason : error
    if (!response.destroyed) await stream.send(openAiError(problemFor(told, request, response, context.logger)))
  } finally {
    stream.end()
  }
}
