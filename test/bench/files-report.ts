/** What `files.ts` measured, in figures, against the floors. */
import type { Compared } from './files-work.ts'

/** One file: what was expected, what came of it, what it took. `loopMs` is the longest delay of the event loop meanwhile. */
export type Row = Compared &
  Readonly<{
    file: string
    expect: string
    happened: string
    right: boolean
    ms: number
    loopMs: number
    childBytes: number
    note?: string
  }>

/** Everything that was measured. `partly` when only some files were read. */
export type Measured = Readonly<{
  rows: readonly Row[]
  made: readonly Row[]
  /** Bytes this process keeps. */
  growth: number
  /** Requests that reached a server which no file may reach. */
  asked: number
  /** The delay of the event loop that so much of the time was not exceeded. */
  delayAt: (share: number) => number
  timeLimitMs: number
  partly: boolean
  json: boolean
}>

const megabyte = 1024 ** 2
const mostShown = 8
const loopTold = 30

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0

/** Prints the rows and the figures, or one JSON object of them, and sets the exit code by the floors. */
export function report({ rows, made, growth, asked, delayAt, timeLimitMs, partly, json }: Measured): void {
  const all = [...rows, ...made]
  const ok = rows.filter((row) => row.expect === 'ok')
  const recalls = ok.flatMap((row) => row.recall ?? [])
  const pdf = ok.filter((row) => row.file.toLowerCase().endsWith('.pdf')).flatMap((row) => row.recall ?? [])
  const cells = ok.flatMap((row) => row.cells ?? [])
  const pages = ok.flatMap((row) => row.pages ?? [])
  const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0)
  const figures = {
    files: rows.length,
    expected: rows.filter((row) => row.right).length,
    made: made.length,
    madeExpected: made.filter((row) => row.right).length,
    unclean: all.filter((row) => row.happened.startsWith('not clean')).length,
    slowestMs: Math.max(0, ...all.map((row) => row.ms)),
    recallMedian: median(recalls),
    recallMedianPdf: median(pdf),
    cells: sum(cells.map((one) => one.all)),
    cellsKept: sum(cells.map((one) => one.kept)),
    blocksWithPage: sum(pages.map((one) => one.all)),
    pagesRight: sum(pages.map((one) => one.right)),
    childMegabytes: Math.round(Math.max(0, ...all.map((row) => row.childBytes)) / megabyte),
    growthMegabytes: Math.round(growth / megabyte),
    eventLoopP99Ms: delayAt(0.99),
    eventLoopMaxMs: delayAt(1 - 1e-9),
    outsideAsked: asked,
  }
  const floors = {
    'every file as expected': figures.expected === figures.files,
    'every made file as expected': figures.madeExpected === figures.made,
    'none over the time limit': figures.slowestMs <= timeLimitMs + 2_000,
    'recall median at least 0.98': (partly && recalls.length === 0) || figures.recallMedian >= 0.98,
    'recall median of PDF files at least 0.98': (partly && pdf.length === 0) || figures.recallMedianPdf >= 0.98,
    'every cell kept': figures.cellsKept === figures.cells,
    'pages right': figures.pagesRight >= figures.blocksWithPage * 0.99,
    'memory growth at most 50 MB': figures.growthMegabytes <= 50,
    'event loop p99 at most 100 ms': figures.eventLoopP99Ms <= 100,
    'nothing outside asked': figures.outsideAsked === 0,
  }
  if (json) console.log(JSON.stringify({ figures, floors, rows: all }))
  else print(rows, made, figures, floors)
  process.exitCode = Object.values(floors).every(Boolean) ? 0 : 1
}

function print(
  rows: readonly Row[],
  made: readonly Row[],
  figures: Readonly<Record<string, number>>,
  floors: Readonly<Record<string, boolean>>,
): void {
  for (const row of rows) console.log(line(row))
  for (const group of new Set(made.map((row) => row.expect))) {
    const members = made.filter((row) => row.expect === group)
    const right = members.filter((row) => row.right).length
    console.log(`${group}: ${right} of ${members.length}, slowest ${Math.max(...members.map((row) => row.ms))} ms`)
    const wrong = members.filter((row) => !row.right)
    for (const row of wrong.slice(0, mostShown)) console.log(`  ${line(row)}`)
    if (wrong.length > mostShown) console.log(`  and ${wrong.length - mostShown} more`)
  }
  console.log(
    Object.entries(figures)
      .map(([name, value]) => `${name} ${Math.round(value * 10_000) / 10_000}`)
      .join(' · '),
  )
  for (const [name, held] of Object.entries(floors)) console.log(`${held ? 'held  ' : 'MISSED'} ${name}`)
}

function line(row: Row): string {
  const parts = [
    row.right ? 'right' : 'WRONG',
    row.file,
    `${row.expect} → ${row.happened}`,
    `${row.ms} ms`,
    row.loopMs < loopTold ? '' : `event loop ${row.loopMs} ms late`,
    row.childBytes === 0 ? '' : `${Math.round(row.childBytes / megabyte)} MB`,
    row.recall === undefined ? '' : `recall ${row.recall.toFixed(3)}`,
    row.cells === undefined
      ? ''
      : `cells ${row.cells.kept} of ${row.cells.all}${row.cells.lost.length === 0 ? '' : ` (lost: ${row.cells.lost.slice(0, 3).join(', ').slice(0, 80)})`}`,
    row.pages === undefined ? '' : `pages ${row.pages.right} of ${row.pages.all}`,
    row.note ?? '',
  ]
  return parts.filter((part) => part !== '').join(' | ')
}
