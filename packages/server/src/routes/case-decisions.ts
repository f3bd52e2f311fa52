import type { Asking, CaseView, Cases, DecisionInput } from '@kaiwu/cases'
import type { z } from 'zod'
import { deskOf, oneCase, requestKeyOf, sendCase, sentKeyOf, shownOf } from '../case-desk.ts'
import { confirmedSign } from '../confirmed-sign.ts'
import { defineSolutionRoute, type Route, type RouteShape, type SolutionCall } from '../route.ts'
import {
  actionInput,
  actionParams,
  byHandInput,
  cancellationInput,
  caseParams,
  commentInput,
  eventInput,
  eventParams,
  extensionInput,
  handOverInput,
  rerouteInput,
  signatureInput,
  withdrawalInput,
} from '../schemas/case-input.ts'

const shared = {
  method: 'post',
  tag: 'cases',
  limited: false,
  errors: 'problem',
  early: true,
  replies: { 200: { description: 'The case as it is now.', content: { 'application/json': oneCase } } },
} as const

type Told<Params extends z.ZodType, Body extends z.ZodType> = Readonly<{
  /** Behind the address of the case. */
  at: string
  summary: string
  params: Params
  schema: Body
  may?: 'case.act' | 'case.repair'
}>

type CaseCall<Params, Body> = Pick<SolutionCall<Params, Body>, 'params' | 'body' | 'request' | 'asking' | 'solution'>

/** A route that changes a case, and answers with the case as it is then. */
function changing<Params extends z.ZodType<{ id: string }>, Body extends z.ZodType>(
  {
    at,
    summary,
    params,
    schema,
    may = 'case.act',
    ...more
  }: Told<Params, Body> & Partial<Pick<RouteShape<Params, Body, z.ZodType>, 'headers'>>,
  change: (cases: Cases, asking: Asking, call: CaseCall<z.output<Params>, z.output<Body>>) => Promise<CaseView>,
): Route {
  return defineSolutionRoute({
    ...shared,
    ...more,
    path: `/api/solutions/:name/cases/:id/${at}`,
    summary,
    policy: { may, decidedBy: 'operation' },
    params,
    body: { type: 'application/json', schema },
    async handle(call) {
      sendCase(call.response, await change(deskOf(call.solution).cases, call.asking, call))
    },
  })
}

/** A route that decides on a case: bound to what was shown, and made once however often it is sent. */
function deciding<Params extends z.ZodType<{ id: string }>, Body extends z.ZodType>(
  told: Told<Params, Body>,
  decide: (
    cases: Cases,
    call: CaseCall<z.output<Params>, z.output<Body>>,
    given: Readonly<{ asking: Asking; bound: Pick<DecisionInput, 'shown' | 'decisionId'> }>,
  ) => Promise<CaseView>,
): Route {
  return changing({ ...told, headers: ['Idempotency-Key', 'If-Match'] }, (cases, asking, call) =>
    decide(cases, call, { asking, bound: { shown: shownOf(call.request), decisionId: requestKeyOf(call.request) } }),
  )
}

const act = deciding(
  { at: 'actions/:action', summary: 'Takes an action that the case offers.', params: actionParams, schema: actionInput },
  async (cases, call, { asking, bound }) => {
    const { password, ...body } = call.body
    const sign = await confirmedSign(call, password)
    return cases.act(asking, call.params.id, { action: call.params.action, ...body, ...sign, ...bound })
  },
)

const sign = deciding(
  {
    at: 'signature',
    summary: 'Signs for what waits for approval: approves, rejects or returns it.',
    params: caseParams,
    schema: signatureInput,
  },
  async (cases, call, { asking, bound }) => {
    const { password, ...body } = call.body
    return cases.sign(asking, call.params.id, { ...body, ...(await confirmedSign(call, password)), ...bound })
  },
)

const delegate = deciding(
  { at: 'delegation', summary: 'Hands one’s signature to somebody else.', params: caseParams, schema: handOverInput },
  (cases, { params, body }, { asking, bound }) => cases.delegate(asking, params.id, { ...body, ...bound }),
)

const addSigner = deciding(
  { at: 'signers', summary: 'Asks somebody to sign as well.', params: caseParams, schema: handOverInput },
  (cases, { params, body }, { asking, bound }) => cases.addSigner(asking, params.id, { ...body, ...bound }),
)

const withdraw = deciding(
  { at: 'withdrawal', summary: 'Takes back what one has sent for approval.', params: caseParams, schema: withdrawalInput },
  (cases, { params, body }, { asking, bound }) => cases.withdraw(asking, params.id, { ...body, ...bound }),
)

const byHand = deciding(
  { at: 'by-hand', summary: 'Does by hand what a step could not do.', params: caseParams, schema: byHandInput },
  (cases, { params, body }, { asking, bound }) => cases.carryOn(asking, params.id, { ...body, ...bound }),
)

const reroute = deciding(
  {
    ...{ at: 'reroute', summary: 'Puts a case that is stuck into another state; for administrators.' },
    ...{ params: caseParams, schema: rerouteInput, may: 'case.repair' },
  },
  (cases, { params, body }, { asking, bound }) => cases.reroute(asking, params.id, { ...body, ...bound }),
)

const cancel = deciding(
  { at: 'cancellation', summary: 'Ends a case before its end.', params: caseParams, schema: cancellationInput },
  (cases, { params, body }, { asking, bound }) => cases.cancel(asking, params.id, { ...body, ...bound }),
)

const extend = deciding(
  { at: 'extension', summary: 'Gives a deadline more time.', params: caseParams, schema: extensionInput },
  (cases, { params, body }, { asking, bound }) => cases.extend(asking, params.id, { ...body, ...bound }),
)

const comment = changing(
  {
    ...{ at: 'comments', summary: 'Says something about a case. The same Idempotency-Key says it once.' },
    ...{ params: caseParams, schema: commentInput, headers: ['Idempotency-Key?'] },
  },
  (cases, asking, { params, body, request }) => cases.comment(asking, params.id, body.text, sentKeyOf(request)),
)

const receive = changing(
  {
    ...{ at: 'events/:event', summary: 'Tells a case of an event it waits for. The same Idempotency-Key tells it once.' },
    ...{ params: eventParams, schema: eventInput, headers: ['Idempotency-Key?'] },
  },
  (cases, asking, { params, body, request }) => cases.receive(asking, params.id, params.event, body.values, sentKeyOf(request)),
)

/** What people do with cases. None of these is a GET: a link that is only looked at decides nothing. */
export const caseDecisionRoutes: readonly Route[] = Object.freeze([
  ...[act, sign, delegate, addSigner, withdraw],
  ...[byHand, reroute, cancel, extend, comment, receive],
])
