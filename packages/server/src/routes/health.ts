import { z } from 'zod'
import { defineRoute, type Route } from '../route.ts'

const names = z.array(z.string())
const readiness = z
  .strictObject({ status: z.enum(['ready', 'indexing']), indexing: names, failed: names })
  .meta({ id: 'Readiness' })

const live = defineRoute({
  method: 'get',
  path: '/healthz',
  summary: 'Says that the process serves requests.',
  tag: 'health',
  limited: false,
  errors: 'problem',
  policy: { open: 'Load balancers ask it; it says nothing of what is served.' },
  replies: { 200: { description: 'It does.', content: { 'application/json': z.strictObject({ status: z.literal('ok') }) } } },
  handle({ response }) {
    response.json({ status: 'ok' })
  },
})

const ready = defineRoute({
  method: 'get',
  path: '/readyz',
  summary: 'Says whether every solution is ready or has failed for good.',
  tag: 'health',
  limited: false,
  errors: 'problem',
  policy: { open: 'Load balancers ask it; it names solutions, as their list does.' },
  replies: {
    200: {
      description: 'Every solution is ready or failed; those that failed are named.',
      content: { 'application/json': readiness },
    },
    503: { description: 'Some are still being indexed.', content: { 'application/json': readiness } },
  },
  handle({ response, context: { solutions } }) {
    const inState = (status: string): string[] =>
      solutions.all.filter((one) => one.state().status === status).map(({ definition }) => definition.name)
    const indexing = inState('indexing')
    const status = indexing.length === 0 ? 'ready' : 'indexing'
    response.status(status === 'ready' ? 200 : 503).json({ status, indexing, failed: inState('failed') })
  },
})

const openApi = defineRoute({
  method: 'get',
  path: '/openapi.json',
  summary: 'This document.',
  tag: 'health',
  limited: false,
  errors: 'problem',
  policy: { open: 'The forms of requests are no secret.' },
  replies: { 200: { description: 'OpenAPI 3.1.', content: { 'application/json': z.looseObject({ openapi: z.string() }) } } },
  handle({ request, response, context }) {
    // Where the routes stand depends on where the app is mounted.
    response.json({ ...context.openApi, servers: [{ url: request.baseUrl === '' ? '/' : request.baseUrl }] })
  },
})

/** What operators and tools ask of a server. */
export const healthRoutes: readonly Route[] = Object.freeze([live, ready, openApi])
