import type { Block, DocumentFacts, Hit, Passage } from '@kaiwu/core'
import { z } from 'zod'

const day = z.iso.date()
const offset = z.int().min(0)

/** Whether a document may be relied on at a day. */
export const validity = z.enum(['in-force', 'not-yet', 'ended', 'unknown']).meta({ id: 'Validity' })

/** A text in both languages. */
export const bothLanguages = z.strictObject({ zh: z.string(), en: z.string() }).meta({ id: 'BothLanguages' })

/** What is known about a document beside its text. */
export const documentFacts = z
  .strictObject({
    title: z.string(),
    number: z.string().exactOptional(),
    version: z.string().exactOptional(),
    issued: day.exactOptional(),
    effective: day.exactOptional(),
    ends: day.exactOptional(),
    endedBy: z.string().exactOptional(),
  })
  .meta({ id: 'DocumentFacts' }) satisfies z.ZodType<DocumentFacts>

/** One place in a document; offsets point into the document's text. */
export const block = z
  .strictObject({
    kind: z.enum(['heading', 'paragraph', 'item', 'row']),
    start: offset,
    end: offset,
    level: z.int().min(1).max(6).exactOptional(),
    page: z.int().min(1).exactOptional(),
    cells: z.array(z.strictObject({ head: z.string(), text: z.string() })).exactOptional(),
  })
  .meta({ id: 'Block' }) satisfies z.ZodType<Block>

/** The piece of a document that retrieval returns. */
export const passage = z
  .strictObject({
    id: z.string(),
    documentId: z.string(),
    knowledge: z.string(),
    ordinal: offset,
    text: z.string(),
    start: offset,
    end: offset,
    path: z.array(z.string()),
    locator: z.string(),
    kind: z.enum(['article', 'section', 'row', 'question', 'text']),
    page: z.int().min(1).exactOptional(),
  })
  .meta({ id: 'Passage' }) satisfies z.ZodType<Passage>

const hitShape = {
  passage,
  document: z.strictObject({ id: z.string(), path: z.string(), facts: documentFacts, validity }),
  score: z.number(),
  rank: z.int().min(1),
  highlights: z.array(z.tuple([offset, offset])),
}

/** A passage found for a query. */
export const hit = z.strictObject(hitShape).meta({ id: 'Hit' }) satisfies z.ZodType<Hit>

/** A hit with why it was found: each matched term, the field it matched in, and what it added to the score. */
export const explainedHit = z
  .strictObject({
    ...hitShape,
    explain: z.array(z.strictObject({ term: z.string(), in: z.enum(['text', 'path', 'title']), weight: z.number() })),
  })
  .meta({ id: 'ExplainedHit' })

/** A stored document without its text. `bytes` is the size of the file, `addedAt` an instant. */
export const documentInfo = z
  .strictObject({
    id: z.string(),
    knowledge: z.string(),
    path: z.string(),
    facts: documentFacts,
    validity,
    mediaType: z.string(),
    bytes: offset,
    pages: z.int().min(1).exactOptional(),
    characters: offset,
    passages: offset,
    uploaded: z.boolean(),
    addedAt: z.iso.datetime(),
    warnings: z.array(bothLanguages),
  })
  .meta({ id: 'DocumentInfo' })
