import { z } from 'zod'

const count = z.int().min(0)
const share = z.number().min(0).max(1)
const word = z.string().min(1).max(100)

const measures = z.strictObject({
  'hit@5': share.exactOptional(),
  citationPrecision: share.exactOptional(),
  coverage: share.exactOptional(),
  refusalPrecision: share.exactOptional(),
  refusalRecall: share.exactOptional(),
})

/** Which questions are asked. */
export const evalRequest = z
  .strictObject({ only: word.exactOptional().meta({ description: 'Only questions with this tag.' }) })
  .meta({ id: 'EvalRequest' })

const summary = {
  id: z.string(),
  at: z.iso.datetime(),
  elapsedMs: count,
  by: z.strictObject({ name: z.string(), via: z.enum(['page', 'command-line']) }),
  only: z.string().exactOptional(),
  solution: z.string(),
  model: z.string(),
  passed: z.boolean(),
  measures,
  gates: measures,
  missed: z.array(z.strictObject({ gate: measures.keyof(), least: share, reached: share })),
  total: count,
  right: count,
  promptTokens: count,
  completionTokens: count,
  cost: z.strictObject({ micros: z.record(z.string(), z.int()), unpriced: count }),
  versions: z.strictObject({
    settings: z.string().exactOptional(),
    prompts: z.record(z.string(), z.string()),
    questions: z.string(),
    knowledge: z.strictObject({ digest: z.string(), documents: count, release: z.string().exactOptional() }),
  }),
}

/** A kept evaluation without its questions. */
export const evalRunSummary = z.strictObject(summary).meta({ id: 'EvalRunSummary' })

/** A kept evaluation. */
export const evalRunReply = z
  .strictObject({
    ...summary,
    questions: z.array(
      z.strictObject({
        id: z.string(),
        question: z.string(),
        tags: z.array(z.string()),
        right: z.boolean(),
        hit: z.boolean(),
        expected: z.union([
          z.strictObject({ refuse: z.literal(true) }),
          z.strictObject({
            sources: z.array(z.strictObject({ document: z.string(), at: z.string().exactOptional() })),
            contains: z.array(z.string()),
          }),
        ]),
        got: z.strictObject({
          outcome: z.enum(['answered', 'refused']),
          citations: z.array(z.strictObject({ document: z.string(), at: z.string() })),
          missingFacts: z.array(z.string()),
          text: z.string(),
          elapsedMs: z.number(),
        }),
      }),
    ),
  })
  .meta({ id: 'EvalRun' })

/** The evaluations kept of a solution, and what a new one would ask. */
export const evalList = z
  .strictObject({
    runs: z.array(evalRunSummary).meta({ description: 'The newest first.' }),
    unreadable: count.meta({ description: 'Files among them that cannot be read.' }),
    most: count.meta({ description: 'So many are kept.' }),
    questions: count.meta({ description: 'How many questions there are to measure by.' }),
    tags: z.array(z.string()),
    running: z.boolean(),
  })
  .meta({ id: 'EvalList' })
