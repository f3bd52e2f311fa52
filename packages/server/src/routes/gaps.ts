import type { KnowledgeGap } from '@kaiwu/knowledge'
import { z } from 'zod'
import { documentReply } from '../document-reply.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { documentInfo } from '../schemas/document.ts'
import { knowledgeGap } from '../schemas/life.ts'
import { itemParams, solutionParams } from '../schemas/request.ts'
import { knowledgeNamed, writableSolution } from '../writable-solution.ts'

const list = defineSolutionRoute({
  method: 'get',
  path: '/api/solutions/:name/gaps',
  summary: 'Lists the questions that were refused, open ones first, most asked first.',
  tag: 'knowledge',
  limited: false,
  errors: 'problem',
  policy: { may: 'knowledge.write' },
  params: solutionParams,
  replies: {
    200: { description: 'The gaps.', content: { 'application/json': z.strictObject({ gaps: z.array(knowledgeGap) }) } },
  },
  async handle({ response, solution: { knowledge } }) {
    const open = (gap: KnowledgeGap): number => (gap.status === 'open' ? 0 : 1)
    const gaps = [...(await knowledge.gaps('all'))].sort((a, b) => open(a) - open(b))
    response.json({ gaps: gaps.map(gapReply) })
  },
})

const answer = defineSolutionRoute({
  method: 'post',
  path: '/api/solutions/:name/gaps/:id/answer',
  summary: 'Answers a gap: question and answer become a document.',
  tag: 'knowledge',
  limited: true,
  errors: 'problem',
  policy: { may: 'knowledge.write' },
  params: itemParams,
  body: {
    type: 'application/json',
    schema: z
      .strictObject({
        answer: z.string().trim().min(1).max(20_000),
        knowledge: z.string().max(100).exactOptional().meta({ description: 'Default: the first knowledge.' }),
      })
      .meta({ id: 'GapAnswer' }),
  },
  replies: {
    201: { description: 'The document.', content: { 'application/json': z.strictObject({ document: documentInfo }) } },
  },
  async handle({ params, body, response, solution }) {
    const { knowledge } = writableSolution(solution)
    const name = knowledgeNamed(solution, body.knowledge)
    const info = await knowledge.answerGap(params.id, name, body.answer)
    response.status(201).json({ document: documentReply(info) })
  },
})

const dismiss = defineSolutionRoute({
  method: 'delete',
  path: '/api/solutions/:name/gaps/:id',
  summary: 'Dismisses a gap: nothing will be written to answer it.',
  tag: 'knowledge',
  limited: false,
  errors: 'problem',
  policy: { may: 'knowledge.write' },
  params: itemParams,
  replies: { 204: { description: 'It is dismissed.' } },
  async handle({ params, response, solution }) {
    await writableSolution(solution).knowledge.dismissGap(params.id)
    response.status(204).end()
  },
})

/** Questions that the knowledge held no answer to. */
export const gapRoutes: readonly Route[] = Object.freeze([list, answer, dismiss])

function gapReply({ firstAt, lastAt, ...gap }: KnowledgeGap): z.output<typeof knowledgeGap> {
  return { ...gap, firstAt: new Date(firstAt).toISOString(), lastAt: new Date(lastAt).toISOString() }
}
