import { readDocument } from '@kaiwu/knowledge'
import { tablesOf } from '../../packages/knowledge/src/table/tables-of.ts'
import type { TypedTable } from '../../packages/knowledge/src/table/typed-table.ts'

/** The typed tables of a file, read as a knowledge reads it. */
export async function tablesFromBytes(bytes: Uint8Array, name: string, title: string): Promise<readonly TypedTable[]> {
  const { text, blocks } = await readDocument(bytes, name)
  return tablesOf({ id: name, text, blocks, stated: { facts: { title }, repeals: [], amends: [], evidence: [] } })
}
