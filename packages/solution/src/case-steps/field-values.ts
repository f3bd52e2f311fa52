import { allowedValues, checkValues, type CaseDefinition, type CaseField, type JsonObject, type JsonValue } from '@kaiwu/cases'
import { localText, type LocalText } from '@kaiwu/core'
import { isoDay } from '@kaiwu/knowledge'

/** A value that fits its field, or why it does not. */
export type FittedValue = Readonly<{ value: JsonValue } | { problem: LocalText }>

/** More choices than these are not told to a model, and held against the field all the same. */
const mostChoices = 200

/** What a model is told of the value of a field, as JSON Schema. */
export function valueSchema(definition: CaseDefinition, field: Omit<CaseField, 'key' | 'title'>): JsonObject {
  const { type, columns = {} } = field
  switch (type) {
    case 'number':
    case 'money':
      return { type: 'number' }
    case 'integer':
      return { type: 'integer' }
    case 'yesNo':
      return { type: 'boolean' }
    case 'choice':
      return choices(definition, field)
    case 'choices':
      return { type: 'array', items: choices(definition, field) }
    case 'rows':
      return {
        type: 'array',
        items: {
          type: 'object',
          properties: Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, valueSchema(definition, column)])),
        },
      }
    default:
      return { type: 'string' }
  }
}

function choices(definition: CaseDefinition, { values }: Omit<CaseField, 'key' | 'title'>): JsonObject {
  const allowed = allowedValues(definition, values)
  return { type: 'string', ...(allowed.length > 0 && allowed.length <= mostChoices ? { enum: [...allowed] } : {}) }
}

/** What a field is, in words for a model. */
export function describedField(field: CaseField): string {
  const { title, help, unit, min, max, maxLength, pattern, type } = field
  const form = type === 'date' ? 'YYYY-MM-DD' : type === 'dateTime' ? 'YYYY-MM-DDTHH:MM+08:00' : undefined
  return [
    localText(title, 'zh'),
    help === undefined ? undefined : localText(help, 'zh'),
    unit && `unit ${unit}`,
    form,
    min === undefined ? undefined : `>= ${min}`,
    max === undefined ? undefined : `<= ${max}`,
    maxLength === undefined ? undefined : `at most ${maxLength} characters`,
    pattern && `like ${pattern}`,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join('; ')
}

/** Brings what a model gave into the form of a field where only the writing differs, and holds it against the field. */
export function fitted(definition: CaseDefinition, key: string, given: JsonValue): FittedValue {
  const field = definition.fields.get(key)!
  if (field.type === 'files') return { problem: { zh: '附件不能由模型给出', en: 'a model cannot give files' } }
  const value = inForm(field, given)
  const [problem] = checkValues(definition, [key], { [key]: value }, {})
  return problem ? { problem: problem.message } : { value }
}

function inForm({ type, unit = '' }: CaseField, given: JsonValue): JsonValue {
  if (typeof given !== 'string') return given
  const text = given.trim()
  switch (type) {
    case 'number':
    case 'integer':
    case 'money':
      return numberIn(unit !== '' && text.endsWith(unit) ? text.slice(0, -unit.length).trim() : text) ?? given
    case 'date':
      return isoDay(text) ?? given
    case 'yesNo':
      return ({ 是: true, 否: false, yes: true, no: false, true: true, false: false } as const)[text.toLowerCase()] ?? given
    case 'choices':
      return text.split(/[、,，;；]/).map((one) => one.trim())
    default:
      return text
  }
}

function numberIn(text: string): number | undefined {
  return /^-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/.test(text) ? Number(text.replaceAll(',', '')) : undefined
}
