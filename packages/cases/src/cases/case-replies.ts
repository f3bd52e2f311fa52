import type { Clock } from '@kaiwu/core'
import type { Database, Queries } from '@kaiwu/store'
import type { JsonObject } from '../log/canonical-json.ts'

/**
 * What models said to steps that are not recorded yet. A reply is put down before anything is made of it: a step that is done again
 * after a crash reads it here, and nothing is paid for twice.
 */
export type CaseReplies = Readonly<{
  /** @param askedHash tells what was asked, and in which visit and step */
  read(caseId: string, askedHash: string): Promise<JsonObject | undefined>
  keep(caseId: string, askedHash: string, reply: JsonObject): Promise<void>
}>

/** The replies kept in a base of cases. */
export function caseReplies(database: Database, clock: Clock): CaseReplies {
  return Object.freeze({
    read: async (caseId: string, askedHash: string) => {
      const row = await database.get<{ reply: string }>(
        'SELECT reply FROM caseReplies WHERE caseId = ? AND askedHash = ?',
        ...[caseId, askedHash],
      )
      return row && (JSON.parse(row.reply) as JsonObject)
    },
    keep: async (caseId: string, askedHash: string, reply: JsonObject) => {
      await database.run(
        'INSERT INTO caseReplies (caseId, askedHash, reply, atMs) VALUES (?, ?, ?, ?) ON CONFLICT (caseId, askedHash) DO NOTHING',
        ...[caseId, askedHash, JSON.stringify(reply), clock.now()],
      )
    },
  })
}

/** Once the outcome of a step is recorded, what was said to it is not wanted any more. Belongs inside that transaction. */
export async function forgetReplies(inside: Queries, caseId: string): Promise<void> {
  await inside.run('DELETE FROM caseReplies WHERE caseId = ?', caseId)
}
