import type { JsonSchema } from './answer-schema.ts'
import { isSchema } from './plain-schema.ts'
import { admitsNull } from './strict-schema.ts'

/**
 * Takes the nulls out again that stand for optional properties in a strict answer: where the schema asked with does not take a
 * null, it means that the property was left out.
 */
export function withoutNulls(value: unknown, schema: JsonSchema): unknown {
  return cleaned(value, [schema], schema)
}

function cleaned(value: unknown, schemas: readonly JsonSchema[], root: JsonSchema): unknown {
  const views = schemas.flatMap((schema) => viewsOf(schema, root, 0))
  if (Array.isArray(value)) {
    const items = views.flatMap(({ items: inner }) => (isSchema(inner) ? [inner] : []))
    return value.map((one) => cleaned(one, items, root))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => {
      const inner = views.flatMap(({ properties }) =>
        isSchema(properties) && Object.hasOwn(properties, name) && isSchema(properties[name]) ? [properties[name]] : [],
      )
      const meansAbsent = one === null && inner.length > 0 && inner.every((schema) => !takesNull(schema, root))
      return meansAbsent ? [] : [[name, cleaned(one, inner, root)]]
    }),
  )
}

function takesNull(schema: JsonSchema, root: JsonSchema): boolean {
  return viewsOf(schema, root, 0).some(admitsNull)
}

// A reference that only ever leads to itself ends here.
const mostSteps = 20

/** A schema, what it refers to and each of its alternatives. */
function viewsOf(schema: JsonSchema, root: JsonSchema, steps: number): readonly JsonSchema[] {
  if (steps > mostSteps) return []
  const { $ref: ref, anyOf, oneOf } = schema
  const target = typeof ref === 'string' ? targetOf(ref, root) : undefined
  const further = [...(target ? [target] : []), ...listOf(anyOf), ...listOf(oneOf)]
  return [schema, ...further.flatMap((one) => viewsOf(one, root, steps + 1))]
}

function listOf(value: unknown): readonly JsonSchema[] {
  return Array.isArray(value) ? value.filter(isSchema) : []
}

function targetOf(ref: string, root: JsonSchema): JsonSchema | undefined {
  if (!ref.startsWith('#')) return undefined
  let target: unknown = root
  for (const step of ref.slice(1).split('/').filter(Boolean)) {
    if (!isSchema(target)) return undefined
    target = target[decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  return isSchema(target) ? target : undefined
}
