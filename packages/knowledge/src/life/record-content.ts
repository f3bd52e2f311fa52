import { contentHash, KaiwuError, type Block } from '@kaiwu/core'
import { readingVersion } from '../document-store.ts'
import { applyCorrections } from '../metadata/corrections.ts'
import type { StatedFacts } from '../metadata/document-facts.ts'
import { cleanText } from '../reader/clean-text.ts'
import { documentText } from '../reader/document-text.ts'
import { unwrapLines } from '../reader/plain-text.ts'
import { splitDocument, type SplitPassage } from '../split/split-document.ts'
import { joinIndented } from '../text/join-indented.ts'
import type { FactCorrections } from './knowledge-life.ts'
import type { ReadContent } from './read-content.ts'
import type { RecordDocument, RecordPassage } from './record-document.ts'

type Cut = Readonly<{ text: string; blocks: readonly Block[]; split: readonly Omit<SplitPassage, 'text'>[] }>

const longestPath = 1000
const calledBy = 20
const nothing: readonly never[] = Object.freeze([])
const noFiles: ReadonlyMap<string, Uint8Array> = new Map()

/**
 * Prepares what is stored of a record. Its text is its own original: there is no file beside it.
 * @param path what {@link pathOf} gave
 * @throws RECORD_INVALID, FACTS_INVALID
 */
export function recordContent(record: RecordDocument, path = pathOf(record)): ReadContent {
  const stated = statedOf(record, path)
  const { text, blocks, split } = record.passages ? asGiven(path, record.passages) : asFile(path, record.text)
  if (split.length === 0) throw invalid(path, '没有文字', 'it has no text')
  const row = {
    sha256: contentHash(text),
    reading: readingVersion,
    bytes: Buffer.byteLength(text),
    pages: null,
    stated: JSON.stringify(stated),
    warnings: '[]',
    text,
    blocks: JSON.stringify(blocks),
    passages: JSON.stringify(split),
    passage_count: split.length,
    character_count: text.length,
    has_tables: 0,
  }
  return { parts: { text, blocks, stated, warnings: nothing, split, figures: nothing }, row, originals: noFiles }
}

/** The place of a record, as it is stored. @throws RECORD_INVALID */
export function pathOf({ path }: Pick<RecordDocument, 'path'>): string {
  if (typeof path !== 'string' || path === '' || path.length > longestPath || /\p{Cc}|\p{Cs}/u.test(path))
    throw invalid(
      String(path).slice(0, 80),
      `path 要写成 1 到 ${longestPath} 个字，不含控制字符`,
      `path must be 1 to ${longestPath} characters without control characters`,
    )
  return path.normalize('NFC')
}

function statedOf({ title, facts = {}, metadata }: RecordDocument, path: string): StatedFacts {
  const called = title ?? path.split('/').at(-1)!
  const given = { title: called === '' ? '' : cleanText(called).replace(/\s+/g, ' ').trim() }
  const known = Object.keys(facts).length === 0 ? given : checked(given, facts)
  return Object.freeze({
    facts: Object.freeze(known),
    repeals: nothing,
    amends: nothing,
    evidence: nothing,
    // Also where there is none: it tells a record from a file.
    metadata: copied(path, metadata),
  })
}

function checked(given: Readonly<{ title: string }>, facts: NonNullable<RecordDocument['facts']>): StatedFacts['facts'] {
  const { confirmed: _, ...known } = applyCorrections(given, facts as FactCorrections, '', 0)
  return known
}

const noMetadata: Readonly<Record<string, unknown>> = Object.freeze({})

/** Metadata as it will come back from the store, whatever the program does with its own object later. */
function copied(path: string, metadata: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, unknown>> {
  if (metadata === undefined) return noMetadata
  let copy: unknown
  try {
    copy = JSON.parse(JSON.stringify(metadata))
  } catch (error) {
    throw invalid(path, 'metadata 不是 JSON', 'metadata is no JSON', error)
  }
  if (typeof copy !== 'object' || copy === null || Array.isArray(copy))
    throw invalid(path, 'metadata 要写成一个对象', 'metadata must be an object')
  return frozen(copy) as Readonly<Record<string, unknown>>
}

function frozen(value: object): object {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) frozen(part as object)
  return Object.freeze(value)
}

function asFile(path: string, given: string): Cut {
  if (typeof given !== 'string') throw invalid(path, 'text 不是文字', 'text is no text')
  const collected = documentText(path)
  const lines = collected.clean(given).split('\n')
  for (const paragraph of joinIndented(lines) ?? unwrapLines(lines)) collected.paragraph(paragraph)
  const { text, blocks } = collected.finish()
  const split = splitDocument({ text, blocks, properties: {}, warnings: nothing })
  return { text, blocks, split: split.map(({ text: _, ...place }) => place) }
}

function asGiven(path: string, passages: readonly (RecordPassage | string)[]): Cut {
  const texts: string[] = []
  const blocks: Block[] = []
  const split: Omit<SplitPassage, 'text'>[] = []
  let start = 0
  for (const passage of passages) {
    const { text: given, locator } = typeof passage === 'string' ? { text: passage, locator: undefined } : passage
    if (typeof given !== 'string') throw invalid(path, 'passages 里有不是文字的', 'one of its passages is no text')
    const text = cleanText(given).trim()
    if (text === '') throw invalid(path, 'passages 里有空的', 'one of its passages is empty')
    const end = start + text.length
    texts.push(text)
    for (const line of linesOf(text, start)) blocks.push(line)
    split.push({ start, end, path: nothing, locator: locator ?? firstWords(text), kind: 'text' })
    start = end + 1
  }
  return { text: texts.join('\n'), blocks, split }
}

/** What running text without a heading is called by, as in files. */
function firstWords(text: string): string {
  return text.slice(0, calledBy).split('\n')[0]!.trim()
}

function linesOf(text: string, start: number): Block[] {
  const blocks: Block[] = []
  let at = start
  for (const line of text.split('\n')) {
    if (line.trim() !== '') blocks.push({ kind: 'paragraph', start: at, end: at + line.length })
    at += line.length + 1
  }
  return blocks
}

function invalid(path: string, zh: string, en: string, cause?: unknown): KaiwuError {
  return new KaiwuError('RECORD_INVALID', { path, problem: `${zh} / ${en}` }, cause === undefined ? {} : { cause })
}
