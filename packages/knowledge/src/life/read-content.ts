import { setImmediate as nextTurn } from 'node:timers/promises'
import { contentHash } from '@kaiwu/core'
import { readingVersion, type DocumentParts, type RevisionRow } from '../document-store.ts'
import { statedFacts } from '../metadata/document-facts.ts'
import { readDocument, type ReadOptions } from '../reader/read-document.ts'
import { splitDocument } from '../split/split-document.ts'
import { figureId } from './figure-rows.ts'

/** A file as read, in memory and as it will be written. */
export type ReadContent = Readonly<{
  parts: DocumentParts
  row: Omit<RevisionRow, 'document_id' | 'revision' | 'path' | 'added_at'>
  /** The file and its pictures by SHA-256. */
  originals: ReadonlyMap<string, Uint8Array>
}>

/** Of a list this many parts are made into JSON at a time: some milliseconds of work. */
const piece = 1000

/**
 * Reads a file and prepares what is stored of it, so that storing it is a matter of a moment. Other work goes on between the parts
 * of a long document.
 * @throws what `readDocument` throws
 */
export async function readContent(bytes: Uint8Array, path: string, options: ReadOptions = {}): Promise<ReadContent> {
  const read = await readDocument(bytes, path, options)
  const originals = new Map<string, Uint8Array>()
  const figures = (read.figures ?? []).map(({ at, page, mediaType, caption, bytes: picture }) => {
    const sha256 = contentHash(picture)
    originals.set(sha256, picture)
    return Object.freeze({
      id: figureId(sha256),
      sha256,
      at,
      ...(page === undefined ? {} : { page }),
      mediaType,
      ...(caption === undefined ? {} : { caption }),
      bytes: picture.length,
    })
  })
  const sha256 = contentHash(bytes)
  originals.set(sha256, bytes)
  const stated = statedFacts(read, nameOf(path))
  await nextTurn()
  const split = splitDocument(read)
  await nextTurn()
  const places = split.map(({ text: _, ...place }) => place)
  const { text, blocks, warnings, pages } = read
  const row = {
    sha256,
    reading: readingVersion,
    bytes: bytes.length,
    pages: pages ?? null,
    stated: JSON.stringify(stated),
    warnings: JSON.stringify(warnings),
    text,
    blocks: await jsonOf(blocks),
    passages: await jsonOf(places),
    passage_count: places.length,
    character_count: text.length,
    has_tables: blocks.some(({ kind }) => kind === 'row') ? 1 : 0,
  }
  return { parts: { text, blocks, stated, warnings, split: places, figures }, row, originals }
}

/** The last part of a path, without its extension: what a document is called that does not say its title. */
function nameOf(path: string): string {
  return path
    .split('/')
    .at(-1)!
    .replace(/\.[^.]+$/, '')
}

async function jsonOf(list: readonly unknown[]): Promise<string> {
  const pieces: string[] = []
  for (let at = 0; at < list.length; at += piece) {
    if (at > 0) await nextTurn()
    pieces.push(JSON.stringify(list.slice(at, at + piece)).slice(1, -1))
  }
  return `[${pieces.join(',')}]`
}
