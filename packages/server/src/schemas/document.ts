import { documentLevels, factNames, type Block, type DocumentFacts, type Hit, type Passage } from '@kaiwu/core'
import type { ReadWarning } from '@kaiwu/knowledge'
import { z } from 'zod'

const day = z.iso.date()
const offset = z.int().min(0)

/** Whether a document may be relied on at a day. */
export const validity = z.enum(['not-yet', 'in-force', 'amended', 'expired', 'repealed', 'unconfirmed']).meta({ id: 'Validity' })

/** A text in both languages. */
export const bothLanguages = z.strictObject({ zh: z.string(), en: z.string() }).meta({ id: 'BothLanguages' })

/** A fact that can be found in a document's text. */
export const factName = z.enum(factNames)

/** What is known about a document beside its text. */
export const documentFacts = z
  .strictObject({
    title: z.string(),
    number: z.string().exactOptional(),
    version: z.string().exactOptional(),
    issuers: z.array(z.string()).exactOptional(),
    level: z.enum(documentLevels).exactOptional(),
    region: z.string().exactOptional(),
    models: z.array(z.string()).exactOptional(),
    written: day.exactOptional(),
    issued: day.exactOptional(),
    effective: day.exactOptional(),
    ends: day.exactOptional(),
    endedBy: z.string().exactOptional(),
    ending: z.enum(['expired', 'repealed']).exactOptional(),
    amended: day.exactOptional(),
    amendedBy: z.string().exactOptional(),
    access: z.array(z.string()).exactOptional(),
    unsure: z.array(factName).exactOptional(),
    confirmed: z.strictObject({ by: z.string(), at: offset }).exactOptional(),
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
    kind: z.enum(['article', 'section', 'row', 'question', 'speech', 'text']),
    page: z.int().min(1).exactOptional(),
    lead: z.strictObject({ start: offset, end: offset, text: z.string() }).exactOptional(),
    section: z.strictObject({ start: offset, end: offset }).exactOptional(),
    figures: z.array(z.string()).exactOptional(),
  })
  .meta({ id: 'Passage' }) satisfies z.ZodType<Passage>

const hitShape = {
  passage,
  document: z.strictObject({
    id: z.string(),
    path: z.string(),
    facts: documentFacts,
    validity,
    revision: z.int().min(1).exactOptional(),
    metadata: z.record(z.string(), z.unknown()).exactOptional(),
  }),
  score: z.number(),
  keywordScore: z.number().exactOptional(),
  similarity: z.number().exactOptional(),
  rank: z.int().min(1),
  highlights: z.array(z.tuple([offset, offset])),
}

/** A passage found for a query. */
export const hit = z.strictObject(hitShape).meta({ id: 'Hit' }) satisfies z.ZodType<Hit>

const partOfRank = z.strictObject({ rank: z.int().min(1), score: z.number(), gave: z.number() })

/** A hit with why it stands where it stands: its terms with what each gave, its places in each order, and the same in words. */
export const explainedHit = z
  .strictObject({
    ...hitShape,
    explain: z.array(z.strictObject({ term: z.string(), in: z.enum(['text', 'path', 'title']), weight: z.number() })),
    parts: z.strictObject({
      keyword: partOfRank.exactOptional(),
      vector: partOfRank.exactOptional(),
      rerank: z.strictObject({ rank: z.int().min(1) }).exactOptional(),
    }),
    why: z.strictObject({ zh: z.array(z.string()), en: z.array(z.string()) }),
  })
  .meta({ id: 'ExplainedHit' })

/** A remark on reading a file. */
export const readWarning = z
  .strictObject({
    ...bothLanguages.shape,
    kind: z.enum(['not-read', 'hidden', 'doubtful']).exactOptional(),
    page: z.int().min(1).exactOptional(),
    count: z.int().min(0).exactOptional(),
    sample: z.string().exactOptional(),
  })
  .meta({ id: 'ReadWarning' }) satisfies z.ZodType<ReadWarning>

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
    hasTables: z.boolean().meta({ description: 'It holds rows of tables.' }),
    uploaded: z.boolean(),
    addedAt: z.iso.datetime(),
    warnings: z.array(readWarning),
    revision: z.int().min(1),
    served: z.boolean().meta({ description: 'False when a release is served that holds another revision of it, or none.' }),
    toConfirm: z.boolean().meta({ description: 'Facts were found but not surely, and nobody has confirmed them.' }),
  })
  .meta({ id: 'DocumentInfo' })
