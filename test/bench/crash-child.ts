/**
 * A process to be killed. It opens a base and changes it, and says what it tries and what it may be held to: `TRY <n>:<v> …`, then
 * `ACK <n>:<v> …` (version 0: taken out). `crash-child.ts <folder> <work> <round> <documents> <model> [<url>]`
 * @module
 */
import { writeSync } from 'node:fs'
import { crashEmbedder } from './crash-embedder.ts'
import { crashRecord } from './crash-records.ts'
import { openBench } from './ingest-base.ts'

const [folder = '', work = '', roundText = '0', documentsText = '0', model = '', url] = process.argv.slice(2)
const [round, documents] = [Number(roundText), Number(documentsText)]
const say = (line: string): void => void writeSync(1, `${line}\n`)

const { knowledge } = await openBench(folder, { embedder: crashEmbedder(model) }, url)
say('OPEN')

type Change = readonly (readonly [number: number, version: number])[]

async function change(changes: Change, made: () => Promise<unknown>): Promise<void> {
  const said = changes.map(([number, version]) => `${number}:${version}`).join(' ')
  say(`TRY ${said}`)
  await made()
  say(`ACK ${said}`)
}

const put = (changes: Change): Promise<void> =>
  change(changes, () =>
    knowledge.put(
      'bench',
      changes.map(([number, version]) => crashRecord(number, version)),
    ),
  )
const remove = (changes: Change): Promise<void> =>
  change(changes, () =>
    knowledge.removeRecords(
      'bench',
      changes.map(([number]) => `${number}.md`),
    ),
  )

/** Some of those that were there at the start, others every time. */
const someOf = (count: number, step: number): number[] =>
  Array.from({ length: count }, (_, at) => (round * 131 + step * count + at) % documents)

const works: Readonly<Record<string, () => Promise<void>>> = {
  /** New documents, and changed ones between them. */
  async ingest() {
    for (let step = 0; step < 12; step++) {
      const fresh = Array.from({ length: 4 }, (_, at) => [documents + round * 100 + step * 4 + at, 1] as const)
      const changed = someOf(4, step).map((number) => [number, round + 1] as const)
      await put([...fresh, ...changed])
    }
  },
  /** Taken out, and half of them put in again. */
  async delete() {
    for (let step = 0; step < 12; step++) {
      const gone = someOf(6, step)
      await remove(gone.map((number) => [number, 0] as const))
      await put(gone.slice(0, 3).map((number) => [number, round + 1] as const))
    }
  },
  /** So much is replaced that segments are merged and index files written on the way. */
  async merge() {
    for (let step = 0; step < 8; step++) await put(someOf(60, step).map((number) => [number, round + 1] as const))
  },
  /** Little is changed; closing writes the index files. */
  async snapshot() {
    await put(someOf(4, 0).map((number) => [number, round + 1] as const))
  },
  /** Puts the documents of the start in. */
  async fill() {
    for (let first = 0; first < documents; first += 50)
      await put(Array.from({ length: Math.min(50, documents - first) }, (_, at) => [first + at, 1] as const))
  },
}

await works[work]!()
await knowledge.close()
say('DONE')
