import type { Language } from '@kaiwu/core'
import { isComparison, type Comparison, type Condition } from './table-query.ts'
import type { CellValue, Column, TypedTable } from './typed-table.ts'

/** A condition in words: `Component = Transmission, RPN > 35`. */
export function describeCondition(condition: Condition, table: TypedTable, language: Language): string {
  const say = (one: Condition): string => describeCondition(one, table, language)
  if (isComparison(condition)) return describeComparison(condition, table, language)
  if ('not' in condition) return language === 'zh' ? `不是（${say(condition.not)}）` : `not (${say(condition.not)})`
  if ('all' in condition) return condition.all.map(say).join(language === 'zh' ? '，' : ', ')
  const joint = language === 'zh' ? ' 或 ' : ' or '
  return `${condition.any.map(say).join(joint)}`
}

/** A cell as people read it, with its unit; long fractions to three places. */
export function describeCell(value: CellValue, column: Pick<Column, 'unit' | 'name'>, language: Language): string {
  if (value === null) return language === 'zh' ? '未填' : 'none given'
  if (typeof value === 'string') return value
  const plain = String(Math.round(value * 1000) / 1000)
  const { unit, name } = column
  // 功率(kW) says its unit itself.
  if (unit === undefined || name.includes(unit)) return plain
  return /^[%‰°℃¥$€£]/.test(unit) && !/^[¥$€£]/.test(unit)
    ? plain + unit
    : /^[¥$€£]/.test(unit)
      ? unit + plain
      : `${plain} ${unit}`
}

function describeComparison({ column: name, op, value, values = [] }: Comparison, table: TypedTable, language: Language): string {
  const column = table.columns.find((one) => one.name === name) ?? { name, type: 'text' }
  const zh = language === 'zh'
  const say = (one: string | number): string => describeCell(one, column, language)
  if (op === 'empty') return zh ? `${name}未填` : `no ${name}`
  if (op === 'not-empty') return zh ? `${name}已填` : `with ${name}`
  if (op === 'between') return `${name} ${say(values[0] ?? '')}–${say(values[1] ?? '')}`
  if (op === 'in') return `${name} = ${values.map(say).join(zh ? '、' : ' / ')}`
  if (op === 'contains' || op === 'words') return zh ? `${name}提到“${value}”` : `${name} mentions "${value}"`
  return `${name} ${op === '!=' ? '≠' : op === '<=' ? '≤' : op === '>=' ? '≥' : op} ${say(value ?? '')}`
}
