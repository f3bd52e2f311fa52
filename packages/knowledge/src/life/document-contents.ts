import type { Passage } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import { loadRevision, storedPassage, type FigurePlace, type StoredDocument } from '../document-store.ts'
import type { ListedDocument } from '../listed-document.ts'
import { ContentCache } from '../passages/content-cache.ts'
import type { SplitPassage } from '../split/split-document.ts'
import { jsonElement } from '../text/json-element.ts'
import { figuresOf } from './figure-rows.ts'

/** What passages are cut from, and where: one of them is wanted, and the list of all is read no further than to it. */
type CutText = Readonly<{ text: string; passages: string; figures: readonly FigurePlace[] }>

const none: readonly never[] = Object.freeze([])

/**
 * The contents of documents, read when they are wanted and kept up to a size: whole ones, as for a reader, and the texts that single
 * passages are cut from, as every search wants some of many documents.
 */
export class DocumentContents {
  private readonly database: Database
  private readonly whole: ContentCache<StoredDocument>
  private readonly texts: ContentCache<CutText>

  /** @param limit how many UTF-16 units of text are kept */
  constructor(database: Database, limit: number) {
    this.database = database
    this.whole = new ContentCache(({ text }) => text.length, limit / 2)
    this.texts = new ContentCache(({ text, passages }) => text.length + passages.length, limit / 2)
  }

  /** A document with its content. Nothing when it is gone from the database, which another process may have seen to. */
  async content(listed: ListedDocument): Promise<StoredDocument | undefined> {
    const { id, knowledge, path, origin, correction, labels, revision, stated } = listed
    const standing = { id, knowledge, path, origin, ...(correction && { correction }), ...(labels && { labels }) }
    const found = await this.whole.get(id, revision, () => loadRevision(this.database, standing, revision))
    if (!found) return undefined
    // What is known of it may have changed since it was read.
    const { correction: _, labels: __, ...content } = found
    return Object.freeze({ ...content, ...standing, stated: { ...content.stated, ...stated } })
  }

  /** One passage of a document. Nothing when either is gone. */
  async passage({ id, knowledge, revision }: ListedDocument, ordinal: number): Promise<Passage | undefined> {
    // Also while the database cannot be reached, what was read of a whole document is there.
    const whole = this.whole.known(id, revision)
    if (whole) return whole.passages[ordinal]
    const found = await this.texts.get(id, revision, () => this.load(id, revision))
    if (!found) return undefined
    const cut = jsonElement(found.passages, ordinal) as Omit<SplitPassage, 'text'> | undefined
    return cut && storedPassage({ id, knowledge, text: found.text, figures: found.figures }, cut, ordinal)
  }

  /** Keeps a content that is at hand, in place of what was kept of its revision. */
  put(document: StoredDocument): void {
    this.drop(document)
    this.whole.put(document.id, document.revision, document)
  }

  /** Forgets a revision, because it has changed. */
  drop({ id, revision }: Pick<ListedDocument, 'id' | 'revision'>): void {
    this.whole.drop(id, revision)
    this.texts.drop(id, revision)
  }

  private async load(id: string, revision: number): Promise<CutText | undefined> {
    const { database } = this
    // Of SQLite's texts, Node.js decodes bytes in half the time.
    const [text, passages] = database.kind === 'sqlite' ? ['CAST(text AS BLOB)', 'CAST(passages AS BLOB)'] : ['text', 'passages']
    const row = await database.get<{ text: string | Uint8Array; passages: string | Uint8Array; figures: number }>(
      `SELECT ${text} AS text, ${passages} AS passages,
         (SELECT COUNT(*) FROM figures WHERE document_id = revisions.document_id) AS figures
       FROM revisions WHERE document_id = ? AND revision = ?`,
      id,
      revision,
    )
    if (!row) return undefined
    const figures = row.figures === 0 ? none : await figuresOf(database, id, revision)
    return { text: decoded(row.text), passages: decoded(row.passages), figures }
  }
}

function decoded(text: string | Uint8Array): string {
  return typeof text === 'string' ? text : Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('utf8')
}
