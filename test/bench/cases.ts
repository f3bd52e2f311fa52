/**
 * What a base with many open cases takes: to start, to list, to say what waits for whom, to decide, and when many deadlines come at once.
 *
 *   npm run bench -- cases [--backend sqlite|postgres] [--count 10000] [--timers 1000] [--json]
 *
 * Without a backend both, one after the other; PostgreSQL is started by the bench. Exits with 1 when a start takes longer than 5 s, p95
 * of a list or of tasks longer than 50 ms, or p95 of a decision, its durable commit included, longer than 100 ms.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { CaseListRequest, ListedTask, Subject } from '@kaiwu/cases'
import type { Clock } from '@kaiwu/core'
import { fillCases, fillPeople, openBenchCases, type BenchCases, type BenchPeople } from './cases-base.ts'
import { crashBackend } from './crash-backend.ts'
import { percentile, seededChance } from './measures.ts'

type Backend = 'sqlite' | 'postgres'
type Options = Readonly<{ backends: readonly Backend[]; count: number; timers: number; json: boolean }>

const goals = { startMs: 5_000, listMs: 50, actMs: 100 }
const rounds = 100

function readOptions(): Options | string {
  try {
    const { values } = parseArgs({
      options: {
        backend: { type: 'string' },
        count: { type: 'string', default: '10000' },
        timers: { type: 'string', default: '1000' },
        json: { type: 'boolean', default: false },
      },
    })
    const { backend, json } = values
    const [count, timers] = [Number(values.count), Number(values.timers)]
    if (backend !== undefined && backend !== 'sqlite' && backend !== 'postgres') return `--backend ${backend}: sqlite or postgres`
    if (!Number.isInteger(count) || count < 100) return `--count ${values.count}: a whole number from 100`
    if (!Number.isInteger(timers) || timers < 1 || timers > count)
      return `--timers ${values.timers}: a whole number up to --count`
    return { backends: backend === undefined ? ['sqlite', 'postgres'] : [backend], count, timers, json }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

type Times = Readonly<{ p50Ms: number; p95Ms: number; mostMs: number }>

/** How long pieces of work take, one after the other. */
async function times(work: readonly (() => Promise<unknown>)[]): Promise<Times> {
  const took: number[] = []
  for (const one of work) {
    const began = performance.now()
    await one()
    took.push(performance.now() - began)
  }
  return { p50Ms: percentile(took, 0.5), p95Ms: percentile(took, 0.95), mostMs: Math.max(...took) }
}

/** What people ask for, in turn: the newest, the next page, one state, a word, what they have to do with, what is due. */
const requests = (last: string, dueBeforeMs: number): readonly CaseListRequest[] => [
  {},
  { after: last },
  { caseType: 'order', state: 'first' },
  { text: '轴承异响' },
  { mine: 'involved' },
  { dueBeforeMs, ended: false },
]

async function measureLists({ cases }: BenchCases, all: BenchPeople, clock: Clock) {
  const chance = seededChance(11)
  const one = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)]!
  const people = { clerk: () => one(all.clerks), manager: () => one(all.managers), administrator: () => all.admin }
  const lists: Record<string, Times> = {}
  const tasks: Record<string, Times> = {}
  for (const [name, who] of Object.entries(people)) {
    const last = (await cases.list(who(), { limit: 50 })).at(-1)?.id ?? ''
    const asked = requests(last, clock.now() + 86_400_000 * 40)
    const work = Array.from({ length: rounds }, (_, at) => [who(), asked[at % asked.length]!] as const)
    lists[name] = await times(
      work.map(
        ([subject, request]) =>
          () =>
            cases.list(subject, request),
      ),
    )
    tasks[name] = await times(
      work.map(
        ([subject]) =>
          () =>
            cases.tasks(subject),
      ),
    )
  }
  return { lists, tasks }
}

/** Each looks at something that waits for them, which is timed apart, and decides. */
async function measureActs({ cases }: BenchCases, { clerks, managers }: BenchPeople) {
  const work: (readonly [Subject, ListedTask])[] = []
  for (const subject of [...clerks.slice(0, rounds), ...managers]) {
    const task = (await cases.tasks(subject)).find(({ caseId }) => !work.some(([, known]) => known.caseId === caseId))
    if (task) work.push([subject, task])
  }
  const seen = new Map<string, string>()
  const read = await times(
    work.map(
      ([subject, { caseId }]) =>
        async () =>
          seen.set(caseId, (await cases.read({ subject }, caseId)).shown),
    ),
  )
  const act = await times(
    work.map(([subject, task]) => () => {
      const said = { shown: seen.get(task.caseId)!, decisionId: `d-${task.caseId}` }
      if (task.kind === 'approval') return cases.sign({ subject }, task.caseId, { decision: 'approve', ...said })
      const action = task.state === 'draft' ? 'send' : task.caseType === 'call' ? 'close' : 'done'
      return cases.act({ subject }, task.caseId, { action, ...said })
    }),
  )
  return { acts: work.length, read, act }
}

/** Lets eight hours pass, and waits until time has closed what it closes. */
async function drain({ database, jobs }: BenchCases, move: (ms: number) => void) {
  const open = async (): Promise<number> =>
    (await database.get<{ count: number }>("SELECT COUNT(*) AS count FROM cases WHERE caseType = 'call' AND endedAtMs IS NULL"))!
      .count
  const before = await open()
  move(9 * 3_600_000)
  const began = performance.now()
  jobs.start()
  while ((await open()) > 0) await sleep(50)
  return { timers: before, perSecond: (before * 1_000) / (performance.now() - began) }
}

async function bytesOf({ database }: BenchCases, folder: string): Promise<number> {
  if (database.kind === 'postgres')
    return Number((await database.get<{ bytes: number }>('SELECT pg_database_size(current_database()) AS bytes'))!.bytes)
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}

async function measure(backend: Backend, { count, timers }: Options) {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-bench-cases-'))
  const server = await crashBackend(backend, undefined)
  let nowMs = Date.parse('2026-09-28T09:00:00+08:00')
  const clock: Clock = { now: () => nowMs, today: () => new Date(nowMs).toISOString().slice(0, 10) }
  const place = { folder, ...(server.url === undefined ? {} : { url: server.url, schema: 'bench' }) }
  try {
    const filling = await openBenchCases(place, clock)
    const all = await fillPeople(filling)
    const began = performance.now()
    await fillCases(filling, all, count, timers, clock)
    const fillMs = performance.now() - began
    // A base that came to be over weeks has been analysed many times; PostgreSQL does that by itself after a minute.
    await filling.database.run('ANALYZE')
    await filling.close()
    const starting = performance.now()
    const open = await openBenchCases(place, clock)
    try {
      open.jobs.start()
      await open.cases.list(all.clerks[0]!)
      const startMs = performance.now() - starting
      const { lists, tasks } = await measureLists(open, all, clock)
      const decided = await measureActs(open, all)
      const timed = await drain(open, (ms) => (nowMs += ms))
      const rows = (await open.database.get<{ count: number }>('SELECT COUNT(*) AS count FROM log'))!.count
      const size = { logRows: rows, bytes: await bytesOf(open, folder), memoryBytes: process.memoryUsage().rss }
      const figures = { backend: server.name, count, fillMs, startMs, lists, tasks, ...decided, timed, ...size }
      return { ...figures, missed: missedIn(figures) }
    } finally {
      await open.close()
    }
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Figures = Readonly<{ startMs: number; lists: Record<string, Times>; tasks: Record<string, Times>; act: Times }>

function missedIn({ startMs, lists, tasks, act }: Figures): string[] {
  const over = (what: string, all: Record<string, Times>): string[] =>
    Object.entries(all).flatMap(([who, { p95Ms }]) =>
      p95Ms > goals.listMs ? [`p95 of ${what} of a ${who} ${p95Ms.toFixed(1)} ms`] : [],
    )
  return [
    ...(startMs > goals.startMs ? [`start ${startMs.toFixed(0)} ms`] : []),
    ...over('a list', lists),
    ...over('the tasks', tasks),
    ...(act.p95Ms > goals.actMs ? [`p95 of a decision ${act.p95Ms.toFixed(1)} ms`] : []),
  ]
}

function print(all: readonly Awaited<ReturnType<typeof measure>>[]): void {
  const shown = ({ p50Ms, p95Ms, mostMs }: Times): string => [p50Ms, p95Ms, mostMs].map((ms) => ms.toFixed(1)).join(' / ')
  const lines: readonly (readonly [string, (one: (typeof all)[number]) => string])[] = [
    ['open cases', ({ count }) => String(count)],
    ['filled in, a second', ({ count, fillMs }) => ((count * 1_000) / fillMs).toFixed(0)],
    ['start to first answer, ms', ({ startMs }) => startMs.toFixed(0)],
    ...['clerk', 'manager', 'administrator'].flatMap((who) => [
      [`list, ${who}, p50 / p95 / most ms`, (one: (typeof all)[number]) => shown(one.lists[who]!)] as const,
      [`tasks, ${who}, p50 / p95 / most ms`, (one: (typeof all)[number]) => shown(one.tasks[who]!)] as const,
    ]),
    ['read, p50 / p95 / most ms', ({ read }) => shown(read)],
    ['decision with its commit, p50 / p95 / most ms', ({ act }) => shown(act)],
    ['due timers drained, a second', ({ timed }) => `${timed.perSecond.toFixed(0)} (${timed.timers})`],
    ['rows of the log', ({ logRows }) => String(logRows)],
    ['disk, MB', ({ bytes }) => (bytes / 1e6).toFixed(0)],
    ['memory, MB', ({ memoryBytes }) => (memoryBytes / 1e6).toFixed(0)],
  ]
  console.log(`|  | ${all.map(({ backend }) => backend).join(' | ')} |\n| --- |${' --- |'.repeat(all.length)}`)
  for (const [name, cell] of lines) console.log(`| ${name} | ${all.map(cell).join(' | ')} |`)
  for (const { backend, missed } of all) if (missed.length > 0) console.log(`\n${backend} missed: ${missed.join(', ')}`)
}

const options = readOptions()
if (typeof options === 'string') {
  console.error(`${options}\nnpm run bench -- cases [--backend sqlite|postgres] [--count 10000] [--timers 1000] [--json]`)
  process.exitCode = 2
} else {
  const all: Awaited<ReturnType<typeof measure>>[] = []
  for (const backend of options.backends) all.push(await measure(backend, options))
  if (options.json) console.log(JSON.stringify({ goals, bases: all }))
  else print(all)
  if (all.some(({ missed }) => missed.length > 0)) process.exitCode = 1
}
