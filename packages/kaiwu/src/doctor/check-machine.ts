import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Finding } from './finding.ts'

const leastNode = [22, 18] as const
// From here on SQLite's write-ahead log is safe with several connections; the store keeps to the rollback journal before.
const walSince = [3, 51, 3] as const

/** Looks at what Kaiwu stands on: Node.js, SQLite, the optional vector index, the built page. */
export async function checkMachine(): Promise<Finding[]> {
  return [checkNode(process.versions.node), await checkSqlite(), checkVectorIndex(), await checkConsole()]
}

/** Judges a Node.js version such as `24.21.0`. */
export function checkNode(version: string): Finding {
  return atLeast(version, leastNode)
    ? { check: 'node', state: 'good', text: { zh: `Node.js ${version}`, en: `Node.js ${version}` } }
    : {
        check: 'node',
        state: 'broken',
        fault: 'operator',
        text: {
          zh: `Node.js ${version} 太旧；请安装 ${leastNode.join('.')} 或更新的版本`,
          en: `Node.js ${version} is too old; install ${leastNode.join('.')} or newer`,
        },
      }
}

async function checkSqlite(): Promise<Finding> {
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(':memory:')
  try {
    const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string }
    return atLeast(version, walSince)
      ? { check: 'sqlite', state: 'good', text: { zh: `SQLite ${version}`, en: `SQLite ${version}` } }
      : {
          check: 'sqlite',
          state: 'weaker',
          text: {
            zh: `SQLite ${version}：可用，写入稍慢（${walSince.join('.')} 起用预写日志）`,
            en: `SQLite ${version}: works, writes somewhat slower (a write-ahead log is used from ${walSince.join('.')} on)`,
          },
        }
  } finally {
    database.close()
  }
}

function checkVectorIndex(): Finding {
  const requireFromKnowledge = createRequire(import.meta.resolve('@kaiwu/knowledge/package.json'))
  try {
    requireFromKnowledge('hnswlib-node')
    return {
      check: 'vector-index',
      state: 'good',
      text: { zh: '向量索引 hnswlib-node 可用', en: 'vector index: hnswlib-node loads' },
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reason = code ?? (message.split('\n')[0] ?? '').replace(/\.? Tried:$/, '')
    return {
      check: 'vector-index',
      state: 'weaker',
      text: {
        zh: `没有 hnswlib-node（${reason}）：关键词检索照常`,
        en: `no hnswlib-node (${reason}): keyword search works without it`,
      },
    }
  }
}

async function checkConsole(): Promise<Finding> {
  const requireFromServer = createRequire(import.meta.resolve('@kaiwu/server/package.json'))
  const { consoleFolder } = requireFromServer('@kaiwu/console') as { consoleFolder: string }
  return existsSync(join(consoleFolder, 'index.html'))
    ? { check: 'console', state: 'good', text: { zh: '网页已构建', en: 'the web page is built' } }
    : {
        check: 'console',
        state: 'weaker',
        text: {
          zh: '网页还没有构建，接口可用；运行 npm run build',
          en: 'the web page is not built, the API works; run npm run build',
        },
      }
}

/** Compares a dotted version part by part. */
function atLeast(version: string, wanted: readonly number[]): boolean {
  const parts = version.split('.').map(Number)
  for (const [at, part] of wanted.entries()) {
    if ((parts[at] ?? 0) !== part) return (parts[at] ?? 0) > part
  }
  return true
}
