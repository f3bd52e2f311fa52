import { z } from 'zod'
import { bothLanguages } from './document.ts'

const count = z.int().min(0)

/** One set of documents of a solution. */
export const knowledgeInfo = z
  .strictObject({ name: z.string(), title: bothLanguages, documents: count, passages: count })
  .meta({ id: 'KnowledgeInfo' })

/** A solution as the page shows it. `progress` counts documents while it is indexing; `problem` says why it failed. */
export const solutionInfo = z
  .strictObject({
    name: z.string(),
    title: bothLanguages,
    description: bothLanguages,
    language: z.enum(['zh', 'en']),
    contact: bothLanguages,
    model: z.string().meta({ description: '`local/extractive`, or `provider/model`.' }),
    modelIsLocal: z.boolean(),
    questions: z.array(z.string()),
    knowledge: z.array(knowledgeInfo),
    cases: z.boolean().meta({ description: 'Whether it has case types.' }),
    agent: z.boolean().meta({
      description: 'Whether its assistant may look for itself, `POST …/agent`: the solution says so, and there is a model.',
    }),
    status: z.enum(['indexing', 'ready', 'failed']),
    progress: z.strictObject({ done: count, total: count }).exactOptional(),
    problem: bothLanguages.exactOptional(),
  })
  .meta({ id: 'SolutionInfo' })
