import { z } from 'zod'
import { defineRoute, type Route } from '../route.ts'
import { solutionInfo } from '../schemas/solution.ts'
import { solutionReply } from '../solution-reply.ts'

/** What this server serves. */
export const solutionRoutes: readonly Route[] = Object.freeze([
  defineRoute({
    method: 'get',
    path: '/api/solutions',
    summary: 'Lists the solutions with their state.',
    tag: 'solutions',
    limited: false,
    errors: 'problem',
    replies: {
      200: {
        description: 'The solutions, and the version of the server.',
        content: { 'application/json': z.strictObject({ solutions: z.array(solutionInfo), version: z.string() }) },
      },
    },
    handle({ response, context: { solutions, version } }) {
      response.json({ solutions: solutions.all.map(solutionReply), version })
    },
  }),
])
