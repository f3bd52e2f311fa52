import type { AnswerEvent } from '@kaiwu/core'
import type { Solution } from '@kaiwu/solution'
import { z } from 'zod'
import { problemFor } from '../error-response.ts'
import { openEventStream } from '../event-stream.ts'
import { defineRoute, type Call, type Route } from '../route.ts'
import { answer } from '../schemas/answer.ts'
import { answerRequest, solutionParams } from '../schemas/request.ts'

type AnswerCall = Call<z.output<typeof solutionParams>, z.output<typeof answerRequest>>

/** Asking a solution, whole or as a stream of events. */
export const answerRoutes: readonly Route[] = Object.freeze([
  defineRoute({
    method: 'post',
    path: '/api/solutions/:name/answer',
    summary: 'Answers a question with its sources. With Accept: text/event-stream the answer is streamed.',
    tag: 'solutions',
    limited: true,
    errors: 'problem',
    params: solutionParams,
    body: { type: 'application/json', schema: answerRequest },
    replies: {
      200: {
        description:
          'The answer; as a stream the events passages, token (many), reset (what came so far is void, another model begins anew), answer, or error with a problem.',
        content: { 'application/json': answer, 'text/event-stream': z.string() },
      },
    },
    async handle(call) {
      const { request, response, params, body, context } = call
      const solution = context.solutions.ready(params.name)
      await context.running.run(response, async (signal) => {
        if (request.accepts(['application/json', 'text/event-stream']) === 'text/event-stream')
          return streamAnswer(call, solution, signal)
        response.json(await solution.answer({ ...body, signal, access: context.accessOf(request) }))
      })
    },
  }),
])

async function streamAnswer(
  { request, response, body, context }: AnswerCall,
  solution: Solution,
  signal: AbortSignal,
): Promise<void> {
  const stream = openEventStream(response, context.heartbeatMs)
  try {
    for await (const event of solution.stream({ ...body, signal, access: context.accessOf(request) })) {
      if (signal.aborted) throw signal.reason
      await stream.send(payloadOf(event), event.type)
    }
  } catch (error) {
    // A client that left, or a server that stops, ends the model's call: what that makes it throw is not what happened.
    if (!response.destroyed)
      await stream.send(problemFor(signal.aborted ? signal.reason : error, request, response, context.logger), 'error')
  } finally {
    stream.end()
  }
}

function payloadOf(event: AnswerEvent): unknown {
  if (event.type === 'answer') return event.answer
  const { type: _, ...payload } = event
  return payload
}
