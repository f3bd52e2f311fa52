import type { AnswerEvent } from '@kaiwu/core'
import { z } from 'zod'
import { chargedToSubject } from '../admission.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { answer } from '../schemas/answer.ts'
import { answerRequest, solutionParams } from '../schemas/request.ts'
import { sendEvents } from '../send-events.ts'

/** Asking a solution, whole or as a stream of events. */
export const answerRoutes: readonly Route[] = Object.freeze([
  defineSolutionRoute({
    method: 'post',
    path: '/api/solutions/:name/answer',
    summary: 'Answers a question with its sources. With Accept: text/event-stream the answer is streamed.',
    tag: 'solutions',
    limited: true,
    errors: 'problem',
    policy: { may: 'answer.ask' },
    params: solutionParams,
    body: { type: 'application/json', schema: answerRequest },
    replies: {
      200: {
        description:
          'The answer; as a stream the events passages, token (many), reset (what came so far is void, another model begins anew), answer, or error with a problem.',
        content: { 'application/json': answer, 'text/event-stream': z.string() },
      },
    },
    async handle({ request, response, body, context, solution, access, asking }) {
      await context.running.run(response, async (signal) => {
        const question = { ...body, signal, access, ...chargedToSubject(asking.subject) }
        if (request.accepts(['application/json', 'text/event-stream']) === 'text/event-stream')
          return sendEvents({ request, response, context, signal }, solution.stream(question), payloadOf)
        response.json(await solution.answer(question))
      })
    },
  }),
])

function payloadOf(event: AnswerEvent): unknown {
  if (event.type === 'answer') return event.answer
  const { type: _, ...payload } = event
  return payload
}
