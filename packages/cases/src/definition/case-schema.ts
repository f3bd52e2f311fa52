import { z } from 'zod'
import { officialFieldsSchema } from '../official/official-fields.ts'
import { fieldSchema, keySchema, localTextSchema } from './field-schema.ts'
import { caseStepSchema } from './step-schema.ts'
import { whoSchema } from './who-schema.ts'

const expression = z.string().min(1).max(4_000)
const duration = z
  .string()
  .min(1)
  .max(60)
  .describe('5 workdays, 24h, 30m, 10 days; or = and a FEEL expression of a number of minutes.')
const comment = z.enum(['never', 'optional', 'required']).describe('Whether a comment is asked for. Default optional.')
const sign = z.enum(['click', 'password']).describe('How it is signed. Default click.')
const requirement = z.strictObject({ that: expression, message: localTextSchema })

const action = z.strictObject({
  title: localTextSchema.optional(),
  by: whoSchema.describe('Who may do it.'),
  to: keySchema.describe('The state it leads to.'),
  form: z.array(keySchema).optional().describe('The fields it may change; required ones must be filled in.'),
  when: expression.optional().describe('A FEEL condition; where it does not hold the action is not offered.'),
  require: z.array(requirement).optional().describe('FEEL conditions that must hold, each with what is told where it does not.'),
  set: z.record(keySchema, expression).optional().describe('FEEL by field, set when it is done.'),
  forbidSameAs: z.array(z.string().min(1)).optional().describe('`initiator`, or state.action: who did that may not do this.'),
  comment: comment.optional(),
  sign: sign.optional(),
})

const approval = z.strictObject({
  by: z.array(whoSchema).min(1).describe('The signers.'),
  mode: z
    .enum(['any', 'all', 'sequence'])
    .optional()
    .describe('Whether one of them is enough, all are needed, or one after the other. Default any.'),
  form: z.array(keySchema).optional().describe('Fields that a signer may change.'),
  require: z.array(requirement).optional(),
  forbidSameAs: z.array(z.string().min(1)).optional(),
  approved: keySchema.describe('The state it leads to when it is approved.'),
  rejected: keySchema.describe('The state it leads to when one rejects it.'),
  returnTo: z.array(keySchema).optional().describe('States it may be returned to.'),
  allow: z.array(z.enum(['delegate', 'addSigner', 'withdraw'])).optional(),
  withdrawn: keySchema.optional().describe('The state it leads to when the initiator withdraws it.'),
  comment: z
    .enum(['never', 'optional', 'onReject', 'always'])
    .optional()
    .describe('When a comment must be given. Default onReject.'),
  sign: sign.optional(),
})

const timeout = z.strictObject({
  after: duration,
  to: keySchema.describe('The state it leads to by itself; never one that an approval leads to.'),
})

const state = z.strictObject({
  title: localTextSchema.optional(),
  steps: z.array(caseStepSchema).min(1).max(100).optional().describe('What happens when it is entered, from top to bottom.'),
  next: z
    .array(z.strictObject({ when: expression.optional(), to: keySchema }))
    .min(1)
    .optional()
    .describe('Where it goes on by itself after its steps: the first whose condition holds; the last has none.'),
  actions: z.record(keySchema, action).optional().describe('What people may do.'),
  approval: approval.optional(),
  on: z
    .record(keySchema, z.strictObject({ to: keySchema, set: z.record(keySchema, expression).optional() }))
    .optional()
    .describe('Events from outside, and where they lead.'),
  timeout: timeout.optional(),
  end: z.boolean().optional().describe('Whether the case ends here.'),
})

const deadline = z.strictObject({
  title: localTextSchema.optional(),
  within: duration,
  from: z.array(keySchema).min(1).optional().describe('The states whose first entry starts it. Default: the start of the case.'),
  until: z.array(keySchema).min(1).describe('The states whose entry ends it.'),
  restart: z.array(keySchema).optional().describe('States whose entry starts it anew.'),
  paused: z.array(keySchema).optional().describe('States during which it does not run.'),
  remind: z.array(duration).optional().describe('How long before it is due those who are waited for are reminded.'),
  escalate: whoSchema.optional().describe('Who is told when it is overdue.'),
  extend: z.strictObject({ by: whoSchema, within: duration, times: z.number().int().min(1).max(9).default(1) }).optional(),
  basis: localTextSchema.optional().describe('The rule it comes from.'),
})

const document = z.strictObject({
  title: localTextSchema.optional(),
  layout: z.enum(['gbt9704']).describe('How it is laid out: GB/T 9704-2012, an official document.'),
  when: expression.optional().describe('A FEEL condition; where it does not hold there is no such document yet.'),
  fields: officialFieldsSchema,
})

/** The form of a case type, in `cases/<key>.yaml` and in `defineCase`. Unknown keys are mistakes. */
export const caseSchema = z.strictObject({
  kaiwu: z.literal(1).describe('Version of this form.'),
  case: keySchema.describe('Its name in addresses and tables.'),
  title: localTextSchema.describe('Its name for people.'),
  number: z
    .string()
    .regex(/^[^{}]*(?:\{(?:date|year|month)\}[^{}]*)?\{seq:[1-9]\}$/)
    .describe('How cases are numbered: WX-{date}-{seq:4}. The count begins anew with each date, month or year.'),
  roles: z.record(z.string().min(1).max(40), localTextSchema).describe('The roles that take part, and what each is for.'),
  starters: whoSchema.optional().describe('Roles that may start one. Default: everybody who is signed in.'),
  readers: z
    .array(z.string().min(1))
    .optional()
    .describe('Roles that may read every case of their department. Default: those who take part.'),
  department: keySchema
    .optional()
    .describe('The field that says to which department a case belongs. Default: that of who started it.'),
  calendar: z.string().min(1).optional().describe('CSV of holidays and make-up workdays.'),
  tables: z
    .record(keySchema, z.string().min(1))
    .optional()
    .describe('CSV files: decision tables, and lists that fields choose from.'),
  params: z
    .record(keySchema, z.union([z.number(), z.string(), z.boolean()]))
    .optional()
    .describe('Numbers and words of this site, used in conditions as params.name.'),
  fields: z.record(keySchema, fieldSchema),
  start: keySchema.describe('The state a case begins in.'),
  states: z.record(keySchema, state),
  deadlines: z.record(keySchema, deadline).optional(),
  documents: z.record(keySchema, document).optional().describe('Word files that are made of a case.'),
  byHand: whoSchema.optional().describe('Who carries on where a step cannot be done by itself. Default: an administrator.'),
  cancel: z
    .strictObject({ by: whoSchema, to: keySchema })
    .optional()
    .describe('Who may cancel a case that has not ended, and the state it then ends in.'),
  retention: z
    .enum(['3年', '5年', '10年', '15年', '30年', '永久'])
    .optional()
    .describe('How long a closed case is to be kept: its export says so. Nothing is deleted by itself.'),
})

/** A case type as it is written, checked against its form. */
export type CaseForm = z.output<typeof caseSchema>

/** What may be handed to `defineCase`. */
export type CaseInput = z.input<typeof caseSchema>
