import { KaiwuError } from '@kaiwu/core'
import { z } from 'zod'
import { deskOf } from '../case-desk.ts'
import { caseNoticeReply } from '../case-reply.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { caseParams } from '../schemas/case-input.ts'
import { noticeQuery } from '../schemas/case-query.ts'
import { caseNotice } from '../schemas/case.ts'
import { solutionParams } from '../schemas/request.ts'

const shared = {
  tag: 'cases',
  limited: false,
  errors: 'problem',
  policy: { may: 'case.read', decidedBy: 'operation' },
  early: true,
} as const

const list = defineSolutionRoute({
  ...shared,
  method: 'get',
  path: '/api/solutions/:name/notices',
  summary: 'Lists what whoever asks was told of cases: reminders, what is overdue or stuck, what was handed to them.',
  params: solutionParams,
  query: noticeQuery,
  replies: {
    200: {
      description: 'The notices, the newest first.',
      content: { 'application/json': z.strictObject({ notices: z.array(caseNotice) }) },
    },
  },
  async handle({ solution, asking, query, response }) {
    const notices = await deskOf(solution).cases.notices(asking.subject, query)
    response.json({ notices: notices.map(caseNoticeReply) })
  },
})

const read = defineSolutionRoute({
  ...shared,
  method: 'post',
  path: '/api/solutions/:name/notices/:id/read',
  summary: 'Notes that one has read a notice.',
  params: caseParams,
  replies: { 204: { description: 'It is read.' } },
  async handle({ solution, asking, params, response }) {
    const { id } = params
    if (!(await deskOf(solution).cases.noticeRead(asking.subject, id))) throw new KaiwuError('NOTICE_NOT_FOUND', { id })
    response.status(204).end()
  },
})

/** What people were told of cases. */
export const noticeRoutes: readonly Route[] = Object.freeze([list, read])
