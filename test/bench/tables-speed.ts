import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { detectLanguage, fixedClock } from '@kaiwu/core'
import { documentTables, knowledgeMigrations, openKnowledge } from '@kaiwu/knowledge'
import { openDatabase } from '@kaiwu/store'
import { tableIndex } from '../../packages/knowledge/src/table/table-index.ts'
import { tableDraft } from '../../packages/solution/src/draft-by-table.ts'
import { loadGlossary } from './tables-glossary.ts'

/** Milliseconds that the event loop is held. */
export type TableSpeed = Readonly<{
  rows: number
  /** Making the typed tables of all documents, and the index of the tables; both once. */
  tables: number
  index: number
  /** Questions that no table answers, each asked once when the tables are ready. */
  left: Readonly<{ questions: number; median: number; p95: number; most: number }>
  /** Questions that a table answers, the slowest of them: asked first, when its table may have to be loaded, and again. */
  answered: Readonly<{ questions: number; first: number; again: number }>
}>

const day = '2026-11-23'
const asked = [
  '停机超过100分钟的工单有哪些？',
  '耗时超过800分钟的记录有多少条？',
  '一车间的轴承记录有多少条？',
  '耗时分钟最高的5条记录',
]

/** A made-up register of work in Chinese. */
function register(rows: number): string {
  const parts = ['轴承', '滤芯', '密封圈', '传感器', '电磁阀', '皮带']
  const sites = ['一车间', '二车间', '三车间', '仓库']
  const lines = Array.from({ length: rows }, (_, at) => {
    const text = `设备 ${at % 700} 的${parts[(at + 1) % 6]}在运行中出现异常，编号 N${at}，已由班组 ${at % 30} 处理`
    return `R-${10_000 + at},2026-0${1 + (at % 9)}-1${at % 10},${parts[at % 6]},${sites[at % 4]},${(at * 37) % 900},${text}`
  })
  return `记录号,日期,部件,车间,耗时分钟,说明\n${lines.join('\n')}\n`
}

/** Asks the questions of the manufacturing template of its knowledge, with a table of some rows beside it. */
export async function measureTableSpeed(root: string, rows: number): Promise<TableSpeed> {
  const template = join(root, 'templates/manufacturing')
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-tables-speed-'))
  const database = await openDatabase({ folder, migrations: knowledgeMigrations })
  const knowledge = await openKnowledge({ database, clock: fixedClock(day) })
  try {
    const files = globSync('knowledge/**/*.{md,csv,xlsx,docx,html}', { cwd: template }).map((path) => ({
      path,
      read: () => Promise.resolve(new Uint8Array(readFileSync(join(template, path)))),
    }))
    const made =
      rows === 0 ? [] : [{ path: 'register.csv', read: () => Promise.resolve(new TextEncoder().encode(register(rows))) }]
    await knowledge.sync('records', [...files, ...made])
    const synonyms = loadGlossary(join(template, 'glossary.csv'))
    const ask = async (question: string): Promise<{ ms: number; isAnswered: boolean }> => {
      const start = performance.now()
      const draft = await tableDraft(knowledge, { question, language: detectLanguage(question), asOf: day, synonyms })
      return { ms: performance.now() - start, isAnswered: draft !== undefined }
    }
    const documents = await Promise.all(knowledge.documents(day).map(({ id }) => knowledge.document(id, day)))
    const [tables, tablesMs] = timed(() => documents.flatMap(({ stored }) => documentTables(stored)))
    const [, indexMs] = timed(() => tables.forEach((table) => tableIndex(table)))
    const questions = readFileSync(join(template, 'evals/questions.jsonl'), 'utf8').trim().split('\n')
    const outcomes: Awaited<ReturnType<typeof ask>>[] = []
    for (const line of questions) outcomes.push(await ask((JSON.parse(line) as { question: string }).question))
    const left = outcomes
      .filter(({ isAnswered }) => !isAnswered)
      .map(({ ms }) => ms)
      .sort((a, b) => a - b)
    const both = []
    for (const question of asked) both.push({ first: await ask(question), again: await ask(question) })
    const twice = both.filter(({ first }) => first.isAnswered)
    return {
      rows,
      tables: rounded(tablesMs),
      index: rounded(indexMs),
      left: {
        questions: left.length,
        median: rounded(left[Math.floor(left.length / 2)]),
        p95: rounded(left[Math.floor(left.length * 0.95)]),
        most: rounded(left.at(-1)),
      },
      answered: {
        questions: twice.length,
        first: rounded(Math.max(...twice.map(({ first }) => first.ms))),
        again: rounded(Math.max(...twice.map(({ again }) => again.ms))),
      },
    }
  } finally {
    await knowledge.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function timed<T>(work: () => T): readonly [T, number] {
  const start = performance.now()
  return [work(), performance.now() - start]
}

function rounded(ms = 0): number {
  return Math.round(ms * 10) / 10
}
