import { z } from 'zod'
import { answer } from './answer.ts'
import { bothLanguages } from './document.ts'

/** A call of a tool, and what came back. */
export const agentStep = z
  .strictObject({
    number: z.int().min(1).meta({ description: 'In the order in which they were asked for.' }),
    tool: z.string().meta({ description: '`search`, `read_case`, `my_tasks`, `prepare_case`, or what the model took for one.' }),
    arguments: z.string().meta({ description: 'JSON, cut after 200 characters.' }),
    state: z.enum(['running', 'done', 'failed']),
    count: z.int().min(0).meta({ description: 'How much came back.' }),
    ids: z.array(z.string()).meta({ description: 'Of passages, cases or the case type; at most 20.' }),
    message: bothLanguages.exactOptional().meta({ description: 'Why it failed.' }),
  })
  .meta({ id: 'AgentStep' })

/** A form that was filled in. Nothing has been started. */
export const preparedCase = z
  .strictObject({
    type: z.string(),
    title: bothLanguages,
    fields: z.record(z.string(), z.unknown()),
    problems: z
      .array(z.strictObject({ field: z.string(), message: bothLanguages }))
      .meta({ description: 'What is still to be filled in, and what was left out because it is not right.' }),
  })
  .meta({ id: 'PreparedCase' })

/** The answer of an assistant in agent mode, with how it came about. */
export const agentReply = z
  .strictObject({
    answer,
    steps: z.array(agentStep),
    prepared: z.array(preparedCase),
    bound: z.enum(['steps', 'money', 'seconds']).exactOptional().meta({ description: 'What stopped it, where something did.' }),
  })
  .meta({ id: 'AgentReply' })
