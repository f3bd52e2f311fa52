import { KaiwuError, newId, type Answer } from '@kaiwu/core'
import type { Question, Solution } from '@kaiwu/solution'
import { z } from 'zod'
import { chargedToSubject } from '../admission.ts'
import { chunkOf, completionOf, questionOf, sourcesText, usageChunkOf, type ChunkHead } from '../chat-completion.ts'
import { openAiError, problemFor } from '../error-response.ts'
import { openEventStream } from '../event-stream.ts'
import { gatewayChat } from '../gateway/gateway-chat.ts'
import { gatewayEmbeddings } from '../gateway/gateway-embeddings.ts'
import { chargedTo, type Gateway, type Payer } from '../gateway/gateway.ts'
import { admitModelCaller, holdToSolution, payerFor, type ModelCaller } from '../gateway/model-caller.ts'
import { parseInput } from '../parse-input.ts'
import { refusalBy } from '../policy.ts'
import { routeOf, type Call, type Route, type RouteDefinition } from '../route.ts'
import { anyChatRequest, chatCompletion, chatRequest, modelList, type AnyChatRequest, type ChatRequest } from '../schemas/chat.ts'
import { embeddingList, embeddingsRequest } from '../schemas/embeddings.ts'
import type { ServerContext } from '../server-context.ts'

type Caller = Readonly<{ caller: ModelCaller }>

/** A route of whoever has a key of anything served here; which model they may use is decided once its name is known. */
function defineModelRoute<Body extends z.ZodType>(definition: RouteDefinition<z.ZodType, Body, z.ZodType, Caller>): Route {
  return routeOf(definition, admitModelCaller)
}

const models = defineModelRoute({
  method: 'get',
  path: '/v1/models',
  summary: 'Lists the solutions and the model aliases that the caller may use as models.',
  tag: 'openai',
  limited: false,
  errors: 'openai',
  policy: { may: 'answer.ask', decidedBy: 'operation' },
  replies: { 200: { description: 'Solutions and aliases.', content: { 'application/json': modelList } } },
  handle({ response, context, caller }) {
    const data = [...solutionsFor(caller, context), ...aliasesFor(caller, context)].map((id) => ({
      id,
      object: 'model',
      created: 0,
      owned_by: 'kaiwu',
    }))
    response.json({ object: 'list', data })
  },
})

const chat = defineModelRoute({
  method: 'post',
  path: '/v1/chat/completions',
  summary:
    'Answers in the form of OpenAI, as a stream when asked to: by a solution, from the last user message; or by the models behind an alias, which get the request as it is.',
  tag: 'openai',
  limited: true,
  errors: 'openai',
  policy: { may: 'answer.ask', decidedBy: 'operation' },
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

const embeddings = defineModelRoute({
  method: 'post',
  path: '/v1/embeddings',
  summary: 'Turns texts into vectors by the first model behind an alias.',
  tag: 'openai',
  limited: true,
  errors: 'openai',
  policy: { may: 'model.call', decidedBy: 'operation' },
  body: { type: 'application/json', schema: embeddingsRequest },
  maxBytes: mostBytes,
  replies: { 200: { description: 'The vectors, in the order of the texts.', content: { 'application/json': embeddingList } } },
  async handle({ body, context, response, language, caller }) {
    const { gateway, key } = gatewayFor(caller, body.model, context)
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

/** The solutions that a caller may ask, those among them that are not open yet. */
function solutionsFor({ subjects }: ModelCaller, context: ServerContext): readonly string[] {
  return solutionNames(context).filter((name) => !refusalBy({ may: 'answer.ask' }, subjects.get(name)))
}

function aliasesFor(caller: ModelCaller, context: ServerContext): readonly string[] {
  const standing = payerFor(caller, context)
  return KaiwuError.is(standing) ? [] : (context.gateway?.aliases(standing.payer) ?? [])
}

/** Pictures travel within requests to models. Who may use none of them sends no more than a question. */
function mostBytes(context: ServerContext, { caller }: Caller): number {
  const { gateway, maxJsonBytes, maxGatewayBytes } = context
  return gateway && !KaiwuError.is(payerFor(caller, context)) ? Math.max(maxJsonBytes, maxGatewayBytes) : maxJsonBytes
}

type GatewayUse = Readonly<{ gateway: Gateway; key: Payer | undefined }>

/** @throws ALIAS_NOT_FOUND where there are none, KEY_REQUIRED, KEY_UNKNOWN, RIGHT_MISSING */
function gatewayFor(caller: ModelCaller, name: string, context: ServerContext): GatewayUse {
  const { gateway } = context
  if (!gateway) throw new KaiwuError('ALIAS_NOT_FOUND', { name, known: '-' })
  const standing = payerFor(caller, context)
  if (KaiwuError.is(standing)) throw standing
  return { gateway, key: standing.payer }
}

async function chatByAlias(call: Call<unknown, AnyChatRequest> & Caller): Promise<void> {
  const { request, response, body, language, context, caller } = call
  const { clock, logger } = context
  const { gateway, key } = gatewayFor(caller, body.model, context)
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

type ChatCall = Call<unknown, ChatRequest> & Caller

async function chatBySolution(call: ChatCall): Promise<void> {
  const { request, body, response, language, context, caller } = call
  const solution = context.solutions.ready(body.model)
  const subject = holdToSolution(caller, body.model)
  const question = questionOf(body, language)
  const head = { id: newId('chatcmpl'), created: Math.floor(context.clock.now() / 1000), model: body.model }
  await context.running.run(response, async (signal) => {
    const asked = { question, signal, access: subject ? subject.labels : context.accessOf(request), ...chargedToSubject(subject) }
    if (body.stream === true) return streamCompletion(call, solution, head, asked)
    response.json(completionOf(await solution.answer(asked), head))
  })
}

type Asked = Question & Readonly<{ signal: AbortSignal }>

async function streamCompletion(
  { request, response, body, context }: ChatCall,
  solution: Solution,
  head: ChunkHead,
  asked: Asked,
): Promise<void> {
  const { signal } = asked
  const stream = openEventStream(response, context.heartbeatMs)
  try {
    await stream.send(chunkOf(head, { role: 'assistant', content: '' }))
    let answer: Answer | undefined
    let begun = false
    for await (const event of solution.stream(asked)) {
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
