/**
 * A base large enough for index files, made once and copied for each test; and what a search in it gives.
 * @module
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixedClock, type Embedder } from '@kaiwu/core'
import { afterEach } from 'vitest'
import { DocumentLibrary } from '../life/document-library.ts'
import { Embedding } from '../life/embedding.ts'
import { readContent } from '../life/read-content.ts'
import { syncKnowledge } from '../life/sync-knowledge.ts'
import { emptyGlossary } from '../search/glossary.ts'
import { keywordSettings, searchKnowledge } from '../search-knowledge.ts'
import { defaultSearchSettings } from '../search-settings.ts'
import type { SourceFile } from '../source-file.ts'
import { openTestDatabase, testDay, textFiles } from '../test-knowledge.ts'
import type { VectorEngine } from '../vectors/vector-index.ts'
import { randomNumbers } from '../vectors/test-vectors.ts'
import { vectorOpening } from '../vectors/vector-opening.ts'

const folders: string[] = []
const opened = new Set<DocumentLibrary>()

afterEach(async () => {
  for (const library of opened) await library.close()
  opened.clear()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A folder that is gone after the test. @param from what it is a copy of */
export function scratchFolder(from?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-indexes-'))
  folders.push(folder)
  if (from !== undefined) cpSync(from, folder, { recursive: true })
  return folder
}

/** Where the index files of a base are. */
export const indexesIn = (folder: string): string => join(folder, 'indexes')

/** How a base is opened. */
export type OpenedWith = Readonly<{ embedder?: Embedder; engine?: VectorEngine; textInMemory?: number }>

/** Opens the library of a folder; it is closed after the test, if not before. */
export async function openLibrary(
  folder: string,
  { embedder, engine = 'flat', textInMemory = 1e6 }: OpenedWith = {},
): Promise<DocumentLibrary> {
  const database = await openTestDatabase(folder)
  const embedding = embedder && new Embedding(embedder)
  const library = await DocumentLibrary.open({
    database,
    clock: fixedClock(testDay),
    settings: keywordSettings(defaultSearchSettings, defaultSearchSettings.weights),
    textInMemory,
    ...(embedding && { embedding, vectors: await vectorOpening(embedding.space, engine, database) }),
  })
  opened.add(library)
  return library
}

/** Closes a library before the test is over: what it saves is in its folder then. */
export async function closed(library: DocumentLibrary): Promise<void> {
  opened.delete(library)
  await library.close()
}

/** Makes the knowledge `a` of a library equal to files. */
export async function filled(library: DocumentLibrary, files: readonly SourceFile[]): Promise<void> {
  const { failed } = await syncKnowledge(library, (bytes, path) => readContent(bytes, path), {
    knowledge: 'a',
    files,
    options: {},
  })
  if (failed[0]) throw failed[0].error
}

/** A sentence of twelve characters out of three thousand: a search for a few of them finds few passages, and hardly any two alike. */
function sentence(number: number, at: number): string {
  const next = randomNumbers(number * 1000 + at)
  return Array.from({ length: 12 + (at % 5) }, () => String.fromCodePoint(0x5000 + Math.floor(next() * 3000))).join('')
}

/** A table of 120 rows. @param word stands in one of them */
export function tableOf(number: number, word = ''): string {
  const rows = Array.from({ length: 120 }, (_, at) => `NR-${number}-${at},${sentence(number, at)}${at === 60 ? word : ''}`)
  return `编号,内容\n${rows.join('\n')}\n`
}

/** Twenty-five tables and a page: three thousand passages. */
export function manyFiles(): Map<string, string> {
  const words = new Map([
    [7, '火灾灭火消防'],
    [11, '水泵润滑上油'],
  ])
  const files = Array.from({ length: 25 }, (_, at) => [`log-${at}.csv`, tableOf(at, words.get(at))] as const)
  return new Map([...files, ['dogs.md', '# 养犬管理办法\n\n第一条　养犬人应当登记犬只。\n\n第二条　犬证每年年检一次。\n']])
}

/** Files as a sync takes them. */
export const asFiles = (files: ReadonlyMap<string, string>): SourceFile[] => textFiles(Object.fromEntries(files))

const byWords = [
  ...['养犬登记', '犬证年检', 'NR-7-33', 'nr 24 119', '火灾', '金丝雀'],
  ...[0, 3, 4, 5, 17, 24, 99].map((number) => sentence(number, number + 2).slice(2, 6)),
]
const byMeaning = ['宠物', '灭火', '上油', '安家费']

/** What a base answers to a number of questions: which passages, and how well they fit. */
export async function answersOf(library: DocumentLibrary, by: 'words' | 'meaning' = 'words'): Promise<unknown[]> {
  const isByWords = by === 'words'
  const weights = { ...defaultSearchSettings.weights, ...(isByWords ? { vector: 0 } : { keyword: 0 }) }
  const settings = { ...defaultSearchSettings, weights }
  const tools = { library, clock: library.clock, glossary: emptyGlossary, settings, mayRead: () => true }
  const answers: unknown[] = []
  for (const query of isByWords ? byWords : byMeaning) {
    // Of a code, and of vectors, the best alone: what comes behind is alike.
    const top = isByWords && !/nr/i.test(query) ? 20 : 1
    const { hits } = await searchKnowledge(tools, { query, top, decomposed: false })
    answers.push(
      hits.map(({ passage, document, score, similarity }) => [
        ...[document.path, passage.ordinal, passage.text],
        isByWords ? score.toFixed(6) : similarity!.toFixed(3),
      ]),
    )
  }
  return answers
}
