/**
 * How well, how fast and at what cost the product finds the labelled documents of a set, beside exact bigram BM25.
 *
 *   npm run bench -- retrieval --data DIR --engine keyword|vector|hybrid [--backend sqlite|postgres] [--set NAME] [--simplified]
 *                    [--floor X] [--json]
 *
 * DIR is one set (corpus.jsonl, queries.jsonl, qrels.tsv), or a folder of sets of which --set names one. nDCG has linear gain, as
 * trec_eval. Everything goes through the product: `put`, records of one law as one document, and `search`, questions not taken apart.
 * Rankings are 100 deep; what is timed are searches for 10. Vectors are made offline from the corpus itself (latent semantic analysis,
 * 256 dimensions): no neural model, so vector and hybrid show that the path works and what it costs, not what an embedding model would
 * reach. Making them is not timed.
 * PostgreSQL is the one that KAIWU_TEST_DATABASE names, else one of this machine, else PGlite, whose times say nothing.
 * Exits 1 when nDCG@10 is below the floor: --floor, else for keyword search the stated one of a known set.
 */
import { parseArgs } from 'node:util'
import { mean, ndcgAt, pairedBootstrap, percentile, recallAt, reciprocalRankAt } from './measures.ts'
import { exactBm25 } from './retrieval-baseline.ts'
import { searchableSet, type Engine, type SearchableSet } from './retrieval-engine.ts'
import { readRetrievalSet, setFolder, setsIn, type RetrievalSet } from './retrieval-sets.ts'

const floors: Readonly<Record<string, number>> = {
  'cmrc2018-trial': 0.988,
  'drcd-dev': 0.973,
  'drcd-dev, simplified': 0.965,
  'stard-law': 0.365,
  scifact: 0.675,
  'xquad-en': 0.965,
}
const depth = 100
/** So many hits a person is shown: what is timed. */
const shown = 10
const resamples = 10_000

type Options = Readonly<{
  folder: string
  engine: Engine
  backend: 'sqlite' | 'postgres'
  simplified: boolean
  floor: number | undefined
  json: boolean
}>

/** The options, or what is wrong with them. */
function readOptions(): Options | string {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: 'string' },
        engine: { type: 'string', default: 'keyword' },
        backend: { type: 'string', default: 'sqlite' },
        set: { type: 'string' },
        floor: { type: 'string' },
        simplified: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    })
    const { data = '', engine, backend, set, simplified, json } = values
    const folder = setFolder(data, set)
    if (folder === undefined) {
      const names = setsIn(data)
      return names.length > 0 ? `--set says which: ${names.join(', ')}` : `no set in --data ${data}`
    }
    if (engine !== 'keyword' && engine !== 'vector' && engine !== 'hybrid') return `--engine ${engine}: keyword, vector or hybrid`
    if (backend !== 'sqlite' && backend !== 'postgres') return `--backend ${backend}: sqlite or postgres`
    const floor = values.floor === undefined ? undefined : Number(values.floor)
    if (Number.isNaN(floor)) return `--floor ${values.floor} is no number`
    return { folder, engine, backend, simplified, floor, json }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

type Asked = Readonly<{ rankings: readonly (readonly string[])[]; wallMs: readonly number[]; cpuMs: readonly number[] }>

async function askAll({ queries }: RetrievalSet, { search, prepare }: SearchableSet): Promise<Asked> {
  prepare(queries.map(({ text }) => text))
  const rankings: (readonly string[])[] = []
  for (const { text } of queries) rankings.push(await search(text, depth))
  const wallMs: number[] = []
  const cpuMs: number[] = []
  for (const { text } of queries) {
    const cpu = process.cpuUsage()
    const at = performance.now()
    await search(text, shown)
    wallMs.push(performance.now() - at)
    const { user, system } = process.cpuUsage(cpu)
    cpuMs.push((user + system) / 1000)
  }
  return { rankings, wallMs, cpuMs }
}

async function measure(options: Options): Promise<Record<string, unknown>> {
  const set = readRetrievalSet(options.folder, options.simplified)
  const searchable = await searchableSet(set, options.engine, options.backend)
  const { rankings, wallMs, cpuMs } = await askAll(set, searchable)
  await searchable.close()
  const judgedOf = (at: number) => set.judged.get(set.queries[at]!.id)!
  const ndcg = rankings.map((ranking, at) => ndcgAt(10, ranking, judgedOf(at)))
  const average = (figure: (ranking: readonly string[], at: number) => number): number => mean(rankings.map(figure))
  const recall = (at: number) => average((ranking, query) => recallAt(at, ranking, judgedOf(query)))
  const plain = exactBm25(set)
  const baseline = set.queries.map(({ text }, at) => ndcgAt(10, plain(text, 10), judgedOf(at)))
  const known = options.engine === 'keyword' ? floors[options.simplified ? `${set.name}, simplified` : set.name] : undefined
  const floor = options.floor ?? known
  return {
    set: set.name,
    engine: options.engine,
    backend: searchable.server,
    simplified: options.simplified,
    documents: set.documents.length,
    queries: set.queries.length,
    ...(options.engine === 'keyword' ? {} : { vectors: 'latent semantic analysis of the corpus, no neural model' }),
    gain: 'linear, as trec_eval',
    'ndcg@10': mean(ndcg),
    'mrr@10': average((ranking, at) => reciprocalRankAt(10, ranking, judgedOf(at))),
    'recall@1': recall(1),
    'recall@5': recall(5),
    'recall@10': recall(10),
    'recall@100': recall(100),
    p50Ms: percentile(wallMs, 0.5),
    p99Ms: percentile(wallMs, 0.99),
    cpuMsPerQuery: mean(cpuMs),
    cpuMsPerQueryMedian: percentile(cpuMs, 0.5),
    indexMs: searchable.indexMs,
    indexCpuMs: searchable.indexCpuMs,
    diskBytes: searchable.diskBytes,
    memoryBytes: searchable.memoryBytes,
    residentBytes: searchable.residentBytes,
    baseline: { 'ndcg@10': mean(baseline), ...pairedBootstrap(ndcg, baseline, { resamples, seed: 1 }) },
    ...(floor === undefined ? {} : { floor, missed: mean(ndcg) < floor }),
  }
}

function show(figures: Readonly<Record<string, unknown>>): void {
  console.log('| measure | figure |\n| --- | --- |')
  for (const [key, value] of Object.entries(figures)) {
    const shown = (one: unknown): string => (typeof one === 'number' && !Number.isInteger(one) ? one.toFixed(4) : String(one))
    if (typeof value !== 'object' || value === null) console.log(`| ${key} | ${shown(value)} |`)
    else for (const [inner, one] of Object.entries(value)) console.log(`| ${key} ${inner} | ${shown(one)} |`)
  }
}

const options = readOptions()
if (typeof options === 'string') {
  console.error(
    `${options}\nnpm run bench -- retrieval --data DIR --engine keyword|vector|hybrid [--backend sqlite|postgres] [--set NAME] [--simplified] [--floor X] [--json]`,
  )
  process.exitCode = 2
} else {
  const figures = await measure(options)
  if (options.json) console.log(JSON.stringify(figures))
  else show(figures)
  if (figures['missed'] === true) process.exitCode = 1
}
