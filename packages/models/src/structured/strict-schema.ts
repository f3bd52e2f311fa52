import type { JsonSchema } from './answer-schema.ts'
import { isSchema } from './plain-schema.ts'

/** A schema in OpenAI's strict form. `widened`: null is allowed where a property was optional. */
export type StrictSchema = Readonly<{ schema: JsonSchema; widened: boolean }>

/**
 * A schema in the form that OpenAI's strict mode demands: every property required, nothing further allowed, an optional one null
 * where it is left out. What the strict form does not know (lengths, defaults, look-arounds) is dropped: our own check holds to it.
 * Undefined for what cannot be put so: open objects, `allOf`, `not`, conditions, anything without a type.
 */
export function strictSchema(schema: JsonSchema): StrictSchema | undefined {
  if (schema['type'] !== 'object') return undefined
  const state = { widened: false }
  const strict = strictened(schema, state)
  return strict && { schema: strict, widened: state.widened }
}

type State = { widened: boolean }

const kept: ReadonlySet<string> = new Set([
  ...['type', 'description', 'enum', 'const', '$ref', 'multipleOf', 'minimum', 'maximum'],
  ...['exclusiveMinimum', 'exclusiveMaximum', 'minItems', 'maxItems'],
])
const unknown = ['allOf', 'not', 'if', 'then', 'else', 'patternProperties', 'propertyNames', 'prefixItems', 'dependentSchemas']
const formats: ReadonlySet<unknown> = new Set([
  ...['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid'],
])

function strictened(schema: JsonSchema, state: State): JsonSchema | undefined {
  if (unknown.some((key) => key in schema)) return undefined
  const strict: Record<string, unknown> = Object.fromEntries(Object.entries(schema).filter(([key]) => kept.has(key)))
  if (formats.has(schema['format'])) strict['format'] = schema['format']
  const { pattern } = schema
  if (typeof pattern === 'string' && !pattern.includes('(?')) strict['pattern'] = pattern
  const parts = [objectParts(schema, state), arrayParts(schema, state), unionParts(schema, state), definitions(schema, state)]
  if (parts.includes(undefined)) return undefined
  Object.assign(strict, ...parts)
  return ['type', 'enum', 'const', '$ref', 'anyOf'].some((key) => key in strict) ? strict : undefined
}

type Parts = Readonly<Record<string, unknown>> | undefined

function objectParts(schema: JsonSchema, state: State): Parts {
  const { type, properties, additionalProperties } = schema
  if (type !== 'object' && !(Array.isArray(type) && type.includes('object'))) return {}
  if (!isSchema(properties) || (additionalProperties !== undefined && additionalProperties !== false)) return undefined
  const required = new Set(schema['required'] as readonly string[] | undefined)
  const strict: Record<string, JsonSchema> = {}
  for (const [name, inner] of Object.entries(properties)) {
    const one = isSchema(inner) ? strictened(inner, state) : undefined
    if (!one) return undefined
    const optional = !required.has(name) && !admitsNull(one)
    if (optional) state.widened = true
    strict[name] = optional ? { anyOf: [one, { type: 'null' }] } : one
  }
  return { properties: strict, required: Object.keys(strict), additionalProperties: false }
}

function arrayParts(schema: JsonSchema, state: State): Parts {
  const { type, items } = schema
  if (type !== 'array' && !(Array.isArray(type) && type.includes('array'))) return {}
  const strict = isSchema(items) ? strictened(items, state) : undefined
  return strict && { items: strict }
}

function unionParts(schema: JsonSchema, state: State): Parts {
  const kinds = schema['anyOf'] ?? schema['oneOf']
  if (kinds === undefined) return {}
  const strict = Array.isArray(kinds) ? kinds.map((kind: unknown) => (isSchema(kind) ? strictened(kind, state) : undefined)) : []
  return strict.length === 0 || strict.includes(undefined) ? undefined : { anyOf: strict }
}

function definitions(schema: JsonSchema, state: State): Parts {
  const parts: Record<string, unknown> = {}
  for (const key of ['$defs', 'definitions']) {
    const held = schema[key]
    if (!isSchema(held)) continue
    const strict = Object.entries(held).map(([name, inner]) => [name, isSchema(inner) ? strictened(inner, state) : undefined])
    if (strict.some(([, inner]) => inner === undefined)) return undefined
    parts[key] = Object.fromEntries(strict)
  }
  return parts
}

/** Whether a schema takes null, as far as can be seen without following references. */
export function admitsNull(schema: JsonSchema): boolean {
  const { type, const: only, enum: values } = schema
  if (type === 'null' || (Array.isArray(type) && type.includes('null'))) return true
  if (('const' in schema && only === null) || (Array.isArray(values) && values.includes(null))) return true
  const kinds = schema['anyOf'] ?? schema['oneOf']
  return Array.isArray(kinds) && kinds.some((kind: unknown) => isSchema(kind) && admitsNull(kind))
}
