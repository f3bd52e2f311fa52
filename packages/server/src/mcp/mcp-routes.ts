import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { pipeline } from 'node:stream/promises'
import type { Request as ExpressRequest, Response as ExpressResponse } from 'express'
import { z } from 'zod'
import { problemFor } from '../error-response.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { solutionParams } from '../schemas/request.ts'

// One message to a request: a batch would be many answers at the price of one.
const message = z.looseObject({ jsonrpc: z.literal('2.0') }).meta({ id: 'McpMessage' })

const mcp = defineSolutionRoute({
  method: 'post',
  path: '/api/solutions/:name/mcp',
  summary:
    'MCP (Model Context Protocol) over streamable HTTP, without sessions: search, answer, start_case, my_tasks, read_case.',
  tag: 'solutions',
  limited: true,
  errors: 'problem',
  policy: { mayOneOf: ['knowledge.read', 'answer.ask', 'case.start', 'case.read'] },
  early: true,
  params: solutionParams,
  body: { type: 'application/json', schema: message },
  replies: {
    200: {
      description: 'The answer to a request, whole or as a stream; errors of tools are results with isError.',
      content: { 'application/json': z.unknown(), 'text/event-stream': z.string() },
    },
    202: { description: 'A notification was taken.' },
  },
  async handle({ request, response, body, params, context, solution, asking, access, language }) {
    const { clock, version, logger, heartbeatMs: keepAliveMs } = context
    // Loaded with the first client: most servers never have one.
    const [{ createMcpHandler }, { mcpServer }] = await Promise.all([
      import('@modelcontextprotocol/server'),
      import('./mcp-server.ts'),
    ])
    await context.running.run(response, async (signal) => {
      const server = () =>
        mcpServer({
          ...{ solution, clock, language, version, signal },
          ready: () => void context.solutions.ready(params.name),
          admitted: async () => ({ asking, access }),
          problem: (error) => problemFor(error, request, response, logger),
        })
      const onerror = (error: Error): void => logger.debug({ reason: error.message }, 'mcp')
      // Nothing is told later: there is nothing to subscribe to.
      const handler = createMcpHandler(server, { keepAliveMs, maxSubscriptions: 0, onerror })
      try {
        await send(await handler.fetch(webRequest(request, signal), { parsedBody: body }), response)
      } finally {
        await handler.close()
      }
    })
  },
})

// Who asks has been found out before; what they showed goes no further.
const passedOn = /^(?:accept|content-type|mcp-.+)$/

function webRequest({ headers, originalUrl }: ExpressRequest, signal: AbortSignal): Request {
  const kept = Object.entries(headers).flatMap(([name, value]) =>
    passedOn.test(name) ? [[name, String(value)] as [string, string]] : [],
  )
  return new Request(new URL(originalUrl, 'http://localhost'), { method: 'POST', headers: kept, signal })
}

async function send({ status, headers, body }: Response, response: ExpressResponse): Promise<void> {
  response.status(status).set('X-Accel-Buffering', 'no')
  const type = headers.get('content-type')
  if (type !== null) response.set('Content-Type', type)
  if (body) await pipeline(Readable.fromWeb(body as ReadableStream), response)
  else response.end()
}

/** The tools of a solution for programs that speak MCP. There are no sessions, and so neither GET nor DELETE. */
export const mcpRoutes: readonly Route[] = Object.freeze([mcp])
