import { defineQuirk } from './quirk.ts'

/** Tool schemas are objects at their root, without $schema and titles. */
export const plainToolSchemas = defineQuirk({
  name: 'plain-tool-schemas',
  why: {
    zh: '工具参数只接受 JSON Schema 的子集：根必须是 object，不能有 $schema 和 title',
    en: 'tool parameters are a subset of JSON Schema: an object at the root, neither $schema nor title',
  },
  request(body) {
    const tools = body['tools'] as { function: { parameters?: unknown } }[] | undefined
    if (!tools) return
    body['tools'] = tools.map((tool) => ({
      ...tool,
      function: {
        ...tool.function,
        parameters: { type: 'object', properties: {}, ...(plain(tool.function.parameters) as object) },
      },
    }))
  },
})

/** A copy without $schema, and without `title` where it is an annotation: a property may be called title. */
function plain(schema: unknown, names = false): unknown {
  if (Array.isArray(schema)) return schema.map((inner) => plain(inner))
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => names || (key !== '$schema' && key !== 'title'))
      .map(([key, value]) => [
        key,
        key === 'enum' || key === 'const' || key === 'default' ? value : plain(value, !names && key === 'properties'),
      ]),
  )
}
