/**
 * Kills a process that changes a base, again and again on the same base, and looks what is left: with a signal at random times and at
 * named points of the source, round robin, while documents are put in, taken out, merged, and while index files are written.
 *
 *   npm run bench -- crash [--rounds N] [--passages P] [--backend sqlite|postgres] [--url URL] [--json]
 *
 * N kills, default 40; P passages are there before, default 20,000. After each kill a new process opens the base and compares it with
 * what was acknowledged, and its indexes with ones made anew from the database. `--url` names a PostgreSQL that may be written to;
 * without it one is started. Exits with 1 when anything acknowledged is lost, half there or back again, when indexes answer otherwise
 * than fresh ones, or when p95 of the recovery is above a second at 20,000 passages.
 */
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { crashBackend } from './crash-backend.ts'
import type { CrashChecked } from './crash-check.ts'
import { heldTo, type Kill } from './crash-held.ts'
import { passagesEach, type Versions } from './crash-records.ts'
import { percentile, seededChance } from './measures.ts'

type Options = Readonly<{
  rounds: number
  passages: number
  backend: 'sqlite' | 'postgres'
  url: string | undefined
  json: boolean
}>

/** What is killed: a kind of work, and the points of the source that it comes to. */
const works: readonly (readonly [work: string, points: readonly string[]])[] = [
  ['ingest', ['put-before-commit:3', 'transaction-before-commit:2', 'put-after-commit:4']],
  ['delete', ['transaction-before-commit:5', 'put-after-commit:2', 'put-before-commit:3']],
  ['merge', ['put-after-commit:3', 'index-after-rename:1', 'index-after-temp:1', 'transaction-before-commit:4']],
  [
    'snapshot',
    ['index-after-temp:1', 'index-after-fsync:1', 'index-after-rename:1', 'index-after-temp:2', 'index-after-rename:2'],
  ],
]
const recoveryGoalMs = 1_000
const model = 'one'

function readOptions(): Options | string {
  try {
    const { values } = parseArgs({
      options: {
        rounds: { type: 'string', default: '40' },
        passages: { type: 'string', default: '20000' },
        backend: { type: 'string', default: 'sqlite' },
        url: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    const { backend, url, json } = values
    const [rounds, passages] = [Number(values.rounds), Number(values.passages)]
    if (!Number.isInteger(rounds) || rounds < 1) return `--rounds ${values.rounds}: a whole number from 1`
    if (!Number.isInteger(passages) || passages < 2_000) return `--passages ${values.passages}: a whole number from 2000`
    if (backend !== 'sqlite' && backend !== 'postgres') return `--backend ${backend}: sqlite or postgres`
    return { rounds, passages, backend, url, json }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

type Base = Readonly<{ folder: string; documents: number; url: string | undefined }>

const conditions = '--conditions=kaiwu-src'

/** Runs the child; kills it after a while, or lets it run into a point. */
async function run(
  { folder, documents, url }: Base,
  work: string,
  round: number,
  how: Kill,
): Promise<Readonly<{ said: string; killed: boolean }>> {
  const script = join(import.meta.dirname, 'crash-child.ts')
  const env = { ...process.env, ...(how.point === undefined ? {} : { KAIWU_FAILPOINT: how.point }) }
  const given = [conditions, script, folder, work, `${round}`, `${documents}`, model, ...(url === undefined ? [] : [url])]
  const running = spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'pipe'], env })
  let [said, wrong] = ['', '']
  running.stderr.setEncoding('utf8').on('data', (part: string) => (wrong += part))
  running.stdout.setEncoding('utf8').on('data', (part: string) => {
    if (said === '' && how.afterMs !== undefined) setTimeout(() => running.kill('SIGKILL'), how.afterMs)
    said += part
  })
  const [status, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    running.on('close', (...end) => resolve(end)),
  )
  if (signal === null && status !== 0) throw new Error(`round ${round}, ${work}: the process failed by itself: ${wrong}`)
  return { said, killed: signal === 'SIGKILL' }
}

async function check({ folder, url }: Base, round: number): Promise<CrashChecked> {
  const script = join(import.meta.dirname, 'crash-check.ts')
  // Every other time nothing puts the base in good order before it is killed again.
  const end = round % 2 === 0 ? 'close' : 'leave'
  const given = [conditions, script, folder, model, end, ...(url === undefined ? [] : [url])]
  const { stdout } = await promisify(execFile)(process.execPath, given, { maxBuffer: 64 * 1024 * 1024 })
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as CrashChecked
}

/** The next work and how it is killed: at each point in turn, and at random times as often. */
function nextKill(
  round: number,
  chance: () => number,
  workMs: ReadonlyMap<string, number>,
): Readonly<{ work: string; how: Kill }> {
  const [work, points] = works[round % works.length]!
  const turn = Math.floor(round / works.length)
  if (turn % 2 === 0) return { work, how: { point: points[(turn / 2) % points.length]! } }
  return { work, how: { afterMs: chance() * (workMs.get(work) ?? 500) } }
}

async function measure({ rounds, passages, backend, url }: Options, tell: (line: string) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-bench-crash-'))
  const server = await crashBackend(backend, url)
  const base: Base = { folder: join(folder, 'data'), documents: Math.ceil(passages / passagesEach), url: server.url }
  const kills: Record<string, number> = {}
  const problems: string[] = []
  const [recoveryMs, recoveryCpuMs]: [number[], number[]] = [[], []]
  try {
    await run(base, 'fill', 0, {})
    let versions: Versions = new Map((await check(base, 0)).documents)
    const workMs = new Map<string, number>()
    const chance = seededChance(5)
    let [killed, ended, last] = [0, 0, 0]
    // A process that ends before it is killed counts as none.
    for (let round = 0; killed < rounds && ended < rounds + 20; round++) {
      const { work, how } = nextKill(round, chance, workMs)
      const before = performance.now()
      const ran = await run(base, work, round, how)
      if (ran.killed) {
        killed++
        const name = `${work}, ${how.point ?? 'any moment'}`
        kills[name] = (kills[name] ?? 0) + 1
      } else {
        ended++
        workMs.set(work, (performance.now() - before) / 2)
      }
      const found = await check(base, round)
      recoveryMs.push(found.recoveryMs)
      recoveryCpuMs.push(found.recoveryCpuMs)
      const told = heldTo(versions, ran.said, found)
      problems.push(...told.problems.map((problem) => `round ${round}, ${work}, ${how.point ?? 'any moment'}: ${problem}`))
      versions = told.versions
      last = found.passages
      if (killed % 20 === 0 && ran.killed) tell(`${killed} kills, ${problems.length} problems, ${last} passages`)
    }
    const figures = {
      p50Ms: percentile(recoveryMs, 0.5),
      p95Ms: percentile(recoveryMs, 0.95),
      p95CpuMs: percentile(recoveryCpuMs, 0.95),
    }
    return {
      backend: server.name,
      kills: killed,
      endedBefore: ended,
      passages: last,
      recovery: figures,
      problems,
      byPoint: kills,
    }
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function print({
  backend,
  kills,
  endedBefore,
  passages,
  recovery,
  problems,
  byPoint,
}: Awaited<ReturnType<typeof measure>>): void {
  console.log(
    `${kills} kills on ${backend}, ${passages} passages at the end; ${endedBefore} processes ended before they were killed\n`,
  )
  console.log('| killed in | times |\n| --- | --- |')
  for (const [name, times] of Object.entries(byPoint).sort(([a], [b]) => (a < b ? -1 : 1))) console.log(`| ${name} | ${times} |`)
  console.log(
    `\nrecovery p50 ${recovery.p50Ms.toFixed(0)} ms, p95 ${recovery.p95Ms.toFixed(0)} ms (CPU ${recovery.p95CpuMs.toFixed(0)} ms)`,
  )
  const counts = new Map<string, number>()
  for (const problem of problems) {
    const kind = /: (lost|half|undead|otherwise)/.exec(problem)?.[1] ?? 'other'
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  console.log(['lost', 'half', 'undead', 'otherwise', 'other'].map((kind) => `${kind} ${counts.get(kind) ?? 0}`).join(', '))
  for (const problem of problems.slice(0, 20)) console.log(problem)
}

const options = readOptions()
if (typeof options === 'string') {
  console.error(`${options}\nnpm run bench -- crash [--rounds N] [--passages P] [--backend sqlite|postgres] [--url URL] [--json]`)
  process.exitCode = 2
} else {
  const figures = await measure(options, options.json ? () => undefined : console.error)
  const isSlow = options.passages <= 20_000 && figures.recovery.p95Ms > recoveryGoalMs
  if (options.json) console.log(JSON.stringify({ ...figures, recoveryGoalMs }))
  else print(figures)
  if (figures.problems.length > 0 || isSlow || figures.kills < options.rounds) process.exitCode = 1
}
