import { KaiwuError } from '@kaiwu/core'
import { z } from 'zod'
import { demoPeople, enterAs, takeInDemoPeople } from '../demo/demo-people.ts'
import type { DemoPlace } from '../demo/demo-place.ts'
import { playSamples } from '../demo/play-samples.ts'
import { defineSolutionRoute, type Route, type SolutionCall } from '../route.ts'
import { solutionParams } from '../schemas/request.ts'
import { sessionInfo } from '../schemas/session.ts'
import { giveSession } from '../session-cookie.ts'
import { sessionReply } from '../session-reply.ts'

const path = '/api/solutions/:name/demo'
const common = { tag: 'people', errors: 'problem', early: true, params: solutionParams } as const
const demoPerson = z
  .strictObject({
    login: z.string(),
    name: z.string(),
    roles: z.array(z.string()),
    department: z.string().exactOptional(),
  })
  .meta({ id: 'DemoPerson' })
const people = z.strictObject({ people: z.array(demoPerson) })
const reason = 'Only what was started as a demo answers, on this machine alone, and only for people that it has invented itself.'

const read = defineSolutionRoute({
  ...common,
  method: 'get',
  path,
  summary: 'Lists the invented people of a demo, as whom anybody may go in; nobody before they have been taken in.',
  limited: false,
  policy: { open: reason },
  replies: { 200: { description: 'The people.', content: { 'application/json': people } } },
  handle: (call) => tellPeople(call, 200),
})

const takeIn = defineSolutionRoute({
  ...common,
  method: 'post',
  path,
  summary:
    'Takes the invented people of the solution into a base where nobody has been set up, and has them work on its sample cases.',
  limited: true,
  policy: { open: reason },
  body: { type: 'application/json', schema: z.strictObject({}) },
  replies: { 201: { description: 'The people.', content: { 'application/json': people } } },
  async handle(call) {
    const { solution, context } = call
    const place = placeOf(call)
    await takeInDemoPeople(solution, place)
    const { clock, logger, running } = context
    const { name } = solution.definition
    running
      .inBackground((signal) => playSamples(solution, place, { clock, logger, signal }))
      .catch((error: unknown) => logger.error({ solution: name, err: error }, 'sample cases'))
    await tellPeople(call, 201)
  },
})

const enter = defineSolutionRoute({
  ...common,
  method: 'post',
  path: `${path}/session`,
  summary: 'Goes in as one of the invented people of a demo.',
  limited: true,
  policy: { open: reason },
  body: { type: 'application/json', schema: z.strictObject({ login: z.string().min(1).max(200) }) },
  replies: { 200: { description: 'Who has gone in.', content: { 'application/json': sessionInfo } } },
  async handle(call) {
    const { request, response, body, solution, context } = call
    const token = await enterAs(solution, placeOf(call), body.login)
    giveSession(request, response, solution.definition.name, token)
    const subject = await solution.work.people.subjectOf({ token })
    if ('refused' in subject) throw new KaiwuError('SIGN_IN_FAILED')
    response.json(await sessionReply({ ...call, asking: { ...call.asking, subject } }, context))
  },
})

/** A demo's invented people: taking them in, and going in as one of them. */
export const demoRoutes: readonly Route[] = Object.freeze([read, takeIn, enter])

type DemoCall = SolutionCall<unknown, unknown>

/** @throws DEMO_NOT_HERE where this is no demo */
function placeOf({ solution, context }: DemoCall): DemoPlace {
  const place = context.demos.get(solution.definition.name)
  if (!place) throw new KaiwuError('DEMO_NOT_HERE')
  return place
}

async function tellPeople(call: DemoCall, status: number): Promise<void> {
  const { solution, response } = call
  const departments = new Map((await solution.work.people.lookup.departments()).map(({ id, name }) => [id, name]))
  const found = await demoPeople(solution, placeOf(call))
  response.status(status).json({
    people: found.map(({ login, name, roles, departmentId }) => {
      const department = departments.get(departmentId ?? '')
      return { login, name, roles: [...roles], ...(department === undefined ? {} : { department }) }
    }),
  })
}
