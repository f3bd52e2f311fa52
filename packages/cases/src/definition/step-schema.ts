import { z } from 'zod'
import { keySchema, localTextSchema } from './field-schema.ts'

const expression = z.string().min(1).max(4_000)
const path = z.string().min(1)
const shared = { when: expression.optional().describe('A FEEL condition; the step is passed over where it does not hold.') }

const find = z.strictObject({
  find: keySchema.describe('A knowledge of the solution.'),
  for: z.string().min(1).describe('What to search for; {{field}} is what a field holds.'),
  top: z.number().int().min(1).max(50).optional(),
  ...shared,
})
const ask = z.strictObject({
  ask: path.describe('A prompt file.'),
  into: z.array(keySchema).min(1).describe('The fields that the answer proposes values for.'),
  ...shared,
})
const classify = z.strictObject({
  classify: keySchema.describe('The field whose text is classified.'),
  subject: keySchema.optional().describe('A field with its subject.'),
  by: path.describe('Labelled rows, as CSV or JSON lines: text, label, subject.'),
  into: keySchema.describe('The field that is proposed.'),
  ask: path.optional().describe('A prompt file for what the classifier is unsure of.'),
  auto: z
    .strictObject({
      score: z.number().min(0).max(1).describe('The least score.'),
      margin: z.number().min(0).max(1).describe('The least distance to the second.'),
      accuracy: z.number().min(0).max(1).describe('The least share of right ones among the last cases.'),
      last: z.number().int().min(20).describe('How many cases are looked at.'),
    })
    .optional()
    .describe('When a proposal is taken without a person. Default: never; agreement with people is recorded.'),
  ...shared,
})
const decide = z.strictObject({
  decide: keySchema.describe('A decision table; its outputs go into the fields of their names.'),
  ...shared,
})
const check = z.strictObject({
  check: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(20),
        that: expression.describe('A FEEL condition that must hold.'),
        message: localTextSchema,
        severity: z.enum(['error', 'warning']).default('error'),
      }),
    )
    .min(1),
  ...shared,
})
const run = z.strictObject({
  run: path.describe('A TypeScript file whose default export gets the case and returns values for fields.'),
  into: z.array(keySchema).min(1),
  ...shared,
})
const send = z.strictObject({
  send: keySchema.describe('A webhook of the solution.'),
  body: z.record(z.string(), expression).describe('What is sent: FEEL by key.'),
  wait: z.boolean().optional().describe('Whether the case waits until it has been delivered. Default false.'),
  ...shared,
})

const start = z.strictObject({
  start: keySchema.describe('A case type of the solution: a case of it begins, for who began this one.'),
  fields: z
    .record(keySchema, expression)
    .optional()
    .describe('What it begins with: FEEL by its field; what gives null is left out.'),
  into: keySchema.describe('The text field that its number goes into.'),
  ...shared,
})
const count = z.strictObject({
  count: keySchema.describe('A case type of the solution: how many other cases of it there are.'),
  same: z.array(keySchema).min(1).max(4).describe('Fields that hold the same in them as in this one.'),
  within: z
    .string()
    .regex(/^[1-9]\d{0,3} ?(?:h|days)$/)
    .describe('How far back they began: 24h, 30 days.'),
  into: keySchema.describe('The number field that it goes into.'),
  ...shared,
})

/** The schema of each step, by its verb. */
export const caseStepSchemas = { find, ask, classify, decide, check, run, send, start, count } as const

/** A step of a state, as it is written. */
export const caseStepSchema = z.union([find, ask, classify, decide, check, run, send, start, count])

/** A step of a state, as it is written. */
export type CaseStepForm = z.output<typeof caseStepSchema>

/** The verb of a step. */
export type CaseVerb = keyof typeof caseStepSchemas
