import { z } from 'zod'

/** Texts to be turned into vectors, as OpenAI's clients ask for it. */
export const embeddingsRequest = z
  .looseObject({
    model: z.string().min(1).max(100).meta({ description: 'A model alias.' }),
    input: z.union([
      z.string().min(1),
      z
        .array(z.union([z.string().min(1), z.number(), z.array(z.number())]))
        .min(1)
        .max(2048),
    ]),
    encoding_format: z.enum(['float', 'base64']).exactOptional(),
    dimensions: z.int().min(1).max(65_536).exactOptional(),
  })
  .meta({ id: 'EmbeddingsRequest' })

/** A checked {@link embeddingsRequest}. */
export type EmbeddingsRequest = z.output<typeof embeddingsRequest>

/** Vectors in the order of the texts. */
export const embeddingList = z
  .strictObject({
    object: z.literal('list'),
    data: z.array(
      z.strictObject({
        object: z.literal('embedding'),
        index: z.int(),
        embedding: z.union([z.array(z.number()), z.string().meta({ description: 'base64 of little-endian float32' })]),
      }),
    ),
    model: z.string(),
    usage: z.strictObject({ prompt_tokens: z.int(), total_tokens: z.int() }),
  })
  .meta({ id: 'EmbeddingList' })
