import type { JsonSchema } from './answer-schema.ts'

/** Where a schema holds others: under names of the author's, in a list, or alone. */
const inNames: ReadonlySet<string> = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'])
const inLists: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems'])
const alone: ReadonlySet<string> = new Set([
  'items',
  'additionalProperties',
  'propertyNames',
  'contains',
  'not',
  'if',
  'then',
  'else',
  'unevaluatedItems',
  'unevaluatedProperties',
])

/** The schemas right below a schema, each changed; everything else stays. */
export function mapSchemas(schema: JsonSchema, change: (inner: JsonSchema) => JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (inNames.has(key) && isSchema(value))
        return [key, Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, changed(inner, change)]))]
      if (inLists.has(key) && Array.isArray(value)) return [key, value.map((inner: unknown) => changed(inner, change))]
      return [key, alone.has(key) ? changed(value, change) : value]
    }),
  )
}

function changed(value: unknown, change: (inner: JsonSchema) => JsonSchema): unknown {
  return isSchema(value) ? change(value) : value
}

/** Whether a value can be a schema with keywords. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A schema without `$schema` and `title`, which some services refuse and no model needs. Properties of these names stay. */
export function plainSchema(schema: JsonSchema): JsonSchema {
  const { $schema: _, title: __, ...rest } = schema
  return mapSchemas(rest, plainSchema)
}
