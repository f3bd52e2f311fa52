import type { AgentEvent, AgentReport, AgentStep, PreparedCase } from '@kaiwu/core'
import { agentReport } from '@kaiwu/solution'
import { z } from 'zod'
import { chargedToSubject } from '../admission.ts'
import { bothLanguages } from '../both-languages.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { agentReply, type agentStep, type preparedCase } from '../schemas/agent.ts'
import { answerRequest, solutionParams } from '../schemas/request.ts'
import { sendEvents } from '../send-events.ts'

/** Asking a solution's assistant in agent mode, whole or as a stream of events. */
export const agentRoutes: readonly Route[] = Object.freeze([
  defineSolutionRoute({
    method: 'post',
    path: '/api/solutions/:name/agent',
    summary:
      'Has the assistant look for itself: it searches, reads cases and fills in forms with the rights of whoever asks, and answers with its sources. It starts, signs and changes nothing.',
    tag: 'solutions',
    limited: true,
    errors: 'problem',
    policy: { may: 'answer.ask' },
    params: solutionParams,
    body: { type: 'application/json', schema: answerRequest },
    replies: {
      200: {
        description:
          'The answer with its steps; as a stream the events step (twice for each), passages, prepared, bound, token, reset, answer, or error with a problem.',
        content: { 'application/json': agentReply, 'text/event-stream': z.string() },
      },
    },
    async handle({ request, response, body, context, solution, access, asking }) {
      await context.running.run(response, async (signal) => {
        const events = solution.agent({ ...body, signal, access, ...chargedToSubject(asking.subject) }, asking)
        if (request.accepts(['application/json', 'text/event-stream']) === 'text/event-stream')
          return sendEvents({ request, response, context, signal }, events, payloadOf)
        const { answer, steps, prepared, bound } = await agentReport(events)
        const told = { steps: steps.map(stepReply), prepared: prepared.map(preparedReply), ...(bound ? { bound } : {}) }
        response.json({ answer, ...told } satisfies Omit<z.output<typeof agentReply>, 'answer'> & Pick<AgentReport, 'answer'>)
      })
    },
  }),
])

function payloadOf(event: AgentEvent): unknown {
  if (event.type === 'answer') return event.answer
  if (event.type === 'step') return stepReply(event.step)
  if (event.type === 'prepared') return preparedReply(event.prepared)
  const { type: _, ...payload } = event
  return payload
}

function stepReply({ message, ids, ...step }: AgentStep): z.output<typeof agentStep> {
  return { ...step, ids: [...ids], ...(message === undefined ? {} : { message: bothLanguages(message) }) }
}

function preparedReply({ caseType, title, fields, problems }: PreparedCase): z.output<typeof preparedCase> {
  const told = problems.map(({ field, message }) => ({ field, message: bothLanguages(message) }))
  return { type: caseType, title: bothLanguages(title), fields, problems: told }
}
