import { z } from 'zod'

/** A text for people: one for both languages, or one for each. */
export const localTextSchema = z.union([z.string().min(1), z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })])

/** Names of fields, states, actions, deadlines and tables: a word of letters and digits, Chinese or other. */
export const keySchema = z.string().regex(/^[\p{L}_][\p{L}\p{N}_]{0,39}$/u)

/** What a field may hold. */
export const fieldTypes = [
  ...(['text', 'longText', 'number', 'integer', 'money', 'date', 'dateTime', 'yesNo'] as const),
  ...(['choice', 'choices', 'person', 'department', 'files', 'rows'] as const),
] as const

const shared = {
  title: localTextSchema.optional().describe('Its label for people. Default: its key.'),
  help: localTextSchema.optional().describe('A sentence under it.'),
  required: z.boolean().optional().describe('Whether a form that shows it cannot be sent without it. Default false.'),
  unit: z.string().min(1).max(20).optional().describe('What a number counts: 分钟, mm, 元.'),
  min: z.number().optional().describe('The least number.'),
  max: z.number().optional().describe('The greatest number.'),
  minLength: z.number().int().min(0).optional().describe('The fewest characters.'),
  maxLength: z.number().int().min(1).optional().describe('The most characters. Default 4,000, of longText 100,000.'),
  pattern: z.string().min(1).max(500).optional().describe('What the whole text must look like, as a regular expression.'),
  values: z
    .union([z.array(z.string().min(1)).min(1), z.strictObject({ table: keySchema, column: z.string().min(1) })])
    .optional()
    .describe('What may be chosen: a list, or a column of a table.'),
}

const column = z.strictObject({
  type: z.enum(fieldTypes).exclude(['rows', 'files']),
  ...shared,
})

/** A field of a case, as it is written. */
export const fieldSchema = z.strictObject({
  type: z.enum(fieldTypes).describe('What it holds.'),
  ...shared,
  sensitive: z
    .union([z.boolean(), z.array(z.string().min(1)).min(1)])
    .optional()
    .describe('Personal or secret: masked before any model call, and shown only to who takes part, or to these roles.'),
  columns: z.record(keySchema, column).optional().describe('Of `rows`: what each row has.'),
  from: z
    .strictObject({
      table: keySchema,
      column: keySchema.optional().describe('The one column that is taken. Default: each that is called like one of `columns`.'),
    })
    .optional()
    .describe('Of `rows`: the table whose rows it begins with, such as the items of a check list.'),
})

/** A field of a case, as it is written. */
export type FieldForm = z.output<typeof fieldSchema>
