/**
 * A process that writes an index file, to be killed or traced: `node test-index-file-child.ts <path> <generation> <bytes>`.
 * Tells on stdout how it ended, and keeps on being there after it was told to wait.
 * @module
 */
import { writeSync } from 'node:fs'
import { KaiwuError } from '@kaiwu/core'
import { writeIndexFile } from './write-index-file.ts'

const [path = '', generation = '1', size = '100000'] = process.argv.slice(2)
const bytes = new Uint8Array(Number(size)).fill(Number(generation))
try {
  await writeIndexFile(path, { kind: 'test', form: 1, meta: { generation: Number(generation) } }, [bytes])
  writeSync(1, 'ACK')
} catch (error) {
  writeSync(1, KaiwuError.is(error) ? `${error.code} ${error.message}` : String(error))
}
