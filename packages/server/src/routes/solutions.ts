import type { Request } from 'express'
import { z } from 'zod'
import { hasPeople, subjectOf } from '../admission.ts'
import type { HostedSolution } from '../hosted-solution.ts'
import { defineRoute, type Route } from '../route.ts'
import { solutionInfo } from '../schemas/solution.ts'
import { solutionReply } from '../solution-reply.ts'

/** What this server serves. */
export const solutionRoutes: readonly Route[] = Object.freeze([
  defineRoute({
    method: 'get',
    path: '/api/solutions',
    summary: 'Lists the solutions with their state; of those that one is not signed in to, the name alone and what it is for.',
    tag: 'solutions',
    limited: false,
    errors: 'problem',
    policy: { open: 'Whoever is to sign in has to see where.' },
    replies: {
      200: {
        description: 'The solutions, and the version of the server.',
        content: { 'application/json': z.strictObject({ solutions: z.array(solutionInfo), version: z.string() }) },
      },
    },
    async handle({ request, response, context: { solutions, version } }) {
      const inside = await Promise.all(solutions.all.map((hosted) => isInside(request, hosted)))
      response.json({ solutions: solutions.all.map((hosted, at) => solutionReply(hosted, inside[at] === true)), version })
    },
  }),
])

/** Whether whoever asks may look into a solution. One whose base is not open holds nothing that could be told. */
async function isInside(request: Request, { state }: HostedSolution): Promise<boolean> {
  const now = state()
  const solution = now.status === 'failed' ? undefined : now.solution
  if (!solution || !(await hasPeople(solution))) return true
  return (await subjectOf(request, solution)).kind !== 'anonymous'
}
