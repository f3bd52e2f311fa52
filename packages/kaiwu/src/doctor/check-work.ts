import { existsSync } from 'node:fs'
import type { Database } from '@kaiwu/store'
import type { Finding } from './finding.ts'
import { readStored, type DataPlace } from './read-stored.ts'

/** Counts people, cases, and what has stopped on its way; says when nothing anchors the log. @param checkpoints their file */
export async function checkWork(place: DataPlace, checkpoints: string): Promise<readonly Finding[]> {
  return readStored(place, async (database) => [
    ...(await countPeople(database)),
    ...(await countCases(database)),
    ...(await checkLog(database, checkpoints)),
  ])
}

async function countPeople(database: Database): Promise<Finding[]> {
  const people = await count(database, 'people WHERE disabled = 0')
  if (people === 0)
    return [
      {
        check: 'people',
        state: 'weaker',
        text: {
          zh: '还没有人员：连得上的都能提问、改文档，没有人能办业务；用 kaiwu people init 创建管理员',
          en: 'nobody has been set up: whoever reaches it may ask and change documents, nobody may work on cases; make an administrator with kaiwu people init',
        },
      },
    ]
  return [{ check: 'people', state: 'good', text: { zh: `人员 ${people} 名`, en: `${people} people` } }]
}

async function countCases(database: Database): Promise<Finding[]> {
  const [all, open] = [await count(database, 'cases'), await count(database, 'cases WHERE endedAtMs IS NULL')]
  const text = { zh: `业务单 ${all} 张，未办结 ${open} 张`, en: `${all} cases, ${open} of them open` }
  const parked = await parkedJobs(database)
  const failed = await count(database, "outbox WHERE state = 'failed'")
  return [
    { check: 'cases', state: 'good', text },
    ...stopped('jobs', parked, {
      zh: `${parked} 项后台步骤屡次失败，已搁置；管理员查看原因后重试（GET jobs/parked）`,
      en: `${parked} steps have failed too often and are parked; an administrator sees why and lets them try again (GET jobs/parked)`,
    }),
    ...stopped('deliveries', failed, {
      zh: `${failed} 次外发没有送达；管理员查看原因后重发（GET deliveries?state=failed）`,
      en: `${failed} deliveries have failed; an administrator sees why and sends them again (GET deliveries?state=failed)`,
    }),
  ]
}

/** Of PostgreSQL in the schema of pg-boss, which opening it would make. */
async function parkedJobs(database: Database): Promise<number> {
  if (database.kind === 'sqlite') return count(database, "jobs WHERE state = 'parked'")
  const own = await database.get<{ name: string }>('SELECT current_schema() AS name')
  const schema = `${own!.name}_jobs`
  const known = await database.get("SELECT 1 AS found FROM pg_tables WHERE schemaname = ? AND tablename = 'job'", schema)
  return known ? count(database, `"${schema}".job WHERE state = 'failed'`) : 0
}

function stopped(check: string, found: number, text: Finding['text']): Finding[] {
  return found === 0 ? [] : [{ check, state: 'weaker', text }]
}

async function checkLog(database: Database, file: string): Promise<Finding[]> {
  const rows = await count(database, 'log')
  if (rows === 0) return []
  if (existsSync(file))
    return [
      {
        check: 'log',
        state: 'good',
        text: { zh: `日志 ${rows} 条，检查点在 ${file}`, en: `${rows} rows in the log, its checkpoints in ${file}` },
      },
    ]
  return [
    {
      check: 'log',
      state: 'weaker',
      text: {
        zh: `日志 ${rows} 条，没有检查点（${file}）：末尾被截断看不出来；服务运行时会签，文件请另存一份`,
        en: `${rows} rows in the log and no checkpoints (${file}): that its end was cut off cannot be seen; a running server signs them, keep a copy of the file elsewhere`,
      },
    },
  ]
}

/** How many rows there are of a table, with a condition if need be. */
async function count(database: Database, from: string): Promise<number> {
  return (await database.get<{ count: number }>(`SELECT COUNT(*) AS count FROM ${from}`))?.count ?? 0
}
