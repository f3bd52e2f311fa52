import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Converter } from 'opencc-js/t2cn'
import type { Judged } from './measures.ts'

/** A document of a labelled set. */
export type SetDocument = Readonly<{ id: string; title: string; text: string }>

/** A labelled set: documents, queries with a judgement, and which documents answer them. */
export type RetrievalSet = Readonly<{
  name: string
  documents: readonly SetDocument[]
  queries: readonly Readonly<{ id: string; text: string }>[]
  judged: ReadonlyMap<string, Judged>
  /** Most letters are Chinese. */
  isChinese: boolean
}>

/** The folder of a set: DIR itself or, in a folder of sets, the one of a name; nothing when there is none. */
export function setFolder(data: string, name: string | undefined): string | undefined {
  const folders = name === undefined ? [data] : [join(data, name), ...(basename(data) === name ? [data] : [])]
  return folders.find((folder) => existsSync(join(folder, 'qrels.tsv')))
}

/** The sets in a folder of sets, by name. */
export function setsIn(data: string): string[] {
  if (!existsSync(data)) return []
  return readdirSync(data)
    .filter((name) => existsSync(join(data, name, 'qrels.tsv')))
    .sort()
}

/**
 * Reads corpus.jsonl, queries.jsonl and qrels.tsv. Queries without a relevant document are left out, as trec_eval does.
 * @param simplified turns traditional characters of the queries into simplified ones, the corpus stays
 */
export function readRetrievalSet(folder: string, simplified: boolean): RetrievalSet {
  const documents = linesOf<Partial<SetDocument> & { id: string }>(join(folder, 'corpus.jsonl')).map(
    ({ id, title = '', text = '' }) => ({ id, title, text }),
  )
  const judged = readJudged(join(folder, 'qrels.tsv'))
  const convert = simplified ? Converter({ from: 'tw', to: 'cn' }) : (text: string) => text
  const queries = linesOf<{ id: string; text: string }>(join(folder, 'queries.jsonl'))
    .filter(({ id }) => judged.has(id))
    .map(({ id, text }) => ({ id, text: convert(text) }))
  const sample = documents.slice(0, 200).map(({ text }) => text.slice(0, 500))
  return { name: basename(folder), documents, queries, judged, isChinese: isMostlyHan(sample.join('')) }
}

function isMostlyHan(text: string): boolean {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0
  return han > (text.match(/[a-z]/gi)?.length ?? 0)
}

function linesOf<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T)
}

function readJudged(file: string): Map<string, Map<string, number>> {
  const judged = new Map<string, Map<string, number>>()
  for (const line of readFileSync(file, 'utf8').split('\n').slice(1)) {
    const [query, document, grade] = line.trim().split('\t')
    if (!query || !document || !(Number(grade) > 0)) continue
    let grades = judged.get(query)
    if (!grades) judged.set(query, (grades = new Map()))
    grades.set(document, Number(grade))
  }
  return judged
}
