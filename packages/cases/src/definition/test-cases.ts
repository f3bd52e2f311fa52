/**
 * Case types that tests walk through: a leave request, and the bones of a work order, a hotline ticket and a permit.
 * @module
 */
import type { CaseInput } from './case-schema.ts'

/** A request for leave: decided by a table, signed by a manager, counted in working days. */
export const leave: CaseInput = {
  kaiwu: 1,
  case: 'leave',
  title: { zh: '请假', en: 'Leave' },
  number: 'QJ-{date}-{seq:3}',
  roles: { 主管: '批准请假', 人事: '备案' },
  calendar: 'calendars/2026.csv',
  tables: { route: 'tables/route.csv' },
  params: { longLeave: 3 },
  fields: {
    days: { type: 'number', title: { zh: '天数', en: 'Days' }, required: true, min: 0.5, max: 60 },
    reason: { type: 'longText', title: { zh: '事由', en: 'Reason' }, required: true, minLength: 4 },
    route: { type: 'choice', values: ['备案', '批准'] },
    phone: { type: 'text', sensitive: ['人事'] },
  },
  start: 'draft',
  states: {
    draft: {
      title: '填写',
      actions: { submit: { title: '提交', by: 'initiator', form: ['days', 'reason', 'phone'], to: 'routed' } },
    },
    routed: {
      steps: [{ decide: 'route' }],
      next: [{ when: 'route = "备案"', to: 'filed' }, { to: 'waiting' }],
    },
    waiting: {
      title: '待批准',
      approval: {
        by: ['主管'],
        approved: 'granted',
        rejected: 'refused',
        returnTo: ['draft'],
        forbidSameAs: ['initiator'],
        allow: ['delegate', 'withdraw'],
        withdrawn: 'draft',
      },
    },
    filed: { actions: { file: { by: '人事', to: 'granted', require: [{ that: 'days <= params.longLeave', message: '太长' }] } } },
    granted: { end: true },
    refused: { end: true },
  },
  deadlines: { answer: { within: '2 workdays', from: ['waiting'], until: ['granted', 'refused', 'draft'], escalate: '人事' } },
}

/** The files of {@link leave}. */
export const leaveFiles: Readonly<Record<string, string>> = {
  'calendars/2026.csv': 'date,kind,name\n2026-10-01..2026-10-07,holiday,国庆\n2026-10-10,workday,调休\n',
  'tables/route.csv': '唯一,条件 days：数字,结果 route：文字\nR1,<= 1,备案\nR2,> 1,批准\n',
}
