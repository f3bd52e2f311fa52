/**
 * The program of the thread that writes in bulk: a connection of its own, that does what it is asked, one after the other.
 * @module
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { BulkFailure, BulkReply, BulkRequest } from './bulk-messages.ts'
import { makeDurable } from './connection.ts'

const { file, folder } = workerData as { file: string; folder: string }
const port = parentPort!
const database = new DatabaseSync(file, { timeout: 5_000 })
database.exec('PRAGMA secure_delete=ON')
makeDurable(database, folder, 'wal')
const statements = new Map<string, StatementSync>()

port.on('message', (request: BulkRequest) => {
  port.postMessage(reply(request))
  if (request.ask === 'close') port.close()
})

function reply(request: BulkRequest): BulkReply {
  try {
    return answer(request)
  } catch (error) {
    return { failure: failureOf(error) }
  }
}

function answer(request: BulkRequest): BulkReply {
  switch (request.ask) {
    case 'begin':
      database.exec(request.sql!)
      return { changes: 0 }
    case 'commit':
      database.exec('COMMIT')
      return { changes: 0 }
    case 'rollBack':
      if (database.isTransaction) database.exec('ROLLBACK')
      return { changes: 0 }
    case 'close':
      database.close()
      return { changes: 0 }
    case 'all':
      return { rows: statement(request.sql).all(...request.values) }
    case 'run':
      return { changes: Number(statement(request.sql).run(...request.values).changes) }
  }
}

function statement(sql: string): StatementSync {
  if (!database.isTransaction) throw new Error('this transaction was rolled back')
  let prepared = statements.get(sql)
  if (!prepared) statements.set(sql, (prepared = database.prepare(sql)))
  return prepared
}

function failureOf(error: unknown): BulkFailure {
  const { message, errcode, code } = error as Error & { errcode?: number; code?: string }
  return { message, ...(errcode === undefined ? {} : { errcode }), ...(code === undefined ? {} : { code }) }
}
