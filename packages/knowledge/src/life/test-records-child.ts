/**
 * A process that changes a knowledge base, to be killed: `node test-records-child.ts <folder> put|reembed`.
 * Tells on stdout how it ended, and how many passages it sent to the embedder.
 * @module
 */
import { writeSync } from 'node:fs'
import { openKnowledge } from '../open-knowledge.ts'
import { openTestDatabase } from '../test-knowledge.ts'
import { testEmbedder } from '../vectors/test-embedder.ts'
import { reembed } from './reembed.ts'

const [folder = '', action = ''] = process.argv.slice(2)
const database = await openTestDatabase(folder)
const { embedder, calls } = testEmbedder('test/new', 12)
if (action === 'put') {
  const knowledge = await openKnowledge({ database })
  const records = Array.from({ length: 300 }, (_, at) => ({ path: `r/${at}`, text: `第二批 养犬登记 ${at}` }))
  await knowledge.put('notes', records)
  writeSync(1, 'ACK')
  await knowledge.close()
} else {
  const { embedded, switched } = await reembed({ database, embedder })
  writeSync(1, `${switched ? 'switched' : 'stopped'} ${embedded} ${calls.flat().length}`)
  await database.close()
}
