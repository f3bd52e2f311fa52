import { z } from 'zod'
import { actorAsking } from '../people-reply.ts'
import { holdToRight } from '../policy.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { identity, personParams } from '../schemas/people.ts'

const path = '/api/solutions/:name/people/:id/identities'
const common = { tag: 'people', limited: false, errors: 'problem', early: true, path, params: personParams } as const

const list = defineSolutionRoute({
  ...common,
  method: 'get',
  summary: 'Lists by which identities of an OpenID provider a person may sign in.',
  policy: { may: 'people.read', decidedBy: 'operation' },
  replies: {
    200: { description: 'The identities.', content: { 'application/json': z.strictObject({ identities: z.array(identity) }) } },
  },
  async handle({ params: { id }, response, solution, asking }) {
    holdToRight(asking.subject, 'people.read', { kind: 'person', ownerId: id })
    response.json({ identities: await solution.work.people.identities(id) })
  },
})

const link = defineSolutionRoute({
  ...common,
  method: 'post',
  summary: 'Lets a person sign in by an identity of an OpenID provider.',
  policy: { may: 'people.write' },
  body: { type: 'application/json', schema: identity },
  replies: { 204: { description: 'It is theirs.' } },
  async handle({ params, body, response, solution, asking }) {
    await solution.work.people.linkIdentity(params.id, body, actorAsking(asking))
    response.status(204).end()
  },
})

const unlink = defineSolutionRoute({
  ...common,
  method: 'delete',
  summary: 'Takes an identity from its person, with the roles that it gave, and ends their sessions.',
  policy: { may: 'people.write' },
  query: identity,
  replies: {
    200: { description: 'Whether it was theirs.', content: { 'application/json': z.strictObject({ unlinked: z.boolean() }) } },
  },
  async handle({ params, query, response, solution: { work }, asking }) {
    const theirs = (await work.people.identities(params.id)).some(
      ({ issuer, subject }) => issuer === query.issuer && subject === query.subject,
    )
    response.json({ unlinked: theirs && (await work.people.unlinkIdentity(query, actorAsking(asking))) })
  },
})

/** Identities of people at an OpenID provider. */
export const identityRoutes: readonly Route[] = Object.freeze([list, link, unlink])
