import type { Answer, AnswerIssue, Citation, TableAnswer } from '@kaiwu/core'
import { z } from 'zod'
import { hit, validity } from './document.ts'

const offset = z.int().min(0)

/** An amount in millionths of its currency's unit. */
export const money = z.strictObject({ micros: z.int(), currency: z.enum(['CNY', 'USD', 'EUR']) })

/** Where something that is said comes from. */
export const citation = z
  .strictObject({
    mark: z.int().min(1),
    passageId: z.string(),
    documentId: z.string(),
    document: z.string(),
    title: z.string(),
    number: z.string().exactOptional(),
    path: z.array(z.string()),
    locator: z.string(),
    page: z.int().min(1).exactOptional(),
    quote: z.string(),
    start: offset,
    end: offset,
    verified: z.boolean(),
    validity,
    revision: z.int().min(1).exactOptional(),
    figures: z.array(z.string()).exactOptional(),
  })
  .meta({ id: 'Citation' }) satisfies z.ZodType<Citation>

const answerIssue = z
  .strictObject({
    kind: z.enum([
      'unknown-mark',
      'quote-not-found',
      'number-not-found',
      'article-not-found',
      'document-number-not-found',
      'not-in-force',
      'sentence-without-mark',
    ]),
    text: z.string(),
    start: offset,
    end: offset,
  })
  .meta({ id: 'AnswerIssue' }) satisfies z.ZodType<AnswerIssue>

const tableAnswer = z
  .strictObject({
    documentId: z.string(),
    document: z.string(),
    table: z.string(),
    sql: z.string(),
    parameters: z.array(z.union([z.string(), z.number()])),
    columns: z.array(z.string()),
    rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
    total: offset,
  })
  .meta({ id: 'TableAnswer' }) satisfies z.ZodType<TableAnswer>

const outcome = z.enum(['answered', 'refused', 'incomplete'])

/** The verified result of asking a solution. */
export const answer = z
  .strictObject({
    id: z.string(),
    solution: z.string(),
    question: z.string(),
    language: z.enum(['zh', 'en']),
    asOf: z.iso.date(),
    outcome,
    text: z.string(),
    citations: z.array(citation),
    issues: z.array(answerIssue),
    notes: z.array(z.string()),
    contact: z.string().exactOptional(),
    passages: z.array(hit),
    table: tableAnswer.exactOptional(),
    release: z.string().exactOptional(),
    model: z.string(),
    usage: z.strictObject({
      promptTokens: offset,
      completionTokens: offset,
      estimated: z.boolean(),
      cachedTokens: offset.exactOptional(),
      cacheWriteTokens: offset.exactOptional(),
      reasoningTokens: offset.exactOptional(),
    }),
    cost: money.exactOptional(),
    elapsedMs: z.number(),
  })
  .meta({ id: 'Answer' }) satisfies z.ZodType<Answer>

/** What OpenAI's form has no place for: the citations, what came of the question, and what the evidence does not bear out. */
export const kaiwuField = z
  .strictObject({
    id: z.string(),
    outcome,
    asOf: z.iso.date(),
    citations: z.array(citation),
    issues: z.array(answerIssue),
    notes: z.array(z.string()),
  })
  .meta({ id: 'KaiwuField' })
