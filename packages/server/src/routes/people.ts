import { KaiwuError } from '@kaiwu/core'
import { z } from 'zod'
import { actorAsking, openSessionReply, personReply } from '../people-reply.ts'
import { holdToRight, refusalBy } from '../policy.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { newPerson, openSession, peopleQuery, personChanges, personInfo, personParams } from '../schemas/people.ts'
import { solutionParams } from '../schemas/request.ts'

const path = '/api/solutions/:name/people'
const common = { tag: 'people', limited: false, errors: 'problem', early: true } as const
const onePerson = z.strictObject({ person: personInfo })
const person = (description: string) => ({ description, content: { 'application/json': onePerson } })

const list = defineSolutionRoute({
  ...common,
  method: 'get',
  path,
  summary: 'Lists people by login: their names, and all that is known of them for who may see it.',
  policy: { may: 'people.names' },
  params: solutionParams,
  query: peopleQuery,
  replies: {
    200: {
      description: 'The people; `next` is the login to go on after.',
      content: { 'application/json': z.strictObject({ people: z.array(personInfo), next: z.string().exactOptional() }) },
    },
  },
  async handle({ query, response, solution, asking }) {
    const found = await solution.work.people.lookup.people(query)
    const all = !refusalBy({ may: 'people.read' }, asking.subject)
    const last = found.length === query.limit ? found.at(-1) : undefined
    response.json({
      people: found.filter(({ disabled }) => all || !disabled).map((one) => personReply(one, all)),
      ...(last ? { next: last.login } : {}),
    })
  },
})

const read = defineSolutionRoute({
  ...common,
  method: 'get',
  path: `${path}/:id`,
  summary: 'Gives what is known of a person: everybody sees that of themselves.',
  policy: { may: 'people.read', decidedBy: 'operation' },
  params: personParams,
  replies: { 200: person('The person.') },
  async handle({ params: { id }, response, solution, asking }) {
    holdToRight(asking.subject, 'people.read', { kind: 'person', ownerId: id })
    const found = await solution.work.people.lookup.person(id)
    if (!found) throw new KaiwuError('PERSON_NOT_FOUND', { person: id })
    response.json({ person: personReply(found, true) })
  },
})

const add = defineSolutionRoute({
  ...common,
  method: 'post',
  path,
  summary: 'Adds a person.',
  policy: { may: 'people.write' },
  params: solutionParams,
  body: { type: 'application/json', schema: newPerson },
  replies: { 201: person('The person.') },
  async handle({ body, response, solution, asking }) {
    const added = await solution.work.people.add(body, actorAsking(asking))
    response.status(201).json({ person: personReply(added, true) })
  },
})

const change = defineSolutionRoute({
  ...common,
  method: 'put',
  path: `${path}/:id`,
  summary: 'Changes login, name, department or roles of a person.',
  policy: { may: 'people.write' },
  params: personParams,
  body: { type: 'application/json', schema: personChanges },
  replies: { 200: person('The person.') },
  async handle({ params, body, response, solution, asking }) {
    const changed = await solution.work.people.change(params.id, body, actorAsking(asking))
    response.json({ person: personReply(changed, true) })
  },
})

const disable = defineSolutionRoute({
  ...common,
  method: 'put',
  path: `${path}/:id/disabled`,
  summary: 'Shuts a person out, with all their sessions and keys, or lets them in again.',
  policy: { may: 'people.write' },
  params: personParams,
  body: { type: 'application/json', schema: z.strictObject({ disabled: z.boolean() }) },
  replies: { 200: person('The person.') },
  async handle({ params, body, response, solution: { work }, asking }) {
    const by = actorAsking(asking)
    const changed = await (body.disabled ? work.people.disable(params.id, by) : work.people.enable(params.id, by))
    response.json({ person: personReply(changed, true) })
  },
})

const setPassword = defineSolutionRoute({
  ...common,
  method: 'put',
  path: `${path}/:id/password`,
  summary: 'Gives a person another password and ends their sessions. One’s own is changed at /session/password.',
  policy: { may: 'password.write' },
  params: personParams,
  body: { type: 'application/json', schema: z.strictObject({ password: z.string().min(1).max(1_000) }) },
  replies: { 200: person('The person.') },
  async handle({ params, body, response, solution, asking }) {
    const changed = await solution.work.people.setPassword(params.id, body.password, actorAsking(asking))
    response.json({ person: personReply(changed, true) })
  },
})

const sessions = defineSolutionRoute({
  ...common,
  method: 'get',
  path: `${path}/:id/sessions`,
  summary: 'Lists the sessions of a person.',
  policy: { may: 'people.read', decidedBy: 'operation' },
  params: personParams,
  replies: {
    200: { description: 'The sessions.', content: { 'application/json': z.strictObject({ sessions: z.array(openSession) }) } },
  },
  async handle({ params: { id }, response, solution, asking: { subject } }) {
    holdToRight(subject, 'people.read', { kind: 'person', ownerId: id })
    const found = await solution.work.people.sessions(id)
    response.json({ sessions: found.map((one) => openSessionReply(one, subject.sessionId)) })
  },
})

const endSessions = defineSolutionRoute({
  ...common,
  method: 'delete',
  path: `${path}/:id/sessions`,
  summary: 'Ends all sessions of a person.',
  policy: { may: 'sessions.end', decidedBy: 'operation' },
  params: personParams,
  replies: {
    200: { description: 'How many there were.', content: { 'application/json': z.strictObject({ ended: z.int() }) } },
  },
  async handle({ params: { id }, response, solution, asking }) {
    holdToRight(asking.subject, 'sessions.end', { kind: 'person', ownerId: id })
    response.json({ ended: await solution.work.people.endSessions(id, actorAsking(asking)) })
  },
})

/** People of a solution's base. */
export const peopleRoutes: readonly Route[] = Object.freeze([
  list,
  add,
  read,
  change,
  disable,
  setPassword,
  sessions,
  endSessions,
])
