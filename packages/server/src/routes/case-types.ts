import { z } from 'zod'
import { deskOf } from '../case-desk.ts'
import { caseTypeReply } from '../case-type-reply.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { caseType } from '../schemas/case-type.ts'
import { solutionParams } from '../schemas/request.ts'

const list = defineSolutionRoute({
  method: 'get',
  path: '/api/solutions/:name/case-types',
  summary: 'Lists the case types: fields, states, what is done in each, and whether one may start one.',
  tag: 'cases',
  limited: false,
  errors: 'problem',
  policy: { may: 'case.read', decidedBy: 'operation' },
  early: true,
  params: solutionParams,
  replies: {
    200: { description: 'The case types.', content: { 'application/json': z.strictObject({ types: z.array(caseType) }) } },
  },
  async handle({ solution, asking, response }) {
    const { cases } = deskOf(solution)
    const startable = await cases.startable(asking.subject)
    response.json({ types: cases.types.map((type) => caseTypeReply(type, startable.has(type.key))) })
  },
})

/** What kinds of cases there are. */
export const caseTypeRoutes: readonly Route[] = Object.freeze([list])
