import { z } from 'zod'
import { keySchema } from './field-schema.ts'

const one = z.union([
  z.string().min(1).describe('`initiator`, or a role.'),
  z.strictObject({
    role: z.string().min(1),
    in: keySchema.optional().describe('A field that holds a department: those of the role in it and below.'),
  }),
  z.strictObject({ field: keySchema.describe('A field that holds a person.') }),
  z.strictObject({ headOf: keySchema.describe('A field that holds a department.') }),
  z.strictObject({ person: z.string().min(1).describe('The login of one person.') }),
  z.strictObject({
    ownerOf: keySchema.describe('A field that holds the key of a row of a table.'),
    table: keySchema,
    key: z.string().min(1).describe('The column that holds the key.'),
    owner: z.string().min(1).describe('The column that holds the login of the owner.'),
  }),
])

/** Who may do something: a role, a person of the case, the head of a department, the owner of a thing; or any of several. */
export const whoSchema = z.union([one, z.array(one).min(1)])

/** Who may do something, as it is written. */
export type WhoForm = z.output<typeof whoSchema>
