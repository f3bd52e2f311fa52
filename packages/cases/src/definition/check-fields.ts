import { localText } from '@kaiwu/core'
import { fieldProblems } from '../engine/check-values.ts'
import { safePattern } from '../rules/safe-pattern.ts'
import type { CaseDefinition } from './case-definition.ts'
import type { CasePath, CaseReport } from './case-report.ts'
import type { CaseForm } from './case-schema.ts'
import { beginningRows } from './beginning-rows.ts'
import { listTable } from './list-table.ts'

type FieldForm = CaseForm['fields'][string]
type Part = Omit<FieldForm, 'sensitive' | 'columns' | 'from'>

const reserved = new Set(['case', 'params', 'today', 'now'])
const numbers = new Set(['number', 'integer', 'money'])
const texts = new Set(['text', 'longText'])
const chosen = new Set(['choice', 'choices'])

/** Each field has what its type needs, and nothing that means nothing for it. */
export function checkFields(
  report: CaseReport,
  { source, roles, fields, department, readers }: Pick<CaseDefinition, 'source' | 'roles' | 'fields' | 'department' | 'readers'>,
  form: CaseForm,
): void {
  for (const [key, field] of Object.entries(form.fields)) {
    const path = ['fields', key]
    if (reserved.has(key))
      report.mistake(path, [`“${key}”另有所指`, `"${key}" means something else here`], ['换个名字', 'choose another name'])
    checkPart(report, path, field, source)
    if (Array.isArray(field.sensitive))
      for (const [at, role] of field.sensitive.entries())
        if (!roles.has(role)) report.unknown([...path, 'sensitive', at], ['角色', 'role'], role, roles.keys())
    checkRows(report, path, field, source)
  }
  for (const [at, role] of readers.entries())
    if (!roles.has(role)) report.unknown(['readers', at], ['角色', 'role'], role, roles.keys())
  if (department !== undefined && fields.get(department)?.type !== 'department')
    report.mistake(
      ['department'],
      [`“${department}”不是部门字段`, `"${department}" is no field that holds a department`],
      ['写一个 department 类型的字段', 'name a field of type department'],
    )
}

function checkRows(
  report: CaseReport,
  path: CasePath,
  { type, columns, from }: FieldForm,
  source: CaseDefinition['source'],
): void {
  const isRows = type === 'rows'
  if (isRows && !columns)
    report.mistake(path, ['rows 要有 columns', 'rows need columns'], ['写上每一行有哪些列', 'say what each row has'])
  if (!isRows && (columns || from))
    report.mistake(
      path,
      ['只有 rows 有 columns 和 from', 'only rows have columns and from'],
      ['改类型，或删去', 'change the type, or delete them'],
    )
  for (const [name, column] of Object.entries(columns ?? {})) checkPart(report, [...path, 'columns', name], column, source)
  if (isRows && from) checkBeginning(report, path, { columns: columns ?? {}, from }, source)
}

/** The table that rows begin with is there, has columns of theirs, and in them values that they may hold. */
function checkBeginning(
  report: CaseReport,
  path: CasePath,
  { columns, from }: Readonly<{ columns: NonNullable<FieldForm['columns']>; from: NonNullable<FieldForm['from']> }>,
  source: CaseDefinition['source'],
): void {
  const table = listTable(source, from.table)
  if (!table) {
    report.unknown([...path, 'from', 'table'], ['表', 'table'], from.table, Object.keys(source.form.tables ?? {}))
    return
  }
  const shared = table.heads.filter((name) => Object.hasOwn(columns, name))
  if (from.column !== undefined && !shared.includes(from.column)) {
    report.unknown([...path, 'from', 'column'], ['列', 'column'], from.column, shared)
    return
  }
  if (shared.length === 0)
    report.mistake(
      [...path, 'from'],
      [`表“${from.table}”没有一列与 columns 同名`, `no column of the table "${from.table}" is called like one of columns`],
      [`表的列：${table.heads.join('、')}`, `its columns are ${table.heads.join(', ')}`],
    )
  // What people fill in later is not missing yet.
  const open = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, { ...column, required: false }]))
  for (const { field, message } of fieldProblems(
    { source },
    from.table,
    { type: 'rows', columns: open },
    beginningRows(source, { columns, from }),
  ))
    report.mistake(
      [...path, 'from', 'table'],
      [`${field}：${localText(message, 'zh')}`, `${field}: ${localText(message, 'en')}`],
      ['改正表中的这一行', 'correct this row of the table'],
    )
}

function checkPart(report: CaseReport, path: CasePath, field: Part, source: CaseDefinition['source']): void {
  const { type, values, pattern, min, max, minLength, maxLength } = field
  const only = (wrong: boolean, key: string, zh: string, en: string): void => {
    if (wrong)
      report.mistake(
        [...path, key],
        [`${key} 只用于${zh}`, `${key} is for ${en} only`],
        ['删去它，或改类型', 'delete it, or change the type'],
      )
  }
  only(!numbers.has(type) && (min ?? max) !== undefined, min === undefined ? 'max' : 'min', '数字', 'numbers')
  only(
    !texts.has(type) && (minLength ?? maxLength) !== undefined,
    minLength === undefined ? 'maxLength' : 'minLength',
    '文字',
    'texts',
  )
  only(!texts.has(type) && pattern !== undefined, 'pattern', '文字', 'texts')
  only(!chosen.has(type) && values !== undefined, 'values', '选择', 'choices')
  if (chosen.has(type) && values === undefined)
    report.mistake(path, ['没有写可以选什么', 'it does not say what may be chosen'], ['写上 values', 'write values'])
  if (min !== undefined && max !== undefined && min > max)
    report.mistake(
      [...path, 'max'],
      ['最大值小于最小值', 'the greatest is less than the least'],
      ['改正其一', 'correct one of them'],
    )
  if (minLength !== undefined && maxLength !== undefined && minLength > maxLength)
    report.mistake(
      [...path, 'maxLength'],
      ['最多字数小于最少字数', 'the most is less than the fewest'],
      ['改正其一', 'correct one of them'],
    )
  if (pattern !== undefined) {
    const read = safePattern(pattern)
    if ('why' in read)
      report.problems.push({
        ...report.place([...path, 'pattern']),
        message: read.why,
        remedy: { zh: '改写得简单些', en: 'write it more simply' },
      })
  }
  if (values && !Array.isArray(values))
    checkColumn(report, [...path, 'values'], values as { table: string; column: string }, source)
}

function checkColumn(
  report: CaseReport,
  path: CasePath,
  { table, column }: Readonly<{ table: string; column: string }>,
  source: CaseDefinition['source'],
): void {
  const { heads } = listTable(source, table) ?? {}
  if (!heads) report.unknown([...path, 'table'], ['表', 'table'], table, Object.keys(source.form.tables ?? {}))
  else if (!heads.includes(column)) report.unknown([...path, 'column'], ['列', 'column'], column, heads)
}
