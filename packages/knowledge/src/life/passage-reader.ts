import type { Passage } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import { storedPassage, type FigurePlace } from '../document-store.ts'
import type { ListedDocument } from '../listed-document.ts'
import { ContentCache } from '../passages/content-cache.ts'
import type { SplitPassage } from '../split/split-document.ts'
import { figuresOf } from './figure-rows.ts'

/** What passages are cut from. */
type CutText = Readonly<{ text: string; cuts: readonly Omit<SplitPassage, 'text'>[]; figures: readonly FigurePlace[] }>

const none: readonly never[] = Object.freeze([])

/**
 * Reads single passages, as every search wants some of many documents: of a document only its text and where it is cut, which are kept up
 * to a size.
 */
export class PassageReader {
  private readonly database: Database
  private readonly texts: ContentCache<CutText>

  /** @param limit how many UTF-16 units of text are kept */
  constructor(database: Database, limit: number) {
    this.database = database
    this.texts = new ContentCache(({ text }) => text.length, limit)
  }

  /** A passage of a document, if both are there. */
  async passage({ id, knowledge, revision }: ListedDocument, ordinal: number): Promise<Passage | undefined> {
    const found = await this.texts.get(id, revision, () => this.load(id, revision))
    const cut = found?.cuts[ordinal]
    return found && cut && storedPassage({ id, knowledge, ...found }, cut, ordinal)
  }

  /** Forgets a revision, because it has changed. */
  drop(id: string, revision: number): void {
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
    const cuts = JSON.parse(decoded(row.passages)) as CutText['cuts']
    const figures = row.figures === 0 ? none : (await figuresOf(database, id, id))(id, revision)
    return { text: decoded(row.text), cuts, figures }
  }
}

function decoded(text: string | Uint8Array): string {
  return typeof text === 'string' ? text : Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('utf8')
}
