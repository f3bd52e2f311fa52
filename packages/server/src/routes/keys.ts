import { KaiwuError } from '@kaiwu/core'
import { z } from 'zod'
import { actorAsking, keyReply } from '../people-reply.ts'
import { holdToRight, mayOn } from '../policy.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { keyInfo, keyQuery, newKey, personParams } from '../schemas/people.ts'
import { solutionParams } from '../schemas/request.ts'

const path = '/api/solutions/:name/keys'
const common = { tag: 'people', limited: false, errors: 'problem', early: true } as const

const list = defineSolutionRoute({
  ...common,
  method: 'get',
  path,
  summary: 'Lists keys, the newest first: one’s own, or for who may see them those of others. Never the keys themselves.',
  policy: { may: 'keys.read', decidedBy: 'operation' },
  params: solutionParams,
  query: keyQuery,
  replies: { 200: { description: 'The keys.', content: { 'application/json': z.strictObject({ keys: z.array(keyInfo) }) } } },
  async handle({ query, response, solution, asking: { subject } }) {
    const { person = subject.personId } = query
    const everybody = person === '*'
    holdToRight(subject, 'keys.read', { kind: 'key', ...(everybody ? {} : { ownerId: person }) })
    const found = await solution.work.people.keys(everybody ? undefined : person)
    response.json({ keys: found.map(keyReply) })
  },
})

const make = defineSolutionRoute({
  ...common,
  method: 'post',
  path,
  summary: 'Makes a key for a program that acts in one’s own name. It is told this once.',
  policy: { may: 'keys.write', decidedBy: 'operation' },
  params: solutionParams,
  body: { type: 'application/json', schema: newKey },
  replies: {
    201: {
      description: 'The key, which is kept nowhere, and what is known of it.',
      content: { 'application/json': z.strictObject({ key: z.string(), info: keyInfo }) },
    },
  },
  async handle({ body: { label, scopes, expiresAt }, response, solution, asking }) {
    const { personId } = asking.subject
    holdToRight(asking.subject, 'keys.write', { kind: 'key', ownerId: personId })
    const expires = expiresAt === undefined ? {} : { expiresAtMs: Date.parse(expiresAt) }
    const made = await solution.work.people.makeKey({ label, scopes, personId, ...expires }, actorAsking(asking))
    response.status(201).json({ key: made.key, info: keyReply(made.info) })
  },
})

const revoke = defineSolutionRoute({
  ...common,
  method: 'delete',
  path: `${path}/:id`,
  summary: 'Revokes a key: from now on it lets nobody in.',
  policy: { may: 'keys.revoke', decidedBy: 'operation' },
  params: personParams,
  replies: { 200: { description: 'The key.', content: { 'application/json': z.strictObject({ info: keyInfo }) } } },
  async handle({ params: { id }, response, solution: { work }, asking }) {
    const known = await work.people.key(id)
    // Somebody else's key is to them as one that is not there.
    if (!known || !mayOn(asking.subject, 'keys.revoke', { kind: 'key', ownerId: known.personId }))
      throw new KaiwuError('API_KEY_NOT_FOUND')
    response.json({ info: keyReply(await work.people.revokeKey(id, actorAsking(asking))) })
  },
})

/** Keys of people for programs. */
export const keyRoutes: readonly Route[] = Object.freeze([list, make, revoke])
