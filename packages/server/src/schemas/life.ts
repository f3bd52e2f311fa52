import { z } from 'zod'
import { documentFacts, documentInfo, readWarning } from './document.ts'

const count = z.int().min(0)
const instant = z.iso.datetime()

/** A stored content of a document. */
export const revision = z
  .strictObject({
    revision: z.int().min(1),
    path: z.string(),
    sha256: z.string(),
    bytes: count,
    characters: count,
    addedAt: instant,
    facts: documentFacts,
    releases: z.array(z.string()),
    current: z.boolean(),
  })
  .meta({ id: 'Revision' })

/** How a document was read, and what was found in it. */
export const documentReport = z
  .strictObject({
    document: documentInfo,
    warnings: z.array(readWarning),
    pages: z.array(z.strictObject({ page: z.int().min(1), characters: count })).exactOptional(),
    headings: count,
    paragraphs: count,
    items: count,
    tables: z.array(z.strictObject({ name: z.string(), rows: count, columns: z.array(z.string()) })),
    figures: z.array(
      z.strictObject({
        id: z.string(),
        mediaType: z.string(),
        bytes: count,
        page: z.int().min(1).exactOptional(),
        caption: z.string().exactOptional(),
      }),
    ),
    evidence: z.array(z.strictObject({ fact: z.string(), value: z.string(), start: count, end: count, sure: z.boolean() })),
    revisions: z.array(revision),
  })
  .meta({ id: 'DocumentReport' })

/** A snapshot of all documents. */
export const release = z
  .strictObject({ id: z.string(), at: instant, note: z.string(), documents: count, serving: z.boolean() })
  .meta({ id: 'Release' })

/** A question that the knowledge held no answer to. */
export const knowledgeGap = z
  .strictObject({
    id: z.string(),
    question: z.string(),
    language: z.enum(['zh', 'en']),
    count: z.int().min(1),
    firstAt: instant,
    lastAt: instant,
    status: z.enum(['open', 'answered', 'dismissed']),
    documentId: z.string().exactOptional(),
  })
  .meta({ id: 'KnowledgeGap' })

/** What one sync of a knowledge changed. */
export const syncReport = z
  .strictObject({
    knowledge: z.string(),
    added: z.array(z.string()),
    updated: z.array(z.string()),
    moved: z.array(z.strictObject({ from: z.string(), to: z.string() })),
    removed: z.array(z.string()),
    unchanged: count,
    stopped: z.boolean(),
    failed: z.array(z.strictObject({ path: z.string(), code: z.string(), message: z.string() })),
  })
  .meta({ id: 'SyncReport' })
