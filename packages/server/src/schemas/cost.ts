import { workCostKeys } from '@kaiwu/solution'
import { z } from 'zod'
import { money } from './answer.ts'
import { bothLanguages } from './document.ts'

const count = z.int().min(0)
const amounts = z.array(money)
const day = z.iso.date()

/** Of which days the cost is wanted, and by what it is put together. */
export const costQuery = z.strictObject({
  from: day.exactOptional().meta({ description: 'The first day, in Asia/Shanghai. Default: from the beginning.' }),
  to: day.exactOptional().meta({ description: 'The last day. Default: until now.' }),
  by: z
    .string()
    .max(100)
    .default('workflow')
    .transform((words) => [...new Set(words.split(','))])
    .pipe(z.array(z.enum(workCostKeys)).min(1).max(4))
    .meta({ description: `With commas: ${workCostKeys.join(', ')}.` }),
})

/** As {@link costQuery}, with the language of the file's heads. */
export const costExportQuery = z.strictObject({ ...costQuery.shape, language: z.enum(['zh', 'en']).exactOptional() })

const callSums = z
  .strictObject({
    calls: count,
    unpriced: count.meta({ description: 'Calls whose cost nobody can say; in no amount.' }),
    cases: count,
    promptTokens: count,
    completionTokens: count,
    cost: amounts,
    saved: amounts,
  })
  .meta({ id: 'CallSums' })

const endedSums = z
  .strictObject({
    cases: count,
    unpriced: count,
    cost: amounts.meta({ description: 'All that these cases ever cost.' }),
    perCase: amounts,
    priced: count.meta({ description: 'Cases that have a price.' }),
    charged: amounts,
    margin: amounts,
  })
  .meta({ id: 'EndedSums', description: 'The cases that ended in the period.' })

const costLine = z
  .strictObject({
    group: z.array(z.strictObject({ key: z.enum(workCostKeys), value: z.string(), title: bothLanguages })),
    spent: callSums.meta({ description: 'Calls made in the period.' }),
    ended: endedSums.exactOptional(),
  })
  .meta({ id: 'CostLine' })

/** What the work of a solution cost. */
export const workCostReply = z
  .strictObject({
    by: z.array(z.enum(workCostKeys)),
    timeZone: z.string(),
    lines: z.array(costLine),
    total: costLine,
    elsewhere: callSums.meta({ description: 'Calls in the same ledger that belong to no solution; in no line.' }),
  })
  .meta({ id: 'WorkCost' })
