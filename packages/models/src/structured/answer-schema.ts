import { KaiwuError } from '@kaiwu/core'
import { plainSchema } from './plain-schema.ts'

/** JSON Schema as data. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** A mistake as Standard Schema tells it. */
type Issue = Readonly<{ message: string; path?: readonly (PropertyKey | Readonly<{ key: PropertyKey }>)[] | undefined }>

/** What a validator that keeps to Standard Schema, such as zod 4, answers. */
type Checked<T> = Readonly<{ value: T; issues?: undefined }> | Readonly<{ issues: readonly Issue[] }>

/** A schema that can check a value and tell itself as JSON Schema: zod 4, and whatever else keeps to Standard JSON Schema. */
export type StandardSchema<T> = Readonly<{
  '~standard': Readonly<{
    validate(value: unknown): Checked<T> | Promise<Checked<T>>
    jsonSchema: Readonly<{ input(options: { target: string }): Record<string, unknown> }>
  }>
}>

/** What an answer must look like: a zod 4 schema, or JSON Schema. */
export type AnswerSchema<T> = StandardSchema<T> | JsonSchema

/** A value that fits, or each mistake as `path: reason`. */
export type Reading<T> = Readonly<{ value: T }> | Readonly<{ mistakes: readonly string[] }>

/** A schema made ready: how to tell it, and how to check against it. */
export type ReadySchema<T> = Readonly<{
  json: JsonSchema
  /** What the outermost value is; `any` where the schema leaves it open. */
  root: 'object' | 'array' | 'any'
  check(value: unknown): Promise<Reading<T>>
}>

/**
 * Makes a schema ready for asking and checking.
 * @throws USAGE_INVALID for a schema that cannot be told as JSON Schema
 */
export async function readySchema<T>(schema: AnswerSchema<T>): Promise<ReadySchema<T>> {
  if (isStandardSchema(schema)) {
    const json = plainSchema(toldBy(schema))
    return { json, root: rootOf(json), check: (value) => checkedBy(schema, value) }
  }
  if ('~standard' in schema || '_def' in schema)
    throw new KaiwuError('USAGE_INVALID', { reason: 'the schema cannot be told as JSON Schema; use zod 4 or plain JSON Schema' })
  // Loaded here alone: it takes a tenth of a second, and zod needs none of it.
  const { Validator } = await import('@langchain/core/utils/json_schema')
  const validator = new Validator({ ...schema }, '2020-12', false)
  return {
    json: plainSchema(schema),
    root: rootOf(schema),
    check: async (value) => {
      const { valid, errors } = validator.validate(value)
      return valid ? { value: value as T } : { mistakes: leavesOf(errors) }
    },
  }
}

/** Whether a schema keeps to Standard Schema and can tell itself as JSON Schema. */
export function isStandardSchema<T>(schema: AnswerSchema<T>): schema is StandardSchema<T> {
  const standard = (schema as Partial<StandardSchema<T>>)['~standard']
  return typeof standard === 'object' && 'jsonSchema' in standard && typeof standard.validate === 'function'
}

function toldBy<T>(schema: StandardSchema<T>): JsonSchema {
  try {
    return schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' })
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw new KaiwuError('USAGE_INVALID', { reason: `the schema cannot be told as JSON Schema: ${said}` }, { cause: error })
  }
}

async function checkedBy<T>(schema: StandardSchema<T>, value: unknown): Promise<Reading<T>> {
  const checked = await schema['~standard'].validate(value)
  return checked.issues ? { mistakes: checked.issues.map(mistakeOf) } : { value: checked.value }
}

function mistakeOf({ message, path = [] }: Issue): string {
  const place = path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.')
  return place === '' ? message : `${place}: ${message}`
}

type Fault = Readonly<{ keyword: string; instanceLocation: string; error: string }>

// These only say that something below them is wrong.
const outer: ReadonlySet<string> = new Set(['properties', 'items', 'prefixItems', '$ref', 'allOf'])

function leavesOf(errors: readonly Fault[]): readonly string[] {
  const leaves = errors.filter(({ keyword }) => !outer.has(keyword))
  return (leaves.length > 0 ? leaves : errors).map(({ instanceLocation, error }) => {
    const place = instanceLocation.replace(/^#\/?/, '').split('/').map(decoded).join('.')
    return place === '' ? error : `${place}: ${error}`
  })
}

function decoded(step: string): string {
  return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
}

function rootOf(schema: JsonSchema): 'object' | 'array' | 'any' {
  if (schema['type'] === 'object' || schema['type'] === 'array') return schema['type']
  const kinds = schema['anyOf'] ?? schema['oneOf']
  if (!Array.isArray(kinds) || kinds.length === 0) return 'any'
  const roots = new Set((kinds as readonly JsonSchema[]).map(rootOf))
  const [only] = roots
  return roots.size === 1 && only !== undefined ? only : 'any'
}
