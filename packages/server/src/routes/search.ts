import { KaiwuError, type Clock } from '@kaiwu/core'
import { explainHit, explainNote, type ExplainedHit, type SearchNote } from '@kaiwu/knowledge'
import { z } from 'zod'
import type { Admitted } from '../admission.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { bothLanguages, explainedHit } from '../schemas/document.ts'
import { searchRequest, searchWeights, solutionParams } from '../schemas/request.ts'
import { writableSolution } from '../writable-solution.ts'

/** What a search gives. */
export const searchReply = z.strictObject({
  hits: z.array(explainedHit),
  asOf: z.iso.date(),
  elapsedMs: z.number(),
  weights: searchWeights.meta({ description: 'What the search used.' }),
  saved: searchWeights.meta({ description: 'What the solution uses when nothing else is asked for.' }),
  vectors: z.strictObject({ model: z.string(), engine: z.string(), passages: z.int().min(0) }).exactOptional(),
  asked: z.array(z.string()).meta({ description: 'The queries that were searched: several where the question was taken apart.' }),
  notes: z.array(bothLanguages).meta({ description: 'What could not be done, and what was done instead.' }),
})

const search = defineSolutionRoute({
  method: 'post',
  path: '/api/solutions/:name/search',
  summary: 'Searches the passages in force on a day, and says why each was found.',
  tag: 'solutions',
  limited: true,
  errors: 'problem',
  policy: { may: 'knowledge.read' },
  params: solutionParams,
  body: { type: 'application/json', schema: searchRequest },
  replies: { 200: { description: 'The passages found, best first.', content: { 'application/json': searchReply } } },
  async handle({ body, response, context, solution, access }) {
    response.json(await searchSolution({ solution, access, clock: context.clock }, body))
  },
})

/** Searches the documents of a solution, as the API answers. @throws KNOWLEDGE_NOT_FOUND */
export async function searchSolution(
  { solution, access, clock }: Pick<Admitted, 'solution' | 'access'> & Readonly<{ clock: Clock }>,
  { query, top, knowledge, weights, asOf = clock.today() }: z.output<typeof searchRequest>,
): Promise<z.output<typeof searchReply>> {
  const known = Object.keys(solution.definition.knowledge)
  if (knowledge !== undefined && !known.includes(knowledge))
    throw new KaiwuError('KNOWLEDGE_NOT_FOUND', { name: knowledge, known: known.join(', ') })
  const started = performance.now()
  const found = await solution.knowledge.search({
    query,
    top,
    asOf,
    access,
    ...(knowledge === undefined ? {} : { knowledge: [knowledge] }),
    ...(weights === undefined ? {} : { weights }),
  })
  const elapsedMs = Math.round((performance.now() - started) * 100) / 100
  const { engine, model, passages } = solution.knowledge.vectorState() ?? {}
  return {
    hits: found.hits.map(explained),
    asOf,
    elapsedMs,
    weights: found.weights,
    saved: solution.knowledge.weights(),
    ...(engine && model ? { vectors: { model, engine, passages: passages ?? 0 } } : {}),
    asked: [...(found.how.decomposed?.parts ?? [query])],
    notes: found.how.notes.map(noteReply),
  }
}

const saveWeights = defineSolutionRoute({
  method: 'put',
  path: '/api/solutions/:name/search-weights',
  summary: 'Writes weights of search into the solution’s manifest; searches and answers use them from then on.',
  tag: 'solutions',
  limited: true,
  errors: 'problem',
  policy: { may: 'knowledge.write' },
  params: solutionParams,
  body: { type: 'application/json', schema: searchWeights },
  replies: {
    200: { description: 'The weights.', content: { 'application/json': z.strictObject({ weights: searchWeights }) } },
  },
  async handle({ body, response, solution }) {
    await writableSolution(solution).saveWeights(body)
    response.json({ weights: solution.knowledge.weights() })
  },
})

/** Searching without answering, to see what a question finds and why, and weighing it otherwise. */
export const searchRoutes: readonly Route[] = Object.freeze([search, saveWeights])

function explained({ why, ...hit }: ExplainedHit): z.output<typeof explainedHit> {
  const { keyword, vector, rerank } = why
  return {
    ...(structuredClone(hit) as Omit<z.output<typeof explainedHit>, 'explain' | 'parts' | 'why'>),
    explain: (keyword?.terms ?? []).map(({ term, in: field, weight }) => ({
      term,
      in: field === 'body' ? 'text' : field,
      weight,
    })),
    parts: {
      ...(keyword ? { keyword: { rank: keyword.rank, score: keyword.score, gave: keyword.gave ?? 0 } } : {}),
      ...(vector ? { vector: { rank: vector.rank, score: vector.similarity, gave: vector.gave ?? 0 } } : {}),
      ...(rerank ? { rerank: { rank: rerank.rank } } : {}),
    },
    why: { zh: [...explainHit(why, 'zh')], en: [...explainHit(why, 'en')] },
  }
}

function noteReply(note: SearchNote): z.output<typeof bothLanguages> {
  return { zh: explainNote(note, 'zh'), en: explainNote(note, 'en') }
}
