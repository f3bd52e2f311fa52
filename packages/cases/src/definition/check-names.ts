import { checkTable, type KnownName } from '../rules/check-table.ts'
import { allowedValues } from '../engine/check-values.ts'
import type { CaseDefinition, CaseField, CaseSource } from './case-definition.ts'
import type { CasePath, CaseReport } from './case-report.ts'
import type { CaseForm } from './case-schema.ts'

/** What conditions know of a case beside its fields. */
const caseNames = ['no', 'state', 'initiator', 'department', 'openedAt', 'visits', 'errors'] as const

/** The names that expressions and tables of a case type may use. */
export function knownNames({
  fields,
  params,
  source,
}: Pick<CaseDefinition, 'fields' | 'params' | 'source'>): readonly KnownName[] {
  return [
    ...[...fields.values()].map((field) => knownField(field, source)),
    ...Object.entries(params).map(([name, value]) => ({ name: `params.${name}`, type: typeOf(value) })),
    ...caseNames.map((name) => ({ name: `case.${name}` })),
    { name: 'today', type: 'date' as const },
    { name: 'now' },
  ]
}

/** Every name in an expression, a table, a form and a step means something. */
export function checkNames(report: CaseReport, definition: Omit<CaseDefinition, 'hash'>, form: CaseForm): void {
  const known = knownNames(definition)
  checkExpressions(report, known)
  checkForms(report, definition)
  checkSteps(report, definition, form)
  checkDeadlines(report, definition)
  for (const table of definition.decisions.values()) report.problems.push(...checkTable(table, known).problems)
}

function checkExpressions(report: CaseReport, known: readonly KnownName[]): void {
  const names = known.map(({ name }) => name)
  for (const { path, expression, also } of report.expressions)
    for (const used of expression.names) {
      const stands = [...names, ...also].some(
        (name) => used === name || used.startsWith(`${name}.`) || name.startsWith(`${used}.`),
      )
      if (!stands) report.unknown(path, ['字段', 'field'], used, [...names, ...also])
    }
}

/** Names of fields, and of those that something may be put into by itself: files come from people alone. */
function fieldChecks(report: CaseReport, fields: CaseDefinition['fields']): Record<'field' | 'settable', FieldCheck> {
  const field: FieldCheck = (path, name) => {
    if (!fields.has(name)) report.unknown(path, ['字段', 'field'], name, fields.keys())
  }
  const settable: FieldCheck = (path, name) => {
    field(path, name)
    if (fields.get(name)?.type !== 'files') return
    report.mistake(
      path,
      [`字段“${name}”放的是文件，只能由人上传`, `the field "${name}" holds files, which people attach`],
      ['换一个字段', 'name another field'],
    )
  }
  return { field, settable }
}

type FieldCheck = (path: CasePath, name: string) => void

function checkForms(report: CaseReport, { states, fields }: Pick<CaseDefinition, 'states' | 'fields'>): void {
  const { field, settable } = fieldChecks(report, fields)
  const acts = [...states.values()].flatMap(({ key, actions, approval }) => [
    ...[...actions.keys()].map((action) => `${key}.${action}`),
    ...(approval ? [`${key}.approval`] : []),
  ])
  const same = (path: CasePath, all: readonly string[]): void => {
    for (const [at, one] of all.entries())
      if (one !== 'initiator' && !acts.includes(one))
        report.unknown([...path, 'forbidSameAs', at], ['动作', 'action'], one, ['initiator', ...acts])
  }
  for (const { key, actions, approval, on } of states.values()) {
    for (const [name, action] of actions) {
      const path = ['states', key, 'actions', name]
      for (const [at, one] of action.form.entries()) field([...path, 'form', at], one)
      for (const one of action.set.keys()) settable([...path, 'set', one], one)
      same(path, action.forbidSameAs)
    }
    for (const [event, { set }] of on) for (const one of set.keys()) settable(['states', key, 'on', event, 'set', one], one)
    if (!approval) continue
    for (const [at, one] of approval.form.entries()) field(['states', key, 'approval', 'form', at], one)
    same(['states', key, 'approval'], approval.forbidSameAs)
    if (approval.allow.includes('withdraw') !== (approval.withdrawn !== undefined))
      report.mistake(
        ['states', key, 'approval'],
        [
          '允许撤回（withdraw）与撤回后的状态（withdrawn）要一起写',
          'withdraw in allow and the state in withdrawn belong together',
        ],
        ['两个都写，或都不写', 'write both or neither'],
      )
  }
}

function checkSteps(report: CaseReport, { states, fields, decisions }: Omit<CaseDefinition, 'hash'>, form: CaseForm): void {
  const { field, settable } = fieldChecks(report, fields)
  for (const { key, steps } of states.values())
    for (const [at, { form: step }] of steps.entries()) {
      const path = ['states', key, 'steps', at]
      if ('into' in step)
        for (const [index, name] of [step.into].flat().entries())
          settable(Array.isArray(step.into) ? [...path, 'into', index] : [...path, 'into'], name)
      if ('start' in step || 'count' in step) checkInto(report, [...path, 'into'], fields.get(step.into), 'start' in step)
      if ('count' in step) for (const [index, name] of step.same.entries()) field([...path, 'same', index], name)
      if ('classify' in step) {
        field([...path, 'classify'], step.classify)
        if (step.subject !== undefined) field([...path, 'subject'], step.subject)
      }
      if (!('decide' in step)) continue
      const table = decisions.get(step.decide)
      // A table that could not be read has been told of.
      if (!table && !Object.hasOwn(form.tables ?? {}, step.decide))
        report.unknown([...path, 'decide'], ['表', 'table'], step.decide, Object.keys(form.tables ?? {}))
      for (const column of table?.columns ?? []) if (column.kind === 'output') settable([...path, 'decide'], column.name)
    }
}

/** The number of a case is a text, and how many there are a number. */
function checkInto(report: CaseReport, path: CasePath, field: CaseField | undefined, isStart: boolean): void {
  const types: readonly CaseField['type'][] = isStart ? ['text'] : ['number', 'integer']
  if (!field || types.includes(field.type)) return
  report.mistake(
    path,
    [`“${field.key}”是 ${field.type} 字段`, `"${field.key}" is a field of ${field.type}`],
    [`写一个 ${types.join(' 或 ')} 类型的字段`, `name a field of ${types.join(' or ')}`],
  )
}

function checkDeadlines(report: CaseReport, { deadlines, states, calendar }: Omit<CaseDefinition, 'hash'>): void {
  for (const [key, deadline] of deadlines) {
    for (const list of ['from', 'until', 'restart', 'paused'] as const)
      for (const [at, state] of deadline[list].entries())
        if (!states.has(state)) report.unknown(['deadlines', key, list, at], ['状态', 'state'], state, states.keys())
    const counted = [deadline.within, ...(deadline.extend ? [{ fixed: deadline.extend.within }] : [])]
    const needs = counted.some((within) => 'fixed' in within && /days/.test(within.fixed.unit))
    if (needs && !calendar)
      report.mistake(
        ['deadlines', key, 'within'],
        ['按天计的时限要有日历', 'a deadline in days needs a calendar'],
        ['写上 calendar：节假日与调休的 CSV', 'name a CSV of holidays and make-up workdays in calendar'],
      )
  }
}

function knownField({ key, type, values, min, max }: CaseField, source: CaseSource): KnownName {
  const kind = typeNames[type]
  const allowed = allowedValues({ source }, values)
  return {
    name: key,
    ...(kind ? { type: kind } : {}),
    ...(allowed.length > 0 ? { values: allowed } : {}),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(type === 'integer' ? { whole: true } : {}),
  }
}

const typeNames: Readonly<Partial<Record<CaseField['type'], NonNullable<KnownName['type']>>>> = {
  text: 'text',
  longText: 'text',
  choice: 'text',
  number: 'number',
  integer: 'number',
  money: 'number',
  date: 'date',
  yesNo: 'yes-no',
}

function typeOf(value: number | string | boolean): NonNullable<KnownName['type']> {
  if (typeof value === 'number') return 'number'
  return typeof value === 'string' ? 'text' : 'yes-no'
}
