import type { CaseDefinition, JsonObject, JsonValue } from '@kaiwu/cases'
import { describedField, valueSchema } from './field-values.ts'

/** What a model says of one field. */
export type SaidOfField = Readonly<{ value: JsonValue; passage?: number; quote?: string }>

/** What a model says of the fields it was asked for, and how many others it spoke of. */
export type SaidOfFields = Readonly<{ fields: Readonly<Record<string, SaidOfField>>; ignored: number }>

type Checked =
  | Readonly<{ value: SaidOfFields; issues?: undefined }>
  | Readonly<{ issues: readonly Readonly<{ message: string }>[] }>

/** The form a model's suggestions come in. */
export type AnswerForm = Readonly<{
  '~standard': Readonly<{
    validate(value: unknown): Checked
    jsonSchema: Readonly<{ input(): JsonObject }>
  }>
}>

/**
 * The form of suggestions for some fields: for each its value, the passage it rests on, and a quote. It is read leniently: a bare value
 * has no evidence, a field that is null or not there has no suggestion, other fields are passed over.
 */
export function answerForm(definition: CaseDefinition, into: readonly string[]): AnswerForm {
  const properties = Object.fromEntries(
    into.map((key) => {
      const field = definition.fields.get(key)!
      const evidence = { passage: { type: 'integer' }, quote: { type: 'string' } }
      const parts = { value: valueSchema(definition, field), ...evidence }
      return [key, { type: 'object', description: describedField(field), properties: parts, required: ['value'] }]
    }),
  )
  return {
    '~standard': {
      validate: (value) => read(value, into),
      jsonSchema: { input: () => ({ type: 'object', properties }) },
    },
  }
}

function read(value: unknown, into: readonly string[]): Checked {
  const form = `give {"${into[0]}": {"value": …, "passage": 1, "quote": "…"}${into.length > 1 ? ', …' : ''}}`
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { issues: [{ message: form }] }
  const said = Object.entries(value as JsonObject)
  const known = said.filter(([key]) => into.includes(key))
  if (known.length === 0) return { issues: [{ message: `none of the fields asked for is there: ${form}` }] }
  const fields = known.flatMap(([key, item]) => {
    const one = readField(item)
    return one ? [[key, one] as const] : []
  })
  return { value: { fields: Object.fromEntries(fields), ignored: said.length - known.length } }
}

function readField(item: JsonValue): SaidOfField | undefined {
  if (item === null) return undefined
  if (typeof item !== 'object' || Array.isArray(item) || !Object.hasOwn(item, 'value')) return { value: item }
  const { value, passage, quote } = item as Readonly<{ value: JsonValue; passage?: JsonValue; quote?: JsonValue }>
  if (value === null) return undefined
  const number = typeof passage === 'string' ? Number(/\d+/.exec(passage)?.[0] ?? Number.NaN) : passage
  return {
    value,
    ...(typeof number === 'number' && Number.isInteger(number) ? { passage: number } : {}),
    ...(typeof quote === 'string' && quote.trim() !== '' ? { quote } : {}),
  }
}
