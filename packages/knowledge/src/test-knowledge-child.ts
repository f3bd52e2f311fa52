/**
 * A server of its own on a base, to be killed or talked to:
 * `node --conditions=kaiwu-src test-knowledge-child.ts <folder> <url or -> <schema or -> <work> <name>`.
 * Tells on stdout what it may be held to: `ACK` for what is done, `DONE` at the end.
 * @module
 */
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fixedClock } from '@kaiwu/core'
import { openDatabase } from '@kaiwu/store'
import { knowledgeMigrations } from './knowledge-schema.ts'
import { openKnowledge } from './open-knowledge.ts'
import { crashWork, numberedText } from './test-knowledge-work.ts'
import { bytesOfText, testDay } from './test-knowledge.ts'
import { testEmbedder } from './vectors/test-embedder.ts'

const [folder = '', url = '-', schema = '-', work = '', name = ''] = process.argv.slice(2)
const say = (line: string): void => void writeSync(1, `${line}\n`)
const place = url === '-' ? {} : { url, schema }
const database = await openDatabase({ folder, migrations: knowledgeMigrations, ...place })
const knowledge = await openKnowledge({ database, clock: fixedClock(testDay), embedder: testEmbedder().embedder })
say('OPEN')

/** Changes of a writer among others; every seventh takes back the one before, every fifth replaces what all writers share. */
async function write(): Promise<void> {
  for (let at = 0; at < 50; at++) {
    const path = `${name}-${at}.md`
    const { id } = await knowledge.add('a', path, bytesOfText(numberedText(name, at)))
    say(`ACK add ${path}`)
    if (at % 7 === 6) {
      await knowledge.remove(id)
      say(`ACK remove ${path}`)
    }
    if (at % 5 === 4) {
      await knowledge.add('a', 'shared.md', bytesOfText(numberedText(`shared ${name}`, at)))
      say('ACK add shared.md')
    }
  }
}

/** Answers each line with what it finds. */
async function answer(): Promise<void> {
  for await (const query of createInterface({ input: process.stdin })) {
    const { hits } = await knowledge.search({ query, asOf: 'any' })
    say(JSON.stringify(hits.map(({ passage, score, document }) => [passage.id, score, document.revision, passage.text])))
  }
}

if (work === 'write') await write()
else if (work === 'answer') await answer()
else await crashWork(knowledge, (done) => say(`ACK ${done}`))
say('DONE')
await knowledge.close()
