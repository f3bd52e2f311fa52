import { KaiwuError } from '@kaiwu/core'
import type { Texts } from '../command.ts'
import type { DataPlace } from './read-stored.ts'
import type { Finding } from './finding.ts'

/**
 * Looks at the PostgreSQL database of a solution without changing it: whether it is reached, its version, whether pgvector is there,
 * what it holds. The password is in none of the findings.
 */
export async function checkDatabase({ folder, schema }: DataPlace, url: string): Promise<Finding[]> {
  const [{ notPrepared, openDatabase }, { storedCounts }, { solutionMigrations }] = await Promise.all([
    import('@kaiwu/store'),
    import('@kaiwu/knowledge'),
    import('@kaiwu/solution'),
  ])
  try {
    const database = await openDatabase({ folder, url, schema, migrations: solutionMigrations, access: 'read' })
    try {
      const { version } = (await database.get<{ version: string }>("SELECT current_setting('server_version') AS version"))!
      await database.verify()
      const { documents, passages } = await storedCounts(database)
      const reached = good('store', {
        zh: `数据库 ${database.place} 连得上，PostgreSQL ${version}，数据完好：${documents} 份文档，${passages} 个片段`,
        en: `the database ${database.place} is reached, PostgreSQL ${version}, and whole: ${documents} documents, ${passages} passages`,
      })
      return [reached, await checkVector(database)]
    } finally {
      await database.close()
    }
  } catch (error) {
    if (!KaiwuError.is(error)) throw error
    if (error.details['reason'] === notPrepared) {
      const { place } = error.details
      const zh = `数据库 ${String(place)} 连得上，还没有数据；ingest、ask 或 serve 时建立`
      return [
        good('store', { zh, en: `the database ${String(place)} is reached; no data yet: ingest, ask or serve will make it` }),
      ]
    }
    return [{ check: 'store', state: 'broken', fault: error.fault, text: { zh: error.text('zh'), en: error.text('en') } }]
  }
}

type Vectors = Readonly<{ installed: string | null; offered: string | null }>

async function checkVector(database: Readonly<{ get<Row>(sql: string): Promise<Row | undefined> }>): Promise<Finding> {
  const { installed, offered } = (await database.get<Vectors>(
    `SELECT (SELECT extversion FROM pg_extension WHERE extname = 'vector') AS installed,
       (SELECT default_version FROM pg_available_extensions WHERE name = 'vector') AS offered`,
  ))!
  if (installed) return good('pgvector', { zh: `pgvector ${installed} 已启用`, en: `pgvector ${installed} is there` })
  if (offered)
    return good('pgvector', {
      zh: `pgvector ${offered} 可用，第一次需要时启用`,
      en: `pgvector ${offered} is at hand and made when it is first needed`,
    })
  return {
    check: 'pgvector',
    state: 'weaker',
    text: {
      zh: '数据库没有 pgvector：向量由每个服务在自己的内存里检索，照样能用；要由数据库检索，请在数据库那边安装 pgvector 0.8 或更新版本',
      en: 'the database has no pgvector: each server searches vectors in its own memory, which works; to have the database search them, install pgvector 0.8 or newer there',
    },
  }
}

function good(check: string, text: Texts): Finding {
  return { check, state: 'good', text }
}
