/**
 * A case type with a check list, sensitive fields, a role within a department, and deadlines that escalate.
 * @module
 */
import type { CaseInput } from './case-schema.ts'
import { defineCase } from './define-case.ts'

/** An inspection that somebody reports, a clerk of a department handles, and its head signs. */
export const inspection: CaseInput = {
  kaiwu: 1,
  case: 'inspection',
  title: { zh: '点检', en: 'Inspection' },
  number: 'DJ-{year}-{seq:4}',
  roles: { 点检员: '逐项点检', 督办: '超期督办', 医务: '看病历' },
  readers: ['督办'],
  department: 'place',
  tables: { items: 'tables/items.csv' },
  fields: {
    place: { type: 'department' },
    caller: { type: 'text', title: '来电人', sensitive: true },
    phone: { type: 'text', title: '电话', sensitive: true },
    salary: { type: 'number', sensitive: true },
    illness: { type: 'longText', title: '病情', sensitive: ['医务'] },
    note: { type: 'longText', title: '说明' },
    items: {
      type: 'rows',
      from: { table: 'items' },
      required: true,
      columns: {
        item: { type: 'text', required: true },
        standard: { type: 'text' },
        limit: { type: 'number' },
        must: { type: 'yesNo' },
        result: { type: 'choice', values: ['合格', '不合格'], required: true },
        value: { type: 'number', min: 0, max: 100 },
      },
    },
  },
  start: 'report',
  states: {
    report: {
      actions: { send: { by: 'initiator', form: ['place', 'caller', 'phone', 'salary', 'illness', 'note'], to: 'checking' } },
    },
    checking: {
      title: '待点检',
      actions: { done: { by: [{ role: '点检员', in: 'place' }], form: ['items', 'note', 'phone'], to: 'signing' } },
    },
    signing: {
      title: '待签',
      approval: { by: [[{ headOf: 'place' }]], approved: 'closed', rejected: 'checking', allow: ['delegate'] },
    },
    closed: { end: true },
  },
  deadlines: { handle: { title: '办理', within: '8h', until: ['closed'], remind: ['2h', '1h'], escalate: '督办' } },
}

/** So many items to check. */
export const itemsTable = (count: number): string =>
  `item,standard,limit,must,remark\n${Array.from({ length: count }, (_, at) => `第${at + 1}项,无异响,${at + 1},${at % 2 ? '否' : '是'},仅供参考`).join('\n')}\n`

/** The inspection, with 50 items. */
export const inspectionType = defineCase(inspection, { 'tables/items.csv': `\ufeff${itemsTable(50)}` })
