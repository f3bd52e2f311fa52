/**
 * Whether answering goes on while documents come in: searches, 16 at a time and 100 a second, first alone, then while 640 short
 * documents a second are put in, 64 at a time, each batch durable and found. All in one process and one run, hybrid, vectors given.
 *
 *   npm run bench -- serve [--count N] [--dims D] [--data DIR] [--seconds S] [--json]
 *
 * N passages are there before, default 20,000; each of the four phases lasts S seconds, default 10. Exits with 1 when, at 100 a second
 * while documents come in, p99 of a search is above 15 ms or the event loop is later than 10 ms (p99), or when fewer than 95 % of the
 * documents came in.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Knowledge } from '@kaiwu/knowledge'
import { givenVectors, openBench, passagesIn } from './ingest-base.ts'
import { benchTexts, passagesEach, type BenchTexts } from './ingest-texts.ts'
import { percentile } from './measures.ts'
import { paced, saturated, type Served } from './serve-phases.ts'

type Options = Readonly<{ count: number; dims: number; data: string | undefined; seconds: number; json: boolean }>

const goals = { p99Ms: 15, loopP99Ms: 10, documentsPerSecond: 640 }
const batch = 64
const atOnce = 16
const aSecond = 100

function readOptions(): Options | string {
  try {
    const { values } = parseArgs({
      options: {
        count: { type: 'string', default: '20000' },
        dims: { type: 'string', default: '1024' },
        data: { type: 'string' },
        seconds: { type: 'string', default: '10' },
        json: { type: 'boolean', default: false },
      },
    })
    const { data, json } = values
    const [count, dims, seconds] = [Number(values.count), Number(values.dims), Number(values.seconds)]
    if (!Number.isInteger(count) || count < 1_000) return `--count ${values.count}: a whole number from 1000`
    if (!Number.isInteger(dims) || dims < 8 || dims > 4096) return `--dims ${values.dims}: a whole number from 8 to 4096`
    if (!(seconds >= 1)) return `--seconds ${values.seconds}: at least 1`
    if (data !== undefined && !existsSync(data)) return `--data ${data}: there is no such folder`
    return { count, dims, data, seconds, json }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Puts batches in at a pace until it is stopped. */
function comingIn(knowledge: Knowledge, texts: BenchTexts, first: number) {
  const batchMs: number[] = []
  let goesOn = true
  const started = performance.now()
  const run = async (): Promise<void> => {
    for (let at = 0; goesOn; at++) {
      const due = started + (at * batch * 1000) / goals.documentsPerSecond
      const wait = due - performance.now()
      if (wait > 0) await sleep(wait)
      const records = Array.from({ length: batch }, (_, one) => texts.note(first + at * batch + one))
      const before = performance.now()
      await knowledge.put('bench', records)
      batchMs.push(performance.now() - before)
    }
  }
  const running = run()
  return async () => {
    goesOn = false
    await running
    const ms = performance.now() - started
    const documents = batchMs.length * batch
    return {
      documents,
      documentsPerSecond: (documents / ms) * 1000,
      batchP50Ms: percentile(batchMs, 0.5),
      batchP99Ms: percentile(batchMs, 0.99),
    }
  }
}

async function measure({ count, dims, data, seconds }: Options) {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-bench-serve-'))
  const texts = benchTexts(data)
  const { embedder } = givenVectors(dims)
  const { database, knowledge } = await openBench(folder, { embedder })
  try {
    for (let at = 0; at < count / passagesEach; at += 50)
      await knowledge.put(
        'bench',
        Array.from({ length: 50 }, (_, one) => texts.record(at + one)),
      )
    const before = await passagesIn(database)
    const search = (at: number): Promise<unknown> => knowledge.search({ query: texts.question(at), top: 10 })
    await saturated(search, atOnce, Math.min(3_000, seconds * 500))
    const idle = {
      saturated: await saturated(search, atOnce, seconds * 1000),
      paced: await paced(search, aSecond, seconds * 1000),
    }
    const first = comingIn(knowledge, texts, 0)
    const pacedBusy = await paced(search, aSecond, seconds * 1000)
    const whilePaced = await first()
    const second = comingIn(knowledge, texts, whilePaced.documents)
    const saturatedBusy = await saturated(search, atOnce, seconds * 1000)
    const whileSaturated = await second()
    const missed = missedIn(pacedBusy, whilePaced.documentsPerSecond)
    return {
      passages: { before, after: await passagesIn(database) },
      dims,
      goals,
      idle,
      busy: { saturated: { ...saturatedBusy, ...whileSaturated }, paced: { ...pacedBusy, ...whilePaced } },
      missed,
    }
  } finally {
    await knowledge.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function missedIn({ p99Ms, loopP99Ms }: Served, documentsPerSecond: number): string[] {
  const checks: readonly (readonly [string, boolean])[] = [
    [`search p99 ${p99Ms.toFixed(1)} ms`, p99Ms <= goals.p99Ms],
    [`event loop p99 ${loopP99Ms.toFixed(1)} ms`, loopP99Ms <= goals.loopP99Ms],
    [`${documentsPerSecond.toFixed(0)} documents a second`, documentsPerSecond >= 0.95 * goals.documentsPerSecond],
  ]
  return checks.filter(([, reached]) => !reached).map(([what]) => what)
}

function print({ passages, idle, busy, missed }: Awaited<ReturnType<typeof measure>>): void {
  console.log(`${passages.before} passages before, ${passages.after} after\n`)
  const heads = [
    'phase',
    'searches/s',
    'p50 ms',
    'p99 ms',
    'most ms',
    'loop p99 ms',
    'loop most ms',
    'CPU',
    'documents/s',
    'batch p50 ms',
    'batch p99 ms',
  ]
  console.log(`| ${heads.join(' | ')} |\n|${' --- |'.repeat(heads.length)}`)
  const row = (name: string, one: Served & Partial<(typeof busy)['paced']>): void => {
    const figures = [one.perSecond, one.p50Ms, one.p99Ms, one.mostMs, one.loopP99Ms, one.loopMostMs, one.cpuShare]
    const incoming = [one.documentsPerSecond, one.batchP50Ms, one.batchP99Ms]
    const shown = [...figures, ...incoming].map((figure) => (figure === undefined ? '-' : figure.toFixed(figure < 100 ? 2 : 0)))
    console.log(`| ${[name, ...shown].join(' | ')} |`)
  }
  row(`alone, ${aSecond} a second`, idle.paced)
  row(`while documents come in, ${aSecond} a second`, busy.paced)
  row(`alone, ${atOnce} at a time`, idle.saturated)
  row(`while documents come in, ${atOnce} at a time`, busy.saturated)
  if (missed.length > 0) console.log(`\nmissed: ${missed.join(', ')}`)
}

const options = readOptions()
if (typeof options === 'string') {
  console.error(`${options}\nnpm run bench -- serve [--count N] [--dims D] [--data DIR] [--seconds S] [--json]`)
  process.exitCode = 2
} else {
  const figures = await measure(options)
  if (options.json) console.log(JSON.stringify(figures))
  else print(figures)
  if (figures.missed.length > 0) process.exitCode = 1
}
