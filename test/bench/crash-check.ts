/**
 * Opens what a killed process left, times it, and compares: `crash-check.ts <folder> <model> <end> [<url>]`; with `close` at the end it
 * is closed in good order, so that index files are written, with `leave` it is not. Prints one JSON object.
 * @module
 */
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultSearchSettings } from '../../packages/knowledge/src/search-settings.ts'
import { flawsOf, type OpenBase } from '../kill-whole.ts'
import { crashEmbedder } from './crash-embedder.ts'
import { crashQueries, crashRecord, numberAndVersion, type Versions } from './crash-records.ts'
import { openBench, spent } from './ingest-base.ts'

/** What a base came to after a kill. */
export type CrashChecked = Readonly<{
  /** From opening the database to the answer of the first search. */
  recoveryMs: number
  recoveryCpuMs: number
  passages: number
  /** `[number, version]` of each document. */
  documents: readonly (readonly [number, number])[]
  /** What is half there. */
  flaws: readonly string[]
  /** Queries that a fresh index answers otherwise. */
  otherwise: readonly string[]
}>

const weights = {
  keyword: { ...defaultSearchSettings.weights, vector: 0 },
  vector: { ...defaultSearchSettings.weights, keyword: 0 },
}

/** What the indexes answer: hits with their scores by keyword, and whether passages find themselves by vector. */
async function answersOf({ knowledge }: OpenBase, queries: readonly string[]): Promise<Map<string, string>> {
  const answers = new Map<string, string>()
  for (const query of queries) {
    const { hits } = await knowledge.search({ query, top: 20, weights: weights.keyword, decomposed: false })
    // Which of equal scores come first, or at all, depends on the numbers of passages.
    const least = hits.at(-1)?.score ?? 0
    const said = hits.map(({ passage, score }) => `${score.toFixed(6)} ${score > least + 1e-6 ? passage.id : ''}`).sort()
    answers.set(query, said.join('\n'))
    const [best] = hits
    if (!best) continue
    const { passage, document } = best
    const embedded = [...new Set([document.facts.title, ...passage.path]), passage.text].join('\n')
    const near = await knowledge.search({ query: embedded, top: 1, weights: weights.vector, decomposed: false })
    const [nearest] = near.hits
    // Of many made vectors two may be the same.
    const isItself = nearest?.passage.id === passage.id || (nearest?.similarity ?? 0) > 0.9999
    answers.set(`${query} by vector`, isItself ? 'itself' : 'another')
  }
  return answers
}

async function check(folder: string, model: string, end: string, url: string | undefined): Promise<CrashChecked> {
  const embedder = crashEmbedder(model)
  const opened = await spent(async () => {
    const base = await openBench(folder, { embedder }, url)
    await base.knowledge.search({ query: '怎样更换轴承？', top: 5 })
    return base
  })
  const base = opened.result
  const flaws = await flawsOf(base, 'some')
  const versions: Versions = new Map()
  let passages = 0
  for (const info of base.knowledge.documents(undefined, 'all')) {
    passages += info.passages
    const said = numberAndVersion(info.path, info.facts.title)
    if (!said) flaws.push(`${info.path}: ${info.facts.title}`)
    else {
      versions.set(...said)
      const { stored } = await base.knowledge.document(info.id, undefined, 'all')
      const there = stored.passages.map(({ text }) => text).join('\n\n')
      if (there !== crashRecord(...said).text) flaws.push(`${info.path}: not the text it was put in with`)
    }
  }
  const queries = crashQueries(versions)
  const answers = await answersOf(base, queries)
  const kept = join(folder, '../indexes.kept')
  const indexes = join(folder, 'indexes')
  if (end === 'close') await base.knowledge.close()
  // Left as a killed process leaves it: the files it has written so far, and nothing of what is in memory.
  else await base.database.close()
  const elsewhere = url === undefined ? undefined : mkdtempSync(join(tmpdir(), 'kaiwu-bench-crash-'))
  if (!elsewhere && existsSync(indexes)) renameSync(indexes, kept)
  const fresh = await openBench(elsewhere ?? folder, { embedder }, url)
  const wanted = await answersOf(fresh, queries)
  await fresh.database.close()
  if (elsewhere) rmSync(elsewhere, { recursive: true })
  else {
    rmSync(indexes, { recursive: true, force: true })
    if (existsSync(kept)) renameSync(kept, indexes)
  }
  const otherwise = [...wanted].filter(([query, answer]) => answers.get(query) !== answer).map(([query]) => query)
  const strangers = [...wanted]
    .filter(([, answer]) => answer === 'another')
    .map(([query]) => `${query}: a passage does not find itself`)
  const { ms: recoveryMs, cpuMs: recoveryCpuMs } = opened
  return { recoveryMs, recoveryCpuMs, passages, documents: [...versions], flaws: [...flaws, ...strangers], otherwise }
}

const [folder = '', model = '', end = '', url] = process.argv.slice(2)
console.log(JSON.stringify(await check(folder, model, end, url)))
process.exit(0)
