import { z } from 'zod'
import type { OpenAiError } from '../error-response.ts'
import type { Problem } from '../problem.ts'

/** An error of the API, in the reader's language. Every code stands in the error table of `@kaiwu/core`. */
export const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    instance: z.string(),
    requestId: z.string(),
    retryable: z.boolean(),
    fields: z.array(z.strictObject({ field: z.string(), message: z.string() })).exactOptional(),
  })
  .meta({ id: 'Problem' }) satisfies z.ZodType<Problem>

/** An error as OpenAI's clients read it. */
export const openAiError = z
  .strictObject({
    error: z.strictObject({ message: z.string(), type: z.string(), code: z.string(), param: z.string().nullable() }),
  })
  .meta({ id: 'OpenAiError' }) satisfies z.ZodType<OpenAiError>
