/**
 * Measures the vector engines side by side, each in a process of its own: flat, hnsw, brute force over floats, LangChain's store in
 * memory, and hnswlib-node as its users call it.
 *
 *   npm run bench -- vectors [--count N] [--dims D] [--data DIR] [--engines flat,hnsw] [--json]
 *
 * With DIR the vectors are those of real text (every corpus.jsonl in it or its folders; latent semantic analysis, no model);
 * without, made ones in clusters. Exits with 1 when flat misses a floor: recall@10 0.99 on real text, and for 1,024 dimensions
 * 100,000 added per second of CPU, 1,300 bytes each, and at 100,000 vectors p50 1.2 ms.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { clusteredVectors, joined } from '../../packages/knowledge/src/vectors/test-vectors.ts'
import type { VectorsMeasured } from './vectors-measure.ts'
import { subjects } from './vectors-subjects.ts'
import { participation, textPieces, textVectors, toUnit } from './vectors-text.ts'

const questionCount = 200
const floors = { 'recall@10': 0.99, addedPerCpuSecond: 100_000, bytesEach: 1300, p50Ms: 1.2 }

/** Writes base and questions; gives how many there are, which may be fewer than asked for, and of what kind. */
function prepare(folder: string, count: number, dimension: number, data: string | undefined) {
  const all =
    data === undefined ? madeVectors(count + questionCount, dimension) : realVectors(data, count + questionCount, dimension)
  const held = all.length / dimension - questionCount
  if (held < 100) throw new Error(`${data}: too little text`)
  const bytesOf = (from: number, to: number): Uint8Array =>
    new Uint8Array(all.buffer, from * dimension * 4, (to - from) * dimension * 4)
  // Held out: no question is among the vectors.
  writeFileSync(join(folder, 'base.f32'), bytesOf(0, held))
  writeFileSync(join(folder, 'questions.f32'), bytesOf(held, held + questionCount))
  return { count: held, fills: participation(all, dimension) }
}

/** In clusters, and with numbers that get smaller, as those of embeddings do along their main directions. */
function madeVectors(count: number, dimension: number): Float32Array {
  const all = joined(clusteredVectors(count, dimension, Math.max(10, Math.round(count / 100))))
  for (let start = 0; start < all.length; start += dimension) {
    const one = all.subarray(start, start + dimension)
    for (let at = 0; at < dimension; at++) one[at]! /= Math.sqrt(1 + at / 8)
    toUnit(one)
  }
  return all
}

function realVectors(data: string, count: number, dimension: number): Float32Array {
  return textVectors(textPieces(data, count), dimension)
}

async function measureIn(folder: string, engine: string, dimension: number, count: number): Promise<VectorsMeasured> {
  const script = join(import.meta.dirname, 'vectors-measure.ts')
  const options = ['--conditions=kaiwu-src', '--expose-gc', '--max-old-space-size=12000']
  const { stdout } = await promisify(execFile)(process.execPath, [...options, script, engine, folder, `${dimension}`, `${count}`])
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as VectorsMeasured
}

function missed(
  { addedPerCpuSecond, p50Ms, rssBytes, ...flat }: VectorsMeasured,
  count: number,
  dimension: number,
  isText: boolean,
): string[] {
  const checks: readonly (readonly [string, boolean])[] = [
    [`recall@10 ${flat['recall@10'].toFixed(4)}`, !isText || flat['recall@10'] >= floors['recall@10']],
    [
      `${Math.round(addedPerCpuSecond)} added/s`,
      dimension !== 1024 || count < 20_000 || addedPerCpuSecond >= floors.addedPerCpuSecond,
    ],
    // With few vectors the process's own memory is most of what it grows by.
    [`${Math.round(rssBytes / count)} bytes each`, dimension !== 1024 || count < 50_000 || rssBytes / count <= floors.bytesEach],
    [`p50 ${p50Ms.toFixed(2)} ms`, dimension !== 1024 || count < 100_000 || count > 101_000 || p50Ms <= floors.p50Ms],
  ]
  return checks.filter(([, reached]) => !reached).map(([what]) => what)
}

function print(rows: readonly VectorsMeasured[], count: number): void {
  const filters = rows[0]?.filtered.map(({ share }) => `${share * 100} %: CPU ms (recall)`) ?? []
  const heads = [
    'engine',
    'add/s',
    'add/CPU s',
    'p50 ms',
    'p99 ms',
    'CPU ms',
    'recall@10',
    'bytes each',
    'save ms',
    'load ms',
    'disk MB',
  ]
  console.log(`| ${[...heads, ...filters].join(' | ')} |`)
  console.log(`|${' --- |'.repeat(heads.length + filters.length)}`)
  const whole = (value: number | undefined): string => (value === undefined ? '-' : Math.round(value).toLocaleString('en'))
  for (const row of rows) {
    const cells = [
      ...[row.engine, whole(row.addedPerSecond), whole(row.addedPerCpuSecond)],
      ...[row.p50Ms, row.p99Ms, row.cpuMs].map((value) => value.toFixed(2)),
      row['recall@10'].toFixed(4),
      ...[row.rssBytes / count, row.saveMs, row.loadMs, row.diskBytes && row.diskBytes / 1e6].map((value) => whole(value)),
      ...row.filtered.map((one) => `${one.cpuMs.toFixed(2)} (${one['recall@10'].toFixed(3)})`),
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
  for (const { engine, says } of rows) if (says !== undefined) console.log(`${engine}: ${says}`)
}

async function run(
  count: number,
  dimension: number,
  engines: readonly string[],
  data: string | undefined,
  json: boolean,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-bench-vectors-'))
  try {
    const prepared = prepare(folder, count, dimension, data)
    const measured = new Map<string, VectorsMeasured>()
    // The truth comes first, the others one after the other, so that none takes the processor from another.
    for (const engine of new Set(['brute', ...engines]))
      measured.set(engine, await measureIn(folder, engine, dimension, prepared.count))
    const flat = measured.get('flat')
    const misses = flat ? missed(flat, prepared.count, dimension, data !== undefined) : []
    const { fills } = prepared
    const summary = {
      count: prepared.count,
      dims: dimension,
      vectors: data === undefined ? 'made' : 'text',
      fills,
      floors,
      misses,
    }
    if (json) console.log(JSON.stringify({ ...summary, engines: Object.fromEntries(measured) }))
    else {
      console.log(`${prepared.count} ${summary.vectors} vectors of ${dimension}, which fill ${fills.toFixed(0)} directions\n`)
      print([...measured.values()], prepared.count)
      if (misses.length > 0) console.log(`\nflat misses a floor: ${misses.join(', ')}`)
    }
    if (misses.length > 0) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    dims: { type: 'string', default: '1024' },
    data: { type: 'string' },
    engines: { type: 'string', default: Object.keys(subjects).join() },
    json: { type: 'boolean', default: false },
  },
})
const [count, dimension, engines] = [Number(values.count), Number(values.dims), values.engines.split(',')]
const isRight =
  Number.isInteger(count) &&
  count >= 100 &&
  Number.isInteger(dimension) &&
  dimension >= 8 &&
  dimension <= 4096 &&
  engines.every((engine) => Object.hasOwn(subjects, engine)) &&
  (values.data === undefined || (existsSync(values.data) && statSync(values.data).isDirectory()))
if (isRight) await run(count, dimension, engines, values.data, values.json)
else {
  console.error(
    `npm run bench -- vectors [--count N] [--dims 8-4096] [--data DIR] [--engines ${Object.keys(subjects).join()}] [--json]`,
  )
  process.exitCode = 2
}
