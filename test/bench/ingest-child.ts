/**
 * One measurement of the ingest bench in a process of its own:
 * `ingest-child.ts fill|phases|ask|fts5 <folder> <count> <dimension> [<data>]`. Prints one JSON object.
 * @module
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SearchRequest } from '@kaiwu/knowledge'
import { defaultSearchSettings } from '../../packages/knowledge/src/search-settings.ts'
import { bytesIn, cpuMsNow, givenVectors, openBench, passagesIn, spent } from './ingest-base.ts'
import { phasesOf } from './ingest-phases.ts'
import { benchTexts, passagesEach, type BenchTexts } from './ingest-texts.ts'
import { mean, percentile } from './measures.ts'

/** Documents that are put in at a time. */
const batch = 50
const textInMemory = 1_000_000
const questions = 500
const top = 10

const memory = (): number => {
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  // What array buffers take is in `external`.
  return heapUsed + external
}

async function putAll(folder: string, texts: BenchTexts, count: number, dimension: number) {
  const given = givenVectors(dimension)
  const before = { memory: memory(), rss: process.memoryUsage.rss() }
  const { database, knowledge } = await openBench(folder, { embedder: given.embedder, textInMemory })
  let [ms, cpuMs] = [0, 0]
  const documents = Math.ceil(count / passagesEach)
  for (let first = 0; first < documents; first += batch) {
    const records = Array.from({ length: Math.min(batch, documents - first) }, (_, at) => texts.record(first + at))
    const put = await spent(() => knowledge.put('bench', records))
    ms += put.ms
    cpuMs += put.cpuMs
  }
  const passages = await passagesIn(database)
  const memoryBytes = memory() - before.memory
  const rssBytes = process.memoryUsage.rss() - before.rss
  const closed = await spent(() => knowledge.close())
  const vectors = given.cost()
  return {
    passages,
    documents,
    cpuSeconds: (cpuMs - vectors.cpuMs) / 1000,
    wallSeconds: (ms - vectors.ms) / 1000,
    vectorsMadeSeconds: vectors.cpuMs / 1000,
    saveCpuSeconds: closed.cpuMs / 1000,
    memoryBytes,
    rssBytes,
    diskBytes: bytesIn(folder),
  }
}

/** Restarts, and searches in every way. */
async function ask(folder: string, texts: BenchTexts, dimension: number) {
  const { embedder } = givenVectors(dimension)
  const first = texts.question(0)
  const before = { memory: memory(), rss: process.memoryUsage.rss() }
  const started = await spent(async () => {
    const base = await openBench(folder, { embedder, textInMemory })
    const { hits } = await base.knowledge.search({ query: first, top })
    if (hits.length === 0) throw new Error('nothing is found after a restart')
    return base
  })
  const { knowledge } = started.result
  const memoryBytes = memory() - before.memory
  const timesOf = async (request: Partial<SearchRequest>) => {
    const [cpu, wall]: [number[], number[]] = [[], []]
    for (let at = -50; at < questions; at++) {
      const one = await spent(() => knowledge.search({ query: texts.question(at + 50), top, ...request }))
      if (at >= 0) cpu.push(one.cpuMs)
      if (at >= 0) wall.push(one.ms)
    }
    return {
      cpuMs: percentile(cpu, 0.5),
      cpuMsMean: mean(cpu),
      cpuMsP99: percentile(cpu, 0.99),
      p50Ms: percentile(wall, 0.5),
      p99Ms: percentile(wall, 0.99),
    }
  }
  const byKeyword = { weights: { ...defaultSearchSettings.weights, vector: 0 } }
  const keyword = await timesOf(byKeyword)
  const hybrid = await timesOf({})
  const where = { paths: ['one/'] }
  const filtered = { keyword: await timesOf({ ...byKeyword, where }), hybrid: await timesOf({ where }) }
  const rssBytes = process.memoryUsage.rss() - before.rss
  await knowledge.close()
  const restart = { restartMs: started.ms, restartCpuMs: started.cpuMs, memoryBytes, rssBytes }
  return { ...restart, keyword, hybrid, hybridPerCpuSecond: 1000 / hybrid.cpuMsMean, filtered }
}

/** SQLite FTS5 over the same passages, Chinese cut into pairs of characters beforehand, any of the words of a question. */
function fts5(texts: BenchTexts, count: number, folder: string) {
  const database = new DatabaseSync(join(folder, 'fts5.sqlite'))
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE VIRTUAL TABLE passages USING fts5(body)')
  const insert = database.prepare('INSERT INTO passages (body) VALUES (?)')
  const documents = Math.ceil(count / passagesEach)
  let buildMs = 0
  for (let first = 0; first < documents; first += batch) {
    const records = Array.from({ length: Math.min(batch, documents - first) }, (_, at) => texts.record(first + at))
    const start = cpuMsNow()
    database.exec('BEGIN')
    for (const { text } of records)
      for (const part of text.split(/\n\n(?=第|\d+\.1 Section)/)) insert.run(segmented(part).join(' '))
    database.exec('COMMIT')
    buildMs += cpuMsNow() - start
  }
  const search = database.prepare(`SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY bm25(passages) LIMIT ${top}`)
  const cpu: number[] = []
  for (let at = -50; at < questions; at++) {
    const words = [...new Set(segmented(texts.question(at + 50)))].map((word) => `"${word}"`)
    const start = cpuMsNow()
    search.all(words.join(' OR '))
    if (at >= 0) cpu.push(cpuMsNow() - start)
  }
  database.close()
  return { buildCpuSeconds: buildMs / 1000, cpuMs: percentile(cpu, 0.5), cpuMsMean: mean(cpu), cpuMsP99: percentile(cpu, 0.99) }
}

function segmented(text: string): string[] {
  return [...text.toLowerCase().matchAll(/\p{Script=Han}+|[\p{L}\p{N}]+/gu)].flatMap(([run]) =>
    /^\p{Script=Han}./u.test(run) ? Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)) : [run],
  )
}

const [work = '', folder = '', count = '', dimension = '', data] = process.argv.slice(2)
const texts = benchTexts(data)
const works: Readonly<Record<string, () => unknown>> = {
  fill: () => putAll(folder, texts, Number(count), Number(dimension)),
  phases: () => phasesOf(async () => void (await putAll(folder, texts, Number(count), Number(dimension)))),
  ask: () => ask(folder, texts, Number(dimension)),
  fts5: () => fts5(texts, Number(count), folder),
}
console.log(JSON.stringify(await works[work]!()))
