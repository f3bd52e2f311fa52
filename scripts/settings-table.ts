import { z } from 'zod'

type Json = Readonly<{
  $ref?: string
  description?: string
  type?: string
  enum?: readonly unknown[]
  const?: unknown
  default?: unknown
  properties?: Readonly<Record<string, Json>>
  required?: readonly string[]
  additionalProperties?: Json | boolean
  items?: Json
  anyOf?: readonly Json[]
}>

/** Every setting of a schema as a Markdown table: its path, its kind, whether it is needed, what it is. */
export function settingsTable(of: z.ZodType): string {
  const schema = z.toJSONSchema(of, { io: 'input', unrepresentable: 'any' }) as Json
  const rows = [...settings(schema, '')].map(
    ({ path, kind, required, description }) =>
      `| \`${path}\` | ${kind} | ${required ? 'yes' : ''} | ${description.replaceAll('|', '\\|')} |`,
  )
  return `| setting | kind | needed | what it is |
| --- | --- | --- | --- |
${[...new Set(rows)].join('\n')}`
}

type Setting = Readonly<{ path: string; kind: string; required: boolean; description: string }>

function* settings(schema: Json, prefix: string): Generator<Setting> {
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    const path = prefix ? `${prefix}.${key}` : key
    yield {
      path,
      kind: kindOf(value),
      required: schema.required?.includes(key) === true && value.default === undefined,
      description: value.description ?? '',
    }
    for (const form of value.anyOf ?? [value]) yield* inside(form, path)
  }
}

function* inside(schema: Json, path: string): Generator<Setting> {
  if (isLocalText(schema)) return
  yield* settings(schema, path)
  if (typeof schema.additionalProperties === 'object')
    for (const form of schema.additionalProperties.anyOf ?? [schema.additionalProperties]) yield* inside(form, `${path}.<name>`)
  if (schema.items) for (const form of schema.items.anyOf ?? [schema.items]) yield* inside(form, `${path}[]`)
}

function isLocalText(schema: Json): boolean {
  return Object.keys(schema.properties ?? {}).join() === 'zh,en'
}

function kindOf(schema: Json): string {
  if (schema.$ref !== undefined) return 'choice of models'
  if (schema.anyOf) return schema.anyOf.some(isLocalText) ? 'text' : [...new Set(schema.anyOf.map(kindOf))].join(' or ')
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(' or ')
  if (schema.type === 'array') return 'list'
  return { string: 'text', integer: 'whole number', number: 'number', object: 'group' }[schema.type ?? ''] ?? schema.type ?? ''
}
