import { KaiwuError, newId, type Answer } from '@kaiwu/core'
import type { Solution } from '@kaiwu/solution'
import type { Request } from 'express'
import { z } from 'zod'
import { chunkOf, completionOf, questionOf, sourcesText, usageChunkOf, type ChunkHead } from '../chat-completion.ts'
import { openAiError, problemFor } from '../error-response.ts'
import { openEventStream } from '../event-stream.ts'
import { gatewayChat } from '../gateway/gateway-chat.ts'
import { gatewayEmbeddings } from '../gateway/gateway-embeddings.ts'
import { chargedTo } from '../gateway/gateway.ts'
import { parseInput } from '../parse-input.ts'
import { defineRoute, type Call, type Route } from '../route.ts'
import { anyChatRequest, chatCompletion, chatRequest, modelList, type AnyChatRequest, type ChatRequest } from '../schemas/chat.ts'
import { embeddingList, embeddingsRequest } from '../schemas/embeddings.ts'
import type { ServerContext } from '../server-context.ts'

const models = defineRoute({
  method: 'get',
  path: '/v1/models',
  summary: 'Lists the solutions and the model aliases that the caller may use as models.',
  tag: 'openai',
  limited: false,
  errors: 'openai',
  replies: { 200: { description: 'Solutions and aliases.', content: { 'application/json': modelList } } },
  handle({ request, response, context }) {
    const data = [...solutionNames(context), ...aliasesFor(request, context)].map((id) => ({
      id,
      object: 'model',
      created: 0,
      owned_by: 'kaiwu',
    }))
    response.json({ object: 'list', data })
  },
})

const chat = defineRoute({
  method: 'post',
  path: '/v1/chat/completions',
  summary:
    'Answers in the form of OpenAI, as a stream when asked to: by a solution, from the last user message; or by the models behind an alias, which get the request as it is.',
  tag: 'openai',
  limited: true,
  errors: 'openai',
  body: { type: 'application/json', schema: anyChatRequest },
  maxBytes: mostBytes,
  replies: {
    200: {
      description:
        'The completion; as a stream the events of chat.completion.chunk. That of a solution has its citations as text and in `kaiwu`; that of an alias is what its model sends.',
      content: { 'application/json': z.union([chatCompletion, z.looseObject({})]), 'text/event-stream': z.string() },
    },
  },
  async handle(call) {
    const { body, context, language } = call
    if (context.gateway && !solutionNames(context).includes(body.model)) return chatByAlias(call)
    return chatBySolution({ ...call, body: parseInput(chatRequest, body, language) })
  },
})

const embeddings = defineRoute({
  method: 'post',
  path: '/v1/embeddings',
  summary: 'Turns texts into vectors by the first model behind an alias.',
  tag: 'openai',
  limited: true,
  errors: 'openai',
  body: { type: 'application/json', schema: embeddingsRequest },
  maxBytes: mostBytes,
  replies: { 200: { description: 'The vectors, in the order of the texts.', content: { 'application/json': embeddingList } } },
  async handle({ request, body, context, response, language }) {
    const { gateway } = context
    if (!gateway) throw new KaiwuError('ALIAS_NOT_FOUND', { name: body.model, known: '-' })
    const key = gateway.keys.authorise(request.get('authorization'))
    gateway.allow(body.model, key, [])
    const embedder = gateway.embedder(body.model, body.dimensions)
    await context.running.run(response, async (signal) => {
      response.json(await gatewayEmbeddings({ embedder, body, chargedTo: chargedTo(key), signal, language }))
    })
  },
})

/** Kaiwu as clients of OpenAI know an API. */
export const openAiRoutes: readonly Route[] = Object.freeze([models, chat, embeddings])

function solutionNames({ solutions }: ServerContext): readonly string[] {
  return solutions.all.map(({ definition }) => definition.name)
}

function aliasesFor(request: Request, { gateway }: ServerContext): readonly string[] {
  const key = gateway?.keys.keyOf(request.get('authorization'))
  return gateway && (gateway.keys.open || key) ? gateway.aliases(key) : []
}

/** Pictures travel within requests to models. Who has no key where one is needed sends no more than a question. */
function mostBytes(request: Request, { gateway, maxJsonBytes, maxGatewayBytes }: ServerContext): number {
  const mayUse = gateway && (gateway.keys.open || gateway.keys.keyOf(request.get('authorization')) !== undefined)
  return mayUse ? Math.max(maxJsonBytes, maxGatewayBytes) : maxJsonBytes
}

async function chatByAlias({ request, response, body, language, context }: Call<unknown, AnyChatRequest>): Promise<void> {
  const { gateway, clock, logger } = context
  if (!gateway) throw new KaiwuError('ALIAS_NOT_FOUND', { name: body.model, known: '-' })
  const key = gateway.keys.authorise(request.get('authorization'))
  gateway.allow(body.model, key, solutionNames(context))
  const { stream, ...rest } = body
  await context.running.run(response, (signal) =>
    gatewayChat({
      gateway,
      body: typeof stream === 'boolean' ? { ...rest, stream } : rest,
      key,
      response,
      language,
      signal,
      now: clock.now(),
      frameOf: (error) => `data: ${JSON.stringify(openAiError(problemFor(error, request, response, logger)))}\n\n`,
    }),
  )
}

type ChatCall = Call<unknown, ChatRequest>

async function chatBySolution(call: ChatCall): Promise<void> {
  const { body, response, language, context } = call
  const solution = context.solutions.ready(body.model)
  const question = questionOf(body, language)
  const head = { id: newId('chatcmpl'), created: Math.floor(context.clock.now() / 1000), model: body.model }
  await context.running.run(response, async (signal) => {
    if (body.stream === true) return streamCompletion(call, solution, { question, head, signal })
    response.json(completionOf(await solution.answer({ question, signal }), head))
  })
}

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
    let begun = false
    for await (const event of solution.stream({ question, signal })) {
      if (signal.aborted) throw signal.reason
      // What was sent cannot be taken back, and two answers are never joined.
      if (event.type === 'reset' && begun)
        throw new KaiwuError('MODEL_PROTOCOL', { url: solution.definition.name, reason: event.reason })
      if (event.type === 'token') {
        begun = true
        await stream.send(chunkOf(head, { content: event.text }))
      }
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
