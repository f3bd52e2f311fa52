import type { Release } from '@kaiwu/knowledge'
import { z } from 'zod'
import { defineSolutionRoute, type Route } from '../route.ts'
import { release } from '../schemas/life.ts'
import { solutionParams } from '../schemas/request.ts'
import { writableSolution } from '../writable-solution.ts'

const releases = z.strictObject({
  releases: z.array(release),
  serving: z.string().meta({ description: 'What searches see: the id of a release, or latest.' }),
})

const list = defineSolutionRoute({
  method: 'get',
  path: '/api/solutions/:name/releases',
  summary: 'Lists the releases of the knowledge, newest first.',
  tag: 'knowledge',
  limited: false,
  errors: 'problem',
  policy: { may: 'knowledge.read' },
  params: solutionParams,
  replies: { 200: { description: 'The releases.', content: { 'application/json': releases } } },
  async handle({ response, solution: { knowledge } }) {
    response.json({ releases: (await knowledge.releases()).map(releaseReply), serving: knowledge.serving() ?? 'latest' })
  },
})

const create = defineSolutionRoute({
  method: 'post',
  path: '/api/solutions/:name/releases',
  summary: 'Makes a release of the documents as they stand.',
  tag: 'knowledge',
  limited: true,
  errors: 'problem',
  policy: { may: 'knowledge.write' },
  params: solutionParams,
  body: { type: 'application/json', schema: z.strictObject({ note: z.string().trim().max(200).default('') }) },
  replies: { 201: { description: 'The release.', content: { 'application/json': z.strictObject({ release }) } } },
  async handle({ body, response, solution }) {
    const { knowledge } = writableSolution(solution)
    response.status(201).json({ release: releaseReply(await knowledge.release(body.note)) })
  },
})

const serve = defineSolutionRoute({
  method: 'put',
  path: '/api/solutions/:name/serving',
  summary: 'Chooses what searches see: a release, or latest for the documents as they stand.',
  tag: 'knowledge',
  limited: true,
  errors: 'problem',
  policy: { may: 'knowledge.write' },
  params: solutionParams,
  body: { type: 'application/json', schema: z.strictObject({ release: z.string().min(1).max(40) }) },
  replies: { 200: { description: 'The releases.', content: { 'application/json': releases } } },
  async handle({ body, response, solution }) {
    const { knowledge } = writableSolution(solution)
    await knowledge.serve(body.release)
    response.json({ releases: (await knowledge.releases()).map(releaseReply), serving: knowledge.serving() ?? 'latest' })
  },
})

/** Snapshots of the knowledge, and which one is served. */
export const releaseRoutes: readonly Route[] = Object.freeze([list, create, serve])

function releaseReply({ at, ...rest }: Release): z.output<typeof release> {
  return { ...rest, at: new Date(at).toISOString() }
}
