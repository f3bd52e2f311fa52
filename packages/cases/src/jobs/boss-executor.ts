import type { Queries, StoreValue } from '@kaiwu/store'
import type { Db } from 'pg-boss'

/**
 * Lets pg-boss run its statements within a transaction of the base: what they do is kept or given up together with all else.
 * @example
 * await boss.send('jobs', data, { db: bossExecutor(inside) })
 */
export function bossExecutor(inside: Queries): Db {
  return {
    async executeSql(text: string, values: unknown[] = []) {
      if (isScript(text)) {
        await inside.run(asBlock(text))
        return { rows: [] }
      }
      // Arrays reach the driver as they are; the port numbers its values with question marks.
      return { rows: await inside.all(text.replace(/\$(\d+)/g, '?$1'), ...(values as StoreValue[])) }
    },
  }
}

/** Several statements, with the commands of a transaction around them. */
function isScript(text: string): boolean {
  return /^\s*BEGIN;/m.test(text)
}

/**
 * A script as one statement, since a connection prepares them one by one. It runs within a transaction already, in which indexes
 * cannot be built concurrently.
 */
function asBlock(script: string): string {
  const statements = script.replace(/^\s*(?:BEGIN|COMMIT);\s*$/gm, '').replace(/\bINDEX CONCURRENTLY\b/g, 'INDEX')
  return `DO $kaiwuDo$ BEGIN EXECUTE $kaiwuScript$${statements}$kaiwuScript$; END $kaiwuDo$`
}
