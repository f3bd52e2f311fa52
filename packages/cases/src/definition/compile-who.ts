import type { CaseForm } from './case-schema.ts'
import type { Who } from './case-definition.ts'
import { listTable } from './list-table.ts'
import type { CasePath, CaseReport } from './case-report.ts'
import type { WhoForm } from './who-schema.ts'

/** What a who may name. */
export type WhoNames = Readonly<{ form: CaseForm; files: Readonly<Record<string, string>> }>

/** Reads who may do something. */
export function compileWho(report: CaseReport, names: WhoNames, path: CasePath, who: WhoForm): readonly Who[] {
  if (!Array.isArray(who)) return one(report, names, path, who as Exclude<WhoForm, readonly unknown[]>)
  return who.flatMap((each, at) => one(report, names, [...path, at], each))
}

function one(report: CaseReport, names: WhoNames, path: CasePath, who: Exclude<WhoForm, readonly unknown[]>): readonly Who[] {
  const { form } = names
  if (typeof who === 'string') return who === 'initiator' ? [{ kind: 'initiator' }] : role(report, form, path, who)
  if ('role' in who) {
    if (who.in !== undefined) ofType(report, form, [...path, 'in'], who.in, 'department')
    return role(report, form, [...path, 'role'], who.role, who.in)
  }
  if ('field' in who) {
    ofType(report, form, [...path, 'field'], who.field, 'person')
    return [{ kind: 'field', field: who.field }]
  }
  if ('headOf' in who) {
    ofType(report, form, [...path, 'headOf'], who.headOf, 'department')
    return [{ kind: 'headOf', field: who.headOf }]
  }
  if ('person' in who) return [{ kind: 'person', login: who.person }]
  return owner(report, names, path, who)
}

function role(report: CaseReport, { roles }: CaseForm, path: CasePath, name: string, within?: string): readonly Who[] {
  if (!Object.hasOwn(roles, name)) report.unknown(path, ['角色', 'role'], name, ['initiator', ...Object.keys(roles)])
  return [{ kind: 'role', role: name, ...(within === undefined ? {} : { in: within }) }]
}

function ofType(report: CaseReport, { fields }: CaseForm, path: CasePath, name: string, type: 'person' | 'department'): void {
  const fitting = Object.keys(fields).filter((key) => fields[key]!.type === type)
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (!field) report.unknown(path, ['字段', 'field'], name, fitting)
  else if (field.type !== type)
    report.mistake(
      path,
      [`字段“${name}”的类型是 ${field.type}，不是 ${type}`, `the field "${name}" is a ${field.type}, not a ${type}`],
      [`写一个 ${type} 字段，或改它的类型`, `name a field of type ${type}, or change its type`],
    )
}

function owner(
  report: CaseReport,
  { form, files }: WhoNames,
  path: CasePath,
  { ownerOf, table, key, owner: column }: Readonly<{ ownerOf: string; table: string; key: string; owner: string }>,
): readonly Who[] {
  if (!Object.hasOwn(form.fields, ownerOf))
    report.unknown([...path, 'ownerOf'], ['字段', 'field'], ownerOf, Object.keys(form.fields))
  const list = listTable({ form, files }, table)
  if (!list) {
    report.unknown([...path, 'table'], ['表', 'table'], table, Object.keys(form.tables ?? {}))
    return []
  }
  const owners = new Map<string, string>()
  const { heads, rows } = list
  const [keyAt, ownerAt] = [key, column].map((name, at) => {
    const index = heads.indexOf(name)
    if (index < 0 && heads.length > 0) report.unknown([...path, at === 0 ? 'key' : 'owner'], ['列', 'column'], name, heads)
    return index
  }) as [number, number]
  for (const row of rows) if (keyAt >= 0 && ownerAt >= 0 && row[keyAt]) owners.set(row[keyAt], row[ownerAt] ?? '')
  return [{ kind: 'ownerOf', field: ownerOf, owners }]
}
