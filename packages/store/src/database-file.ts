import { DatabaseSync } from 'node:sqlite'
import { asStoreError, connectionOf, makeDurable, openDatabase, type Connection } from './connection.ts'

/** A database in a file of its own, beside any store: a copy to hand on, or one that came from elsewhere. */
export type DatabaseFile = Connection & Readonly<{ path: string; close(): void }>

/**
 * Opens a database file. For reading, nothing in it is trusted: its schema can call no functions and it cannot be changed.
 * For writing, it is one file without others beside it whenever nothing is under way, and commits survive a power cut.
 * @throws STORE_UNUSABLE, STORE_CORRUPT
 */
export function openDatabaseFile(path: string, access: 'read' | 'write' = 'read'): DatabaseFile {
  const database = access === 'read' ? openToRead(path) : openDatabase(path)
  try {
    if (access === 'write') {
      database.exec('PRAGMA journal_mode=DELETE')
      makeDurable(database, path, 'delete')
    } else database.exec('PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA query_only=ON;')
  } catch (error) {
    database.close()
    throw asStoreError(error, path)
  }
  return Object.freeze({ path, ...connectionOf(database, path), close: () => database.close() })
}

function openToRead(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { readOnly: true })
  } catch (error) {
    throw asStoreError(error, path)
  }
}
