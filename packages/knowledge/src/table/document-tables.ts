import type { StoredDocument } from '../document-store.ts'
import { tablesOf } from './tables-of.ts'
import type { TypedTable } from './typed-table.ts'

// A document read again has new blocks.
const known = new WeakMap<StoredDocument['blocks'], readonly TypedTable[]>()

/** The tables of a stored document; made once for as long as the document is held in memory. */
export function documentTables(stored: StoredDocument): readonly TypedTable[] {
  const tables = known.get(stored.blocks) ?? tablesOf(stored)
  known.set(stored.blocks, tables)
  return tables
}
