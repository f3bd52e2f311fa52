import { z } from 'zod'

/** A question: 1 to 4000 characters, without the space around it. */
export const question = z.string().trim().min(1).max(4000)

const day = z.iso.date().meta({ description: 'A day, written 2026-11-22.', examples: ['2026-11-22'] })
const id = z.string().min(1).max(100)

/** The address of a solution. */
export const solutionParams = z.strictObject({ name: z.string().min(1).max(100) })

/** The address of a document or passage of a solution. */
export const itemParams = z.strictObject({ name: z.string().min(1).max(100), id })

/** The address of a revision of a document. */
export const revisionParams = z.strictObject({
  name: z.string().min(1).max(100),
  id,
  revision: z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .transform(Number),
})

/** The address of a picture of a document. */
export const figureParams = z.strictObject({ name: z.string().min(1).max(100), id, figure: id })

/** What to ask. */
export const answerRequest = z
  .strictObject({
    question,
    asOf: day.exactOptional(),
    language: z.enum(['zh', 'en']).exactOptional(),
    before: z
      .array(question)
      .max(8)
      .exactOptional()
      .meta({ description: 'What was asked before in the same conversation, oldest first; a follow-up is understood from it.' }),
  })
  .meta({ id: 'AnswerRequest' })

const weight = z.number().min(0).max(100)

/** What each order, and each field of a passage, counts for. */
export const searchWeights = z
  .strictObject({ keyword: weight, vector: weight, title: weight, path: weight })
  .meta({ id: 'SearchWeights' })

/** What to search for. */
export const searchRequest = z
  .strictObject({
    query: question,
    top: z.int().min(1).max(50).default(10),
    asOf: day.exactOptional(),
    knowledge: id.exactOptional(),
    weights: searchWeights.exactOptional().meta({ description: 'In place of the solution’s own, to try them.' }),
  })
  .meta({ id: 'SearchRequest' })
