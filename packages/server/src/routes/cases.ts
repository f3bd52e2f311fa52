import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { CaseListRequest, CaseView } from '@kaiwu/cases'
import { z } from 'zod'
import { deskOf, oneCase, requestKeyOf, sendCase, taggedCase } from '../case-desk.ts'
import { caseListCsv, mostListed } from '../case-list-csv.ts'
import { caseEventReply, caseRowReply } from '../case-reply.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { caseParams, startInput } from '../schemas/case-input.ts'
import { caseFileQuery, caseListQuery } from '../schemas/case-query.ts'
import { caseEvent, caseRow } from '../schemas/case.ts'
import { solutionParams } from '../schemas/request.ts'

const list = defineSolutionRoute({
  method: 'get',
  path: '/api/solutions/:name/cases',
  summary: 'Lists the cases that one may see, the newest first, a page at a time.',
  tag: 'cases',
  limited: false,
  errors: 'problem',
  policy: { may: 'case.read', decidedBy: 'operation' },
  early: true,
  params: solutionParams,
  query: caseListQuery,
  replies: {
    200: {
      description: 'The cases; `next` is there when there are more: it is the `after` of the next page.',
      content: { 'application/json': z.strictObject({ cases: z.array(caseRow), next: z.string().exactOptional() }) },
    },
  },
  async handle({ solution, asking, query, response }) {
    const { limit, ...wanted } = query
    // One more tells whether there are more.
    const found = await deskOf(solution).cases.list(asking.subject, { ...requestOf(wanted), limit: limit + 1 })
    const page = found.slice(0, limit)
    const last = page.at(-1)
    response.json({ cases: page.map(caseRowReply), ...(found.length > limit && last ? { next: last.id } : {}) })
  },
})

const file = defineSolutionRoute({
  method: 'get',
  path: '/api/solutions/:name/cases.csv',
  summary: `Gives the list of the cases that one may see as CSV for spreadsheets, the newest ${mostListed} at most.`,
  tag: 'cases',
  limited: true,
  errors: 'problem',
  policy: { may: 'case.read', decidedBy: 'operation' },
  early: true,
  params: solutionParams,
  query: caseFileQuery,
  replies: { 200: { description: 'The file.', content: { 'text/csv': z.string() } } },
  async handle({ solution, asking, query, language, response }) {
    const { language: asked = language, ...wanted } = query
    const lines = caseListCsv(solution, deskOf(solution), asking.subject, requestOf(wanted), asked)
    response.set('Content-Disposition', 'attachment; filename="cases.csv"').type('text/csv')
    await pipeline(Readable.from(lines), response)
  },
})

type Wanted = Omit<z.output<typeof caseListQuery>, 'limit'>

function requestOf({ type, dueBefore, ...rest }: Wanted): Omit<CaseListRequest, 'limit'> {
  return {
    ...rest,
    ...(type === undefined ? {} : { caseType: type }),
    ...(dueBefore === undefined ? {} : { dueBeforeMs: Date.parse(dueBefore) }),
  }
}

const start = defineSolutionRoute({
  method: 'post',
  path: '/api/solutions/:name/cases',
  summary: 'Starts a case. The same Idempotency-Key with the same body is the same case.',
  tag: 'cases',
  limited: false,
  errors: 'problem',
  policy: { may: 'case.start', decidedBy: 'operation' },
  early: true,
  params: solutionParams,
  headers: ['Idempotency-Key'],
  body: { type: 'application/json', schema: startInput },
  replies: {
    200: {
      description: 'The case that this request has started before, as it is now.',
      content: { 'application/json': oneCase },
    },
    201: { description: 'The case that was started.', content: { 'application/json': oneCase } },
  },
  async handle({ solution, asking, body, request, response }) {
    const { cases } = deskOf(solution)
    const { type, fields = {} } = body
    const { begun, ...view } = await cases.start(asking, { caseType: type, fields, requestKey: requestKeyOf(request) })
    if (begun) response.status(201).location(`${request.originalUrl.split('?')[0]}/${view.record.id}`)
    sendCase(response, view)
  },
})

const read = defineSolutionRoute({
  method: 'get',
  path: '/api/solutions/:name/cases/:id',
  summary: 'Gives a case as one may see it, with what one may do. That it was read is recorded, but for a 304.',
  tag: 'cases',
  limited: false,
  errors: 'problem',
  policy: { may: 'case.read', decidedBy: 'operation' },
  early: true,
  params: caseParams,
  replies: {
    200: { description: 'The case; a decision sends its ETag as If-Match.', content: { 'application/json': oneCase } },
    304: { description: 'It is as If-None-Match says.' },
  },
  async handle({ solution, asking, params, request, response }) {
    const isKnown = (view: CaseView): boolean => {
      response.set('ETag', taggedCase(view).tag)
      return request.fresh
    }
    sendCase(response, await deskOf(solution).cases.read(asking, params.id, isKnown))
  },
})

const history = defineSolutionRoute({
  method: 'get',
  path: '/api/solutions/:name/cases/:id/history',
  summary: 'Lists what happened to a case, the oldest first, by whom and when.',
  tag: 'cases',
  limited: false,
  errors: 'problem',
  policy: { may: 'case.read', decidedBy: 'operation' },
  early: true,
  params: caseParams,
  replies: {
    200: { description: 'The events.', content: { 'application/json': z.strictObject({ events: z.array(caseEvent) }) } },
  },
  async handle({ solution, asking, params, response }) {
    const events = await deskOf(solution).cases.history(asking, params.id)
    response.json({ events: events.map(caseEventReply) })
  },
})

/** Cases: list, start, read, what happened. */
export const caseRoutes: readonly Route[] = Object.freeze([list, file, start, read, history])
