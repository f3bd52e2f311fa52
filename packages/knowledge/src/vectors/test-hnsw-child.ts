/**
 * A process that saves an index of the `hnsw` engine twice, the second time with more than there may be room for, and tells how both
 * ended and what is there then: `node test-hnsw-child.ts <folder>`.
 * @module
 */
import { readdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import { openIndexFile } from '../passages/open-index-file.ts'
import { hnswFile, hnswIndex, openHnswIndex } from './hnsw-index.ts'
import { joined, randomVectors } from './test-vectors.ts'

const [folder = ''] = process.argv.slice(2)
const path = join(folder, 'vectors.idx')
const space = { model: 'test/space', dimension: 64 }
const index = await hnswIndex(space)
const save = (): Promise<unknown> =>
  index.save(path, {}).then(
    () => 'saved',
    (error: unknown) => (KaiwuError.is(error) ? error.code : String(error)),
  )
const said: unknown[] = []
for (const [at, count] of [600, 3000].entries()) {
  await index.add(at * 1000, joined(randomVectors(count, 64, at + 1)))
  said.push(await save(), readdirSync(folder))
}
const found = await index.search(randomVectors(1, 64, 2)[0]!, 1)
await index.close()
const { file } = await openIndexFile(path, hnswFile)
const opened = await openHnswIndex(file!, space, path).catch((error: unknown) =>
  KaiwuError.is(error) ? error.code : String(error),
)
said.push(found[0]?.passage, typeof opened === 'string' ? opened : opened.size)
if (typeof opened !== 'string') await opened.close()
writeSync(1, JSON.stringify(said))
