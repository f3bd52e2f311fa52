import { appendLog, subjectActor, type Asking, type Delivery, type ParkedJob } from '@kaiwu/cases'
import { KaiwuError, type Clock } from '@kaiwu/core'
import { z } from 'zod'
import { deskOf } from '../case-desk.ts'
import { instant } from '../case-reply.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { deliveryQuery } from '../schemas/case-query.ts'
import { caseDelivery, deliveryParams, jobParams, parkedJob } from '../schemas/case-work.ts'
import { solutionParams } from '../schemas/request.ts'

const shared = { tag: 'cases', limited: false, errors: 'problem', policy: { may: 'case.repair' }, early: true } as const

const list = defineSolutionRoute({
  ...shared,
  method: 'get',
  path: '/api/solutions/:name/deliveries',
  summary: 'Lists what is sent outside, the newest first.',
  params: solutionParams,
  query: deliveryQuery,
  replies: {
    200: {
      description: 'The deliveries, without what was sent.',
      content: { 'application/json': z.strictObject({ deliveries: z.array(caseDelivery) }) },
    },
  },
  async handle({ solution, query, response }) {
    const { case: caseId, ...filter } = query
    const found = await deskOf(solution).outbox.deliveries({ ...filter, ...(caseId === undefined ? {} : { caseId }) })
    response.json({ deliveries: found.map(deliveryReply) })
  },
})

const retryDelivery = defineSolutionRoute({
  ...shared,
  method: 'post',
  path: '/api/solutions/:name/deliveries/:key/retry',
  summary: 'Has something sent again that has failed.',
  params: deliveryParams,
  replies: { 204: { description: 'It is being sent again.' } },
  async handle({ solution, asking, params, response, context }) {
    const { outbox } = deskOf(solution)
    await solution.database.transaction(async (inside) => {
      if (!(await outbox.retry(inside, params.key))) throw new KaiwuError('DELIVERY_NOT_FAILED', { key: params.key })
      await recordRetry(inside, asking, context.clock, { objectKind: 'delivery', objectId: params.key })
    })
    response.status(204).end()
  },
})

const parked = defineSolutionRoute({
  ...shared,
  method: 'get',
  path: '/api/solutions/:name/jobs/parked',
  summary: 'Lists the work that failed too often, the longest parked first.',
  params: solutionParams,
  replies: {
    200: { description: 'The jobs.', content: { 'application/json': z.strictObject({ jobs: z.array(parkedJob) }) } },
  },
  async handle({ solution, response }) {
    response.json({ jobs: (await deskOf(solution).jobs.parked()).map(jobReply) })
  },
})

const retryJob = defineSolutionRoute({
  ...shared,
  method: 'post',
  path: '/api/solutions/:name/jobs/:id/retry',
  summary: 'Has work that is parked tried again.',
  params: jobParams,
  replies: { 204: { description: 'It is tried again.' } },
  async handle({ solution, asking, params, response, context }) {
    const { jobs } = deskOf(solution)
    if (!(await jobs.parked()).some(({ id }) => id === params.id)) throw new KaiwuError('JOB_NOT_PARKED', { id: params.id })
    // Recorded before: the record of a try that a crash kept from happening is the lesser evil.
    await solution.database.transaction((inside) =>
      recordRetry(inside, asking, context.clock, { objectKind: 'job', objectId: params.id }),
    )
    if (!(await jobs.retry(params.id))) throw new KaiwuError('JOB_NOT_PARKED', { id: params.id })
    response.status(204).end()
  },
})

/** What goes on behind cases, for administrators: what is sent outside, and work that is stuck. */
export const deliveryRoutes: readonly Route[] = Object.freeze([list, retryDelivery, parked, retryJob])

async function recordRetry(
  inside: Parameters<typeof appendLog>[0],
  asking: Asking,
  clock: Clock,
  what: Readonly<{ objectKind: 'delivery' | 'job'; objectId: string }>,
): Promise<void> {
  await appendLog(inside, [{ ...subjectActor(asking), atMs: clock.now(), action: `${what.objectKind}.retry`, ...what }])
}

// What was sent and what was answered may hold what is sensitive in a case.
function deliveryReply(delivery: Delivery): z.output<typeof caseDelivery> {
  const { body: _body, response: _response, putAtMs, changedAtMs, ...rest } = delivery
  return { ...rest, putAt: instant(putAtMs), changedAt: instant(changedAtMs) }
}

function jobReply({ payload: _, ...job }: ParkedJob): z.output<typeof parkedJob> {
  return job
}
