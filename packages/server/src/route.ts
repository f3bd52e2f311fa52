import { KaiwuError, type Language } from '@kaiwu/core'
import type { Request, Response } from 'express'
import { z } from 'zod'
import type { ErrorForm } from './error-response.ts'
import { parseInput } from './parse-input.ts'
import { readForm } from './read-form.ts'
import { readJson } from './read-json.ts'
import { requestState } from './request-state.ts'
import type { ServerContext } from './server-context.ts'

/** What a route answers with at one status: a sentence, and the schema of each media type. No `content`: an empty body. */
export type Reply = Readonly<{ description: string; content?: Readonly<Record<string, z.ZodType>> }>

/** What a route takes: a JSON body, or a form with a file. */
export type RouteInput<Schema extends z.ZodType> = Readonly<{ type: 'application/json' | 'multipart/form-data'; schema: Schema }>

/** One request, checked, with what serving it needs. */
export type Call<Params, Body> = Readonly<{
  params: Params
  body: Body
  request: Request
  response: Response
  language: Language
  context: ServerContext
}>

/** A route as its group writes it. */
export type RouteDefinition<Params extends z.ZodType, Body extends z.ZodType> = Readonly<{
  method: 'get' | 'post' | 'put' | 'delete'
  /** In Express's form: /api/solutions/:name */
  path: string
  /** One sentence for the OpenAPI document. */
  summary: string
  tag: 'solutions' | 'documents' | 'knowledge' | 'openai' | 'health'
  /** Whether it counts against the rate limit: yes for whatever reads documents or calls a model. */
  limited: boolean
  errors: ErrorForm
  params?: Params
  body?: RouteInput<Body>
  /** The largest JSON body, where it is not `maxJsonBytes`. */
  maxBytes?(request: Request, context: ServerContext): number
  /** By status. Errors are told in one place and not listed here. */
  replies: Readonly<Record<number, Reply>>
  handle(call: Call<z.output<Params>, z.output<Body>>): Promise<void> | void
}>

/** A route, ready to be mounted and to be described. */
export type Route = Readonly<
  Omit<RouteDefinition<z.ZodType, z.ZodType>, 'handle'> & {
    /** Checks the request, then serves it. @throws REQUEST_INVALID, RATE_LIMITED, and what serving throws */
    serve(request: Request, response: Response, context: ServerContext): Promise<void>
  }
>

const noQuery = z.strictObject({})

/** Makes a route of its definition. Nothing reaches its handler unchecked. */
export function defineRoute<Params extends z.ZodType, Body extends z.ZodType>(definition: RouteDefinition<Params, Body>): Route {
  const { handle, ...described } = definition
  return Object.freeze({
    ...described,
    async serve(request: Request, response: Response, context: ServerContext): Promise<void> {
      const { language } = requestState(response)
      if (context.running.stopping()) throw new KaiwuError('SERVER_STOPPING')
      if (definition.limited) takeTurn(request, context)
      response.set('Cache-Control', 'no-store')
      // A health check may carry a query against caches between.
      if (definition.tag !== 'health') parseInput(noQuery, { ...request.query }, language)
      const params = definition.params ? parseInput(definition.params, { ...request.params }, language) : undefined
      const body = definition.body
        ? parseInput(definition.body.schema, await readBody(definition, request, response, context), language)
        : undefined
      await handle({ params: params as z.output<Params>, body: body as z.output<Body>, request, response, language, context })
    },
  })
}

function takeTurn(request: Request, { rateLimit, gateway }: ServerContext): void {
  const key = gateway?.keys.keyOf(request.get('authorization'))
  const seconds = rateLimit.take(key ? `key ${key.name}` : (request.ip ?? ''))
  if (seconds > 0) throw new KaiwuError('RATE_LIMITED', { seconds })
}

async function readBody(
  { body, maxBytes }: Pick<RouteDefinition<z.ZodType, z.ZodType>, 'body' | 'maxBytes'>,
  request: Request,
  response: Response,
  context: ServerContext,
): Promise<unknown> {
  const { language } = requestState(response)
  if (body?.type === 'application/json') {
    const most = maxBytes?.(request, context) ?? context.maxJsonBytes
    return readJson(request, response, { maxBytes: most, language })
  }
  context.uploadSlots.take(response)
  return readForm(request, response, { maxFileBytes: context.maxUploadBytes, language })
}
