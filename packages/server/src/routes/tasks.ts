import { z } from 'zod'
import { deskOf } from '../case-desk.ts'
import { caseTaskReply } from '../case-reply.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { caseTask } from '../schemas/case.ts'
import { solutionParams } from '../schemas/request.ts'

const list = defineSolutionRoute({
  method: 'get',
  path: '/api/solutions/:name/tasks',
  summary: 'Lists what waits for whoever asks, what is due first.',
  tag: 'cases',
  limited: false,
  errors: 'problem',
  policy: { may: 'case.read', decidedBy: 'operation' },
  early: true,
  params: solutionParams,
  replies: {
    200: {
      description: 'The tasks, at most 200.',
      content: { 'application/json': z.strictObject({ tasks: z.array(caseTask) }) },
    },
  },
  async handle({ solution, asking, response }) {
    const tasks = await deskOf(solution).cases.tasks(asking.subject)
    response.json({ tasks: tasks.map(caseTaskReply) })
  },
})

/** What waits for people. */
export const taskRoutes: readonly Route[] = Object.freeze([list])
