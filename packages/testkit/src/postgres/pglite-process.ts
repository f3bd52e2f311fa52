/**
 * A PostgreSQL in WebAssembly behind a port, in a process of its own. It prints its port, and ends when its standard input does: with
 * whoever started it, however that one ends.
 * @module
 */
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0))
process.stdin.resume()
const db = await PGlite.create({ extensions: { vector } })
const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 50 })
await server.start()
console.log(server.getServerConn())
