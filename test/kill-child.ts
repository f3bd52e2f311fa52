/**
 * A process to be killed: opens the knowledge in a folder and does one kind of work, telling on stdout what it may be held to.
 * `node --conditions=kaiwu-src kill-child.ts <folder> <work> <round>`
 * @module
 */
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { openKnowledge, knowledgeMigrations } from '@kaiwu/knowledge'
import { openDatabase } from '@kaiwu/store'
import { filesOf, thickUpload, uploadOf } from './kill-documents.ts'

const [folder = '', work = '', round = '0'] = process.argv.slice(2)
const say = (line: string): void => void writeSync(1, `${line}\n`)

const database = await openDatabase({ folder: join(folder, 'data'), migrations: knowledgeMigrations })
const knowledge = await openKnowledge({ database })
say('OPEN')

const works: Readonly<Record<string, () => Promise<void>>> = {
  async sync() {
    const files = filesOf(Number(round))
    let last: string | undefined
    await knowledge.sync('a', files, {
      onProgress: ({ path }) => {
        if (last !== undefined) say(`ACK ${last}`)
        last = path
      },
    })
  },
  async add() {
    for (let at = 0; at < 3; at++) {
      const { name, bytes } = uploadOf(Number(round), at)
      const { id } = await knowledge.add('a', name, bytes)
      say(`ACK ${name} ${id}`)
    }
  },
  async fill() {
    const { name, bytes, word } = thickUpload(Number(round))
    await knowledge.add('a', name, bytes)
    say(`ACK ${name} ${word}`)
  },
  async release() {
    for (let at = 0; at < 3; at++) {
      const { name, bytes } = uploadOf(Number(round), at)
      await knowledge.add('a', name, bytes)
      say(`ACK ${(await knowledge.release(`${round}.${at}`)).id} ${knowledge.documents().length}`)
    }
  },
  async export() {
    await knowledge.exportTo(join(folder, 'out.kaiwu'))
    say('ACK export')
  },
  async import() {
    await knowledge.importFrom(join(folder, 'in.kaiwu'))
    say('ACK import')
  },
  migrate: () => Promise.resolve(),
}

await works[work]!()
say('DONE')
await knowledge.close()
