/**
 * What it costs to take passages in and to search them: half Chinese, half English, split, indexed by keyword and with vectors that
 * are given, durable when told so. Each measurement in a process of its own; times are those of the processor.
 *
 *   npm run bench -- ingest [--count N] [--dims D] [--data DIR] [--growth] [--json]
 *
 * With DIR the text is that of every corpus.jsonl in it or its folders, and the questions those of queries.jsonl; without, made words.
 * Where the sets end, passages are made of halves of two of them. Making vectors is taken off. `--growth` goes through 10,000, 30,000,
 * … 1,000,000 passages, as far as memory and an hour allow.
 * Exits with 1 when a goal for 100,000 passages of 1,024 numbers is missed (nothing is held against other sizes).
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'

type Options = Readonly<{ count: number; dims: number; data: string | undefined; growth: boolean; json: boolean }>
type Asked = Readonly<{ cpuMs: number; cpuMsMean: number; cpuMsP99: number; p50Ms: number; p99Ms: number }>

/** What was measured at one size. */
type Measured = Readonly<{
  fill: Readonly<{
    passages: number
    documents: number
    cpuSeconds: number
    wallSeconds: number
    saveCpuSeconds: number
    memoryBytes: number
    rssBytes: number
    diskBytes: number
  }>
  /** Shares of the processor. */
  phases: Readonly<Record<string, number>>
  ask: Readonly<{
    restartMs: number
    restartCpuMs: number
    memoryBytes: number
    rssBytes: number
    keyword: Asked
    hybrid: Asked
    hybridPerCpuSecond: number
    filtered: Readonly<{ keyword: Asked; hybrid: Asked }>
  }>
  fts5: Readonly<{ buildCpuSeconds: number; cpuMs: number; cpuMsMean: number; cpuMsP99: number }>
}>

const goals = {
  ingestCpuSeconds: 10,
  restartMs: 500,
  bytesPerPassage: 1_500,
  keywordCpuMs: 1,
  keywordCpuMsP99: 15,
  hybridPerCpuSecond: 500,
}
const growthCounts = [10_000, 30_000, 100_000, 300_000, 1_000_000]
/** The profile is taken of fewer passages: its shares hardly change with their number. */
const mostProfiled = 20_000
const hourMs = 3_600_000

function readOptions(): Options | string {
  try {
    const { values } = parseArgs({
      options: {
        count: { type: 'string', default: '20000' },
        dims: { type: 'string', default: '1024' },
        data: { type: 'string' },
        growth: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    })
    const { data, growth, json } = values
    const [count, dims] = [Number(values.count), Number(values.dims)]
    if (!Number.isInteger(count) || count < 1_000) return `--count ${values.count}: a whole number from 1000`
    if (!Number.isInteger(dims) || dims < 8 || dims > 4096) return `--dims ${values.dims}: a whole number from 8 to 4096`
    if (data !== undefined && !existsSync(data)) return `--data ${data}: there is no such folder`
    return { count, dims, data, growth, json }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function measure(count: number, { dims, data }: Options): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-bench-ingest-'))
  const child = async <T>(work: string, at: string, size: number): Promise<T> => {
    const script = join(import.meta.dirname, 'ingest-child.ts')
    const options = ['--conditions=kaiwu-src', '--expose-gc', '--max-old-space-size=12000']
    const given = [script, work, join(folder, at), `${size}`, `${dims}`, ...(data === undefined ? [] : [data])]
    const { stdout } = await promisify(execFile)(process.execPath, [...options, ...given])
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as T
  }
  try {
    // One after the other, so that none takes the processor from another.
    const fill = await child<Measured['fill']>('fill', 'base', count)
    const ask = await child<Measured['ask']>('ask', 'base', count)
    const phases = await child<Measured['phases']>('phases', 'profiled', Math.min(count, mostProfiled))
    const fts5 = await child<Measured['fts5']>('fts5', '.', count)
    return { fill, phases, ask, fts5 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The goals that are missed, with what was measured. */
function missedIn({ fill, ask }: Measured, dims: number): string[] {
  if (fill.passages < 95_000 || fill.passages > 110_000 || dims !== 1024) return []
  const hundredThousandths = 100_000 / fill.passages
  const checks: readonly (readonly [string, boolean])[] = [
    [`ingest ${fill.cpuSeconds.toFixed(1)} CPU s`, fill.cpuSeconds * hundredThousandths <= goals.ingestCpuSeconds],
    [`restart ${ask.restartMs.toFixed(0)} ms`, ask.restartMs <= goals.restartMs],
    [`${Math.round(fill.memoryBytes / fill.passages)} bytes each`, fill.memoryBytes / fill.passages <= goals.bytesPerPassage],
    [`keyword ${ask.keyword.cpuMs.toFixed(2)} CPU ms`, ask.keyword.cpuMs <= goals.keywordCpuMs],
    [`keyword p99 ${ask.keyword.cpuMsP99.toFixed(1)} CPU ms`, ask.keyword.cpuMsP99 <= goals.keywordCpuMsP99],
    [`hybrid ${ask.hybridPerCpuSecond.toFixed(0)} per CPU s`, ask.hybridPerCpuSecond >= goals.hybridPerCpuSecond],
    ['a filter of 1 % costs more than none', ask.filtered.hybrid.cpuMs < ask.hybrid.cpuMs],
  ]
  return checks.filter(([, reached]) => !reached).map(([what]) => what)
}

function rowsOf({ fill, phases, ask, fts5 }: Measured): (readonly [string, string])[] {
  const asked = ({ cpuMs, cpuMsP99, p50Ms, p99Ms }: Asked): string =>
    `CPU ${cpuMs.toFixed(2)}, p99 ${cpuMsP99.toFixed(1)}; wall p50 ${p50Ms.toFixed(2)}, p99 ${p99Ms.toFixed(1)}`
  const cpuOf = (share: number): string => (share * fill.cpuSeconds).toFixed(2)
  return [
    ['documents', `${fill.documents}`],
    ['ingest, CPU s', fill.cpuSeconds.toFixed(2)],
    ['ingest, wall s', fill.wallSeconds.toFixed(2)],
    ...Object.entries(phases).map(([phase, share]) => [`of it ${phase}, CPU s`, cpuOf(share)] as const),
    ['write index files, CPU s', fill.saveCpuSeconds.toFixed(2)],
    ['disk, MB', (fill.diskBytes / 1e6).toFixed(1)],
    ['memory after ingest, bytes a passage', (fill.memoryBytes / fill.passages).toFixed(0)],
    ['memory after restart, bytes a passage', (ask.memoryBytes / fill.passages).toFixed(0)],
    ['process grew by, MB', (fill.rssBytes / 1e6).toFixed(0)],
    ['restart to first search, ms', `${ask.restartMs.toFixed(0)} (CPU ${ask.restartCpuMs.toFixed(0)})`],
    ['keyword search, ms', asked(ask.keyword)],
    ['hybrid search, ms', asked(ask.hybrid)],
    ['hybrid searches a CPU second', ask.hybridPerCpuSecond.toFixed(0)],
    ['keyword, 1 % allowed, ms', asked(ask.filtered.keyword)],
    ['hybrid, 1 % allowed, ms', asked(ask.filtered.hybrid)],
    ['SQLite FTS5, build CPU s', fts5.buildCpuSeconds.toFixed(2)],
    ['SQLite FTS5, CPU ms', `${fts5.cpuMs.toFixed(2)}, p99 ${fts5.cpuMsP99.toFixed(1)}`],
    ['FTS5 over keyword search, mean CPU', (fts5.cpuMsMean / ask.keyword.cpuMsMean).toFixed(1)],
  ]
}

function print(all: readonly Measured[]): void {
  console.log(`| passages | ${all.map(({ fill }) => fill.passages.toLocaleString('en')).join(' | ')} |`)
  console.log(`| --- |${' --- |'.repeat(all.length)}`)
  const columns = all.map((one) => new Map(rowsOf(one)))
  for (const name of new Set(columns.flatMap((column) => [...column.keys()])))
    console.log(`| ${name} | ${columns.map((column) => column.get(name) ?? '-').join(' | ')} |`)
}

/** Measures size after size; says where it had to end. */
async function grow(options: Options): Promise<{ all: Measured[]; ended: string | undefined }> {
  const all: Measured[] = []
  let lastMs = 0
  const started = performance.now()
  for (const count of growthCounts) {
    const elapsedMs = performance.now() - started
    // Floats and text are on disk twice over while it is measured; in memory about 2 kB a passage.
    const { bavail, bsize } = statfsSync(tmpdir())
    if (bavail * bsize < count * (options.dims * 5 + 4_000)) return { all, ended: `${count}: too little room on disk` }
    if (freemem() < count * 4_000) return { all, ended: `${count}: too little memory` }
    if (elapsedMs + lastMs * 4 > hourMs) return { all, ended: `${count}: would take more than an hour` }
    const before = performance.now()
    all.push(await measure(count, options))
    lastMs = performance.now() - before
    if (!options.json) console.error(`${count}: ${(lastMs / 1000).toFixed(0)} s`)
  }
  return { all, ended: undefined }
}

const options = readOptions()
if (typeof options === 'string') {
  console.error(`${options}\nnpm run bench -- ingest [--count N] [--dims D] [--data DIR] [--growth] [--json]`)
  process.exitCode = 2
} else {
  const { all, ended } = options.growth ? await grow(options) : { all: [await measure(options.count, options)], ended: undefined }
  const missed = all.flatMap((one) => missedIn(one, options.dims))
  if (options.json)
    console.log(JSON.stringify({ dims: options.dims, text: options.data ? 'sets' : 'made', goals, missed, ended, sizes: all }))
  else {
    print(all)
    if (ended !== undefined) console.log(`\nended before ${ended}`)
    if (missed.length > 0) console.log(`\nmissed: ${missed.join(', ')}`)
  }
  if (missed.length > 0) process.exitCode = 1
}
