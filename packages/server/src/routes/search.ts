import { KaiwuError } from '@kaiwu/core'
import { terms, type ExplainedHit } from '@kaiwu/knowledge'
import { z } from 'zod'
import { defineRoute, type Route } from '../route.ts'
import { explainedHit } from '../schemas/document.ts'
import { searchRequest, solutionParams } from '../schemas/request.ts'

const searchReply = z.strictObject({ hits: z.array(explainedHit), asOf: z.iso.date(), elapsedMs: z.number() })

/** Searching without answering, to see what a question finds and why. */
export const searchRoutes: readonly Route[] = Object.freeze([
  defineRoute({
    method: 'post',
    path: '/api/solutions/:name/search',
    summary: 'Searches the passages in force on a day, and says why each was found.',
    tag: 'solutions',
    limited: true,
    errors: 'problem',
    params: solutionParams,
    body: { type: 'application/json', schema: searchRequest },
    replies: { 200: { description: 'The passages found, best first.', content: { 'application/json': searchReply } } },
    handle({ params, body, request, response, context }) {
      const solution = context.solutions.ready(params.name)
      const { query, top, knowledge, asOf = context.clock.today() } = body
      const known = Object.keys(solution.definition.knowledge)
      if (knowledge !== undefined && !known.includes(knowledge))
        throw new KaiwuError('KNOWLEDGE_NOT_FOUND', { name: knowledge, known: known.join(', ') })
      const started = performance.now()
      const hits = solution.knowledge.search({
        query,
        top,
        asOf,
        access: context.accessOf(request),
        ...(knowledge === undefined ? {} : { knowledge: [knowledge] }),
      })
      const elapsedMs = Math.round((performance.now() - started) * 100) / 100
      response.json({ hits: hits.map(explained), asOf, elapsedMs })
    },
  }),
])

/** The index knows one field beside the text; which part of it a term stands in is told here. */
function explained({ explain, ...hit }: ExplainedHit): z.output<typeof explainedHit> {
  const { title, number = '' } = hit.document.facts
  const inTitle = new Set(terms(`${title}\n${number}`).map(({ term }) => term))
  const fieldOf = (term: string): 'title' | 'path' => (inTitle.has(term) ? 'title' : 'path')
  return {
    ...(structuredClone(hit) as Omit<z.output<typeof explainedHit>, 'explain'>),
    explain: explain.map(({ term, in: field, weight }) => ({ term, in: field === 'text' ? 'text' : fieldOf(term), weight })),
  }
}
