import { KaiwuError, type Language } from '@kaiwu/core'
import type { Request, Response } from 'express'
import { z } from 'zod'
import { admitTo, type Admission, type Admitted } from './admission.ts'
import { refuseKeyInAddress } from './credential.ts'
import type { ErrorForm } from './error-response.ts'
import { parseInput } from './parse-input.ts'
import type { OpenPolicy, Policy } from './policy.ts'
import { readForm } from './read-form.ts'
import { readJson } from './read-json.ts'
import { requestState } from './request-state.ts'
import type { ServerContext } from './server-context.ts'

/** What a route answers with at one status: a sentence, and the schema of each media type. No `content`: an empty body. */
export type Reply = Readonly<{ description: string; content?: Readonly<Record<string, z.ZodType>> }>

/** What a route takes: a JSON body, or a form with a file. */
export type RouteInput<Schema extends z.ZodType> = Readonly<{ type: 'application/json' | 'multipart/form-data'; schema: Schema }>

/** One request, checked, with what serving it needs. */
export type Call<Params, Body, Query = unknown> = Readonly<{
  params: Params
  body: Body
  query: Query
  request: Request
  response: Response
  language: Language
  context: ServerContext
}>

/** A request about a solution, of somebody who may ask it. */
export type SolutionCall<Params, Body, Query = unknown> = Call<Params, Body, Query> & Admitted

/** What is told of a route, whatever it serves. */
export type RouteShape<Params extends z.ZodType, Body extends z.ZodType, Query extends z.ZodType> = Readonly<{
  method: 'get' | 'post' | 'put' | 'delete'
  /** In Express's form: /api/solutions/:name */
  path: string
  /** One sentence for the OpenAPI document. */
  summary: string
  tag: 'solutions' | 'documents' | 'knowledge' | 'cases' | 'people' | 'log' | 'cost' | 'evals' | 'openai' | 'health'
  /** Whether it counts against the rate limit: yes for whatever reads documents or calls a model. */
  limited: boolean
  errors: ErrorForm
  /** Who may use it. */
  policy: Policy
  params?: Params
  /** Headers that must be sent; one with a `?` may be left out. */
  headers?: readonly ('Idempotency-Key' | 'Idempotency-Key?' | 'If-Match')[]
  /** What may stand behind the `?`, all of it text. Default: nothing. */
  query?: Query
  body?: RouteInput<Body>
  /** By status. Errors are told in one place and not listed here. */
  replies: Readonly<Record<number, Reply>>
}>

/** A route as its group writes it; `More` is what admitting whoever asks finds out. */
export type RouteDefinition<
  Params extends z.ZodType,
  Body extends z.ZodType,
  Query extends z.ZodType,
  More = unknown,
> = RouteShape<Params, Body, Query> &
  Readonly<{
    /** The largest JSON body, where it is not `maxJsonBytes`. */
    maxBytes?(context: ServerContext, more: More): number
    handle(call: Call<z.output<Params>, z.output<Body>, z.output<Query>> & More): Promise<void> | void
  }>

/** A route, ready to be mounted and to be described. */
export type Route = RouteShape<z.ZodType, z.ZodType, z.ZodType> &
  Readonly<{
    /** Admits whoever asks, checks the request, then serves it. @throws REQUEST_INVALID, RATE_LIMITED, and what serving throws */
    serve(request: Request, response: Response, context: ServerContext): Promise<void>
  }>

/** A request before anything of it has been looked at. */
export type Arrival = Readonly<{ request: Request; response: Response; context: ServerContext }>

const noQuery = z.strictObject({})

/** Makes a route of its definition that is open to anybody. Nothing reaches its handler unchecked. */
export function defineRoute<Params extends z.ZodType, Body extends z.ZodType, Query extends z.ZodType>(
  definition: RouteDefinition<Params, Body, Query> & Readonly<{ policy: OpenPolicy }>,
): Route {
  return routeOf(definition, async ({ request }) => ({ caller: request.ip ?? '', more: {} }))
}

/**
 * Makes a route about one solution. Its handler is called with the solution, who asks, and the labels of documents they may read, once
 * the policy lets them.
 * @example
 * defineSolutionRoute({ method: 'get', path: '/api/solutions/:name/tasks', policy: { may: 'case.read', decidedBy: 'operation' }, … })
 */
export function defineSolutionRoute<Params extends z.ZodType, Body extends z.ZodType, Query extends z.ZodType>(
  definition: RouteDefinition<Params, Body, Query, Admitted> &
    Readonly<{
      path: `/api/solutions/:name/${string}`
      /** Whether it is served as soon as the base is open, while documents are still being read. Default: only once the solution is ready. */
      early?: boolean
    }>,
): Route {
  const { early = false, ...route } = definition
  return routeOf<Params, Body, Query, Admitted>(route, (arrival) => {
    const name = String(arrival.request.params['name']).slice(0, 100)
    const { solutions } = arrival.context
    return admitTo(early ? solutions.opened(name) : solutions.ready(name), definition.policy, arrival)
  })
}

/** Makes a route whose callers are admitted in a way of its own, before anything of the body is read. */
export function routeOf<Params extends z.ZodType, Body extends z.ZodType, Query extends z.ZodType, More>(
  definition: RouteDefinition<Params, Body, Query, More>,
  admit: (arrival: Arrival) => Promise<Admission<More>>,
): Route {
  const { handle, maxBytes, ...described } = definition
  return Object.freeze({
    ...described,
    async serve(request: Request, response: Response, context: ServerContext): Promise<void> {
      const { language } = requestState(response)
      if (context.running.stopping()) throw new KaiwuError('SERVER_STOPPING')
      response.set('Cache-Control', 'no-store')
      refuseKeyInAddress(request)
      const { caller, more } = await admit({ request, response, context })
      if (definition.limited) takeTurn(caller, context)
      const params = definition.params ? parseInput(definition.params, { ...request.params }, language) : undefined
      const query = queryOf(definition, request, language)
      const most = maxBytes?.(context, more) ?? context.maxJsonBytes
      const body = definition.body
        ? parseInput(definition.body.schema, await readBody(definition.body, most, { request, response, context }), language)
        : undefined
      const call = { params, body, query, request, response, language, context, ...more }
      await handle(call as Call<z.output<Params>, z.output<Body>, z.output<Query>> & More)
    },
  })
}

function queryOf({ tag, query }: Pick<Route, 'tag' | 'query'>, request: Request, language: Language): unknown {
  // A health check may carry a query against caches between.
  return tag === 'health' ? undefined : parseInput(query ?? noQuery, { ...request.query }, language)
}

function takeTurn(caller: string, { rateLimit }: ServerContext): void {
  const seconds = rateLimit.take(caller)
  if (seconds > 0) throw new KaiwuError('RATE_LIMITED', { seconds })
}

async function readBody(
  { type }: RouteInput<z.ZodType>,
  maxBytes: number,
  { request, response, context }: Arrival,
): Promise<unknown> {
  const { language } = requestState(response)
  if (request.get('expect') !== undefined) response.writeContinue()
  if (type === 'application/json') return readJson(request, response, { maxBytes, language })
  context.uploadSlots.take(response)
  return readForm(request, response, { maxFileBytes: context.maxUploadBytes, language })
}
