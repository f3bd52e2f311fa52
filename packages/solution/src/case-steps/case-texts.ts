import type { FieldValues, JsonValue, StepWork } from '@kaiwu/cases'
import { caseDay } from '@kaiwu/cases'
import type { Clock } from '@kaiwu/core'

/** What stands in a prompt where a field is empty. */
export const emptyText = '（未填）'

/**
 * What the holes of a case's texts are filled with: its fields by their keys, settings of the site, the day, the number.
 * @param fields what the fields hold, or what stands for it
 * @param empty what stands for an empty one
 */
export function caseTexts(
  { definition, record }: Pick<StepWork, 'definition' | 'record'>,
  fields: FieldValues,
  clock: Clock,
  empty: string,
): Readonly<Record<string, string>> {
  const texts: Record<string, string> = Object.create(null) as Record<string, string>
  for (const key of definition.fields.keys()) texts[key] = textOf(fields[key] ?? null) || empty
  for (const [name, value] of Object.entries(definition.params)) texts[`params.${name}`] = textOf(value)
  texts['today'] = caseDay(definition, clock.now())
  texts['case.no'] = record.no
  return texts
}

/** What a field holds, as a person would write it: lists with 、, rows a line each. */
export function textOf(value: JsonValue): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  if (!Array.isArray(value))
    return Object.entries(value)
      .map(([key, inner]) => `${key}：${textOf(inner)}`)
      .join('；')
  const isRows = value.some((one) => typeof one === 'object')
  return isRows ? value.map((one) => `- ${textOf(one)}`).join('\n') : value.map((one) => textOf(one)).join('、')
}
