import { manifestSchema } from '@kaiwu/solution'
import { z } from 'zod'

/** The JSON Schema of solution.yaml, for editors. */
export function manifestJsonSchema(): string {
  const schema = z.toJSONSchema(manifestSchema, { io: 'input', unrepresentable: 'any' })
  return `${JSON.stringify({ $schema: schema.$schema, title: 'Kaiwu solution.yaml', ...schema }, null, 2)}\n`
}
