/**
 * A PostgreSQL in WebAssembly behind a port, in a process of its own. It prints its port, and ends when its standard input does: with
 * whoever started it, however that one ends.
 * @module
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0))
process.stdin.resume()
const db = await emptyDatabase()
const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 50 })
await server.start()
console.log(server.getServerConn())

/** Making an empty database takes five seconds of a processor, opening a copy of one less than one: the first that is made is kept. */
async function emptyDatabase(): Promise<PGlite> {
  const about = new URL('../package.json', import.meta.resolve('@electric-sql/pglite'))
  const { version } = JSON.parse(readFileSync(about, 'utf8')) as { version: string }
  const kept = join(tmpdir(), `kaiwu-test-pglite-${version}-${process.getuid?.() ?? ''}.tar`)
  const extensions = { vector }
  if (existsSync(kept)) return PGlite.create({ extensions, loadDataDir: new Blob([readFileSync(kept)]) })
  const made = await PGlite.create({ extensions })
  const own = `${kept}.${process.pid}`
  writeFileSync(own, await (await made.dumpDataDir('none')).bytes(), { mode: 0o600 })
  renameSync(own, kept)
  return made
}
