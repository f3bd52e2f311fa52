/**
 * A process that holds a base for writing and does what it is told, one line at a time: `node test-writing-child.ts <folder>`.
 * Answers each line with one: `null`, or the code of an error.
 * @module
 */
import { createInterface } from 'node:readline'
import { fixedClock, KaiwuError } from '@kaiwu/core'
import { openKnowledge } from '../open-knowledge.ts'
import { bytesOfText, openTestDatabase, testDay, textFiles } from '../test-knowledge.ts'
import { testEmbedder } from '../vectors/test-embedder.ts'

/** What can be asked of it. */
export type WritingOrder =
  | readonly ['sync', Readonly<Record<string, string>>]
  | readonly ['add', string, string]
  | readonly ['label', string, readonly string[]]
  | readonly ['confirm', string, string]
  | readonly ['release']
  | readonly ['serve', string]
  | readonly ['close']

const [folder = '', withEmbedder] = process.argv.slice(2)
const database = await openTestDatabase(folder)
const embedder = withEmbedder ? { embedder: testEmbedder('test/meaning', 32).embedder } : {}
const knowledge = await openKnowledge({ database, clock: fixedClock(testDay), ...embedder })
const idOf = (path: string): string => knowledge.documents(undefined, 'all').find((document) => document.path === path)!.id

async function carryOut(order: WritingOrder): Promise<unknown> {
  switch (order[0]) {
    case 'sync':
      return knowledge.sync('a', textFiles(order[1]))
    case 'add':
      return knowledge.add('a', order[1], bytesOfText(order[2]))
    case 'label':
      return knowledge.setAccess(idOf(order[1]), order[2])
    case 'confirm':
      return knowledge.confirm(idOf(order[1]), { title: order[2] }, '林')
    case 'release':
      return knowledge.release()
    case 'serve':
      return knowledge.serve(order[1])
    case 'close':
      return knowledge.close()
  }
}

console.log('null')
for await (const line of createInterface({ input: process.stdin })) {
  const failure = await carryOut(JSON.parse(line) as WritingOrder).then(
    () => null,
    (error: unknown) => (KaiwuError.is(error) ? error.code : String(error)),
  )
  console.log(JSON.stringify(failure))
}
