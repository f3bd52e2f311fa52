import { KaiwuError, localText, type FieldProblem } from '@kaiwu/core'
import { dayNumber } from '../calendar/iso-day.ts'
import type { CaseDefinition, CaseField } from '../definition/case-definition.ts'
import { listTable } from '../definition/list-table.ts'
import { canonicalJson, type JsonValue } from '../log/canonical-json.ts'
import { LONGEST_MATCHED, safePattern } from '../rules/safe-pattern.ts'
import type { FieldValues } from './case-event.ts'

type Part = Omit<CaseField, 'key' | 'title' | 'sensitive' | 'columns' | 'from'>
type Lists = Pick<CaseDefinition, 'source'>

const mostText = { text: 4_000, longText: 100_000 } as const
const mostRows = 1_000

/**
 * Holds what somebody put into a form against its fields: only fields of the form, each of its type, required ones filled in.
 * @param before what the fields hold already: a required one need not be sent again
 */
export function checkValues(
  definition: CaseDefinition,
  form: readonly string[],
  values: FieldValues,
  before: FieldValues,
): readonly FieldProblem[] {
  const problems: FieldProblem[] = []
  for (const key of Object.keys(values))
    if (!form.includes(key)) problems.push(said(key, '这个表单里没有这个字段', 'this form has no such field'))
  for (const key of form) {
    const field = definition.fields.get(key)!
    const value = Object.hasOwn(values, key) ? values[key]! : (before[key] ?? null)
    if (field.type === 'files' && Object.hasOwn(values, key) && !isSame(values[key]!, before[key]))
      problems.push(filesChanged(key))
    else if (isEmpty(value)) {
      if (field.required === true) problems.push(said(key, '必填', 'it must be filled in'))
    } else if (Object.hasOwn(values, key) || beginsWithRows(field)) problems.push(...fieldProblems(definition, key, field, value))
  }
  return problems
}

/** Rows that a table begins have cells that nobody has filled in yet: not to send them does not make them whole. */
function beginsWithRows({ type, from }: CaseField): boolean {
  return type === 'rows' && from !== undefined
}

/** @throws CASE_VALUES_INVALID with everything that is wrong. @param no what the form belongs to: a case, or a case type */
export function refuseInvalid(no: string, problems: readonly FieldProblem[]): void {
  if (problems.length === 0) return
  const zh = problems.map(({ field, message }) => `${field}：${localText(message, 'zh')}`).join('；')
  const en = problems.map(({ field, message }) => `${field}: ${localText(message, 'en')}`).join('; ')
  throw new KaiwuError('CASE_VALUES_INVALID', { no, zh, en }, { fields: problems })
}

/** Files are attached and detached on their own: a form sends back what there is, and never makes one up. */
function filesChanged(name: string): FieldProblem {
  return said(
    name,
    '附件要单独上传或删除，表单只能原样送回',
    'files are attached and detached on their own; a form sends them back as they are',
  )
}

function isSame(sent: JsonValue, before: JsonValue | undefined): boolean {
  return isEmpty(sent) ? isEmpty(before) : canonicalJson(sent) === canonicalJson(before ?? null)
}

/** Whether nothing was put into a field. */
export function isEmpty(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** What is wrong with a value of a field, whatever its form says. @param name what the field, or the table it comes from, is called */
export function fieldProblems(
  lists: Lists,
  name: string,
  field: Part & Pick<CaseField, 'columns'>,
  value: JsonValue,
): readonly FieldProblem[] {
  if (field.type === 'rows') return rowProblems(lists, name, field, value)
  return partProblems(lists, name, field, value)
}

function rowProblems(lists: Lists, name: string, { columns = {} }: Pick<CaseField, 'columns'>, value: JsonValue): FieldProblem[] {
  if (!Array.isArray(value)) return [said(name, '应为多行', 'it should be rows')]
  if (value.length > mostRows) return [said(name, `最多 ${mostRows} 行`, `at most ${mostRows} rows`)]
  return value.flatMap((row, at) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      return [said(`${name}.${at + 1}`, '应为一行', 'it should be a row')]
    const cells = row as Readonly<Record<string, JsonValue>>
    const unknown = Object.keys(cells).filter((key) => !Object.hasOwn(columns, key))
    const extra = unknown.map((key) => said(`${name}.${at + 1}.${key}`, '没有这一列', 'there is no such column'))
    const own = Object.entries(columns).flatMap(([key, column]) => {
      const cell = Object.hasOwn(cells, key) ? cells[key]! : null
      if (!isEmpty(cell)) return partProblems(lists, `${name}.${at + 1}.${key}`, column as Part, cell)
      return column.required === true ? [said(`${name}.${at + 1}.${key}`, '必填', 'it must be filled in')] : []
    })
    return [...extra, ...own]
  })
}

function partProblems(definition: Lists, name: string, field: Part, value: JsonValue): FieldProblem[] {
  switch (field.type) {
    case 'text':
    case 'longText':
      return textProblems(name, field, value)
    case 'number':
    case 'integer':
    case 'money':
      return numberProblems(name, field, value)
    case 'date':
      return typeof value === 'string' && dayNumber(value) !== undefined
        ? []
        : [said(name, '应为日期，如 2026-10-01', 'it should be a date such as 2026-10-01')]
    case 'dateTime':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) && !Number.isNaN(Date.parse(value))
        ? []
        : [said(name, '应为时间，如 2026-10-01T08:30+08:00', 'it should be a time such as 2026-10-01T08:30+08:00')]
    case 'yesNo':
      return typeof value === 'boolean' ? [] : [said(name, '应为是或否', 'it should be yes or no')]
    case 'choice':
    case 'choices':
      return choiceProblems(name, field, value, definition)
    case 'person':
    case 'department':
      return typeof value === 'string' ? [] : [said(name, '应为标识', 'it should be an id')]
    default:
      return Array.isArray(value) ? [] : [said(name, '应为附件', 'it should be files')]
  }
}

function textProblems(name: string, { type, minLength = 0, maxLength, pattern }: Part, value: JsonValue): FieldProblem[] {
  if (typeof value !== 'string') return [said(name, '应为文字', 'it should be text')]
  const length = [...value].length
  const most = maxLength ?? mostText[type as 'text' | 'longText']
  if (length < minLength) return [said(name, `至少 ${minLength} 个字`, `at least ${minLength} characters`)]
  if (length > most) return [said(name, `最多 ${most} 个字`, `at most ${most} characters`)]
  if (pattern === undefined) return []
  const read = safePattern(pattern)
  const fits = 'pattern' in read && value.length <= LONGEST_MATCHED && new RegExp(`^(?:${pattern})$`, 'u').test(value)
  return fits ? [] : [said(name, `应符合 ${pattern}`, `it should match ${pattern}`)]
}

function numberProblems(name: string, { type, min, max }: Part, value: JsonValue): FieldProblem[] {
  if (typeof value !== 'number' || !Number.isFinite(value)) return [said(name, '应为数字', 'it should be a number')]
  if (type === 'integer' && !Number.isSafeInteger(value)) return [said(name, '应为整数', 'it should be a whole number')]
  // Half a cent is no money; binary fractions are rounded before they are compared.
  if (type === 'money' && Math.abs(value * 100 - Math.round(value * 100)) > 1e-6)
    return [said(name, '最多两位小数', 'at most two decimal places')]
  if (min !== undefined && value < min) return [said(name, `不小于 ${min}`, `at least ${min}`)]
  if (max !== undefined && value > max) return [said(name, `不大于 ${max}`, `at most ${max}`)]
  return []
}

function choiceProblems(name: string, { type, values }: Part, value: JsonValue, definition: Lists): FieldProblem[] {
  const allowed = allowedValues(definition, values)
  const chosen = type === 'choice' ? [value] : value
  const right = Array.isArray(chosen) && chosen.every((one) => typeof one === 'string' && allowed.includes(one))
  if (right) return []
  const some = allowed.slice(0, 12).join('、')
  return [said(name, `只能选：${some}`, `choose from ${some}`)]
}

/** What may be chosen, from a list or from a column of a table. */
export function allowedValues({ source }: Pick<CaseDefinition, 'source'>, values: CaseField['values']): readonly string[] {
  if (values === undefined) return []
  if (Array.isArray(values)) return values as readonly string[]
  const { table, column } = values as Readonly<{ table: string; column: string }>
  const { heads = [], rows = [] } = listTable(source, table) ?? {}
  const at = heads.indexOf(column)
  return rows.flatMap((row) => row[at] || [])
}

function said(field: string, zh: string, en: string): FieldProblem {
  return Object.freeze({ field, message: { zh, en } })
}
