import { z } from 'zod'

const key = z.string().min(1).max(40)
const id = z.string().min(1).max(100)
const truth = z.enum(['true', 'false']).transform((word) => word === 'true')

/** An instant with its offset. */
export const instantText = z.iso.datetime({ offset: true }).meta({ examples: ['2026-11-22T08:30:00+08:00'] })

/** A number of rows, as text. */
export const rowLimit = (most: number, usual: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .transform(Number)
    .refine((limit) => limit <= most)
    .default(usual)
    .meta({ description: `1 to ${most}; default ${usual}.` })

/** Which cases are wanted. */
export const caseListQuery = z.strictObject({
  type: key.exactOptional(),
  state: key.exactOptional(),
  ended: truth.exactOptional().meta({ description: 'Only those that have ended, or have not.' }),
  no: z.string().min(1).max(100).exactOptional().meta({ description: 'Part of a number.' }),
  text: z.string().min(1).max(100).exactOptional().meta({ description: 'Part of a number or of a text that is not sensitive.' }),
  mine: z.enum(['started', 'involved']).exactOptional(),
  dueBefore: instantText.exactOptional(),
  after: id.exactOptional().meta({ description: 'The `next` of the page before.' }),
  limit: rowLimit(100, 50),
})

/** Which cases are wanted as a file. */
export const caseFileQuery = caseListQuery
  .omit({ after: true, limit: true })
  .extend({ language: z.enum(['zh', 'en']).exactOptional().meta({ description: 'Default: what Accept-Language asks for.' }) })

/** Which notices are wanted. */
export const noticeQuery = z.strictObject({ unread: truth.exactOptional(), limit: rowLimit(200, 50) })

/** Which deliveries are wanted. */
export const deliveryQuery = z.strictObject({
  case: id.exactOptional(),
  state: z.enum(['waiting', 'delivering', 'delivered', 'failed']).exactOptional(),
  limit: rowLimit(200, 50),
})
