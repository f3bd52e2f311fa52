import { z } from 'zod'
import { instantText, rowLimit } from './case-query.ts'
import { bothLanguages } from './document.ts'

const count = z.int().min(0)
const hash = z.string()
const word = z.string().min(1).max(100)

const filter = {
  case: word.exactOptional(),
  actor: word.exactOptional().meta({ description: 'The id of a person or of a key.' }),
  action: word.exactOptional(),
  result: z.enum(['done', 'refused']).exactOptional(),
  from: instantText.exactOptional().meta({ description: 'From this time on.' }),
  to: instantText.exactOptional().meta({ description: 'Before this time.' }),
}

/** Which rows of the log are wanted. */
export const logQuery = z.strictObject({
  ...filter,
  order: z.enum(['newest', 'oldest']).default('newest'),
  after: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number)
    .exactOptional()
    .meta({ description: 'The `next` of the page before.' }),
  limit: rowLimit(500, 50),
})

/** Which rows of the log go into a file. */
export const logExportQuery = z.strictObject({ ...filter, format: z.enum(['jsonl', 'csv']).default('jsonl') })

/** A row of the log. What was put into fields of cases is left out: it stands in the case, and in a file of the log. */
export const logEntry = z
  .strictObject({
    seq: z.int().min(1),
    at: z.iso.datetime(),
    actorKind: z.enum(['person', 'system', 'model', 'key']),
    actorId: z.string(),
    actorName: z.string().nullable(),
    actorRole: z.string().nullable(),
    action: z.string(),
    objectKind: z.string(),
    objectId: z.string(),
    caseId: z.string().nullable(),
    result: z.enum(['done', 'refused']),
    requestId: z.string().nullable(),
    ip: z.string().nullable(),
    detail: z.record(z.string(), z.json()),
    prevHash: hash,
    hash,
  })
  .meta({ id: 'LogEntry' })

/** What a verification of the log found. */
export const logVerification = z
  .strictObject({
    sound: z.boolean(),
    problems: z.array(
      z.strictObject({
        kind: z.string(),
        seq: count,
        to: count.exactOptional(),
        line: count.exactOptional(),
        message: bothLanguages,
      }),
    ),
    notes: z.array(bothLanguages).meta({ description: 'What it cannot know.' }),
    baseId: z.string(),
    firstSeq: count,
    lastSeq: count,
    lastHash: hash,
    anchoredTo: count.meta({ description: 'Up to here the rows are the ones that were signed.' }),
  })
  .meta({ id: 'LogVerification' })
