import type { Database, Queries } from '@kaiwu/store'
import type { VectorSpace } from '../vectors/vector-index.ts'
import { textsOf, wantedVectors, type WantedVectors } from './lacking-vectors.ts'
import { storedEmbedding, type EmbeddingRow } from './vector-rows.ts'

/** What making the vectors of a base anew comes to. */
export type ReembeddingPlan = Readonly<{
  /** What the vectors were made with; absent where there are none. */
  from?: VectorSpace
  to: VectorSpace
  /** How many documents, and of them passages, get vectors. */
  documents: number
  passages: number
  /** Passages of these that have theirs, from an earlier run. */
  done: number
  /** About how many characters are still to be sent. */
  characters: number
  /** Some of the texts that are to be sent, for estimating what a character comes to. */
  sample: readonly string[]
}>

const sampledDocuments = 100
const sampledTexts = 400

/** Says what making the vectors of a base with another model comes to, before anything is sent. */
export async function planReembedding(database: Database, to: VectorSpace): Promise<ReembeddingPlan> {
  const from = await storedEmbedding(database)
  const wanted = await wantedVectors(database, to, storedName(from, to))
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  const lacking = wanted.filter(({ listed, done }) => done < listed.passageCount)
  const { sample, characters } = await sampled(database, lacking)
  return Object.freeze({
    ...(from ? { from: Object.freeze({ model: from.model, dimension: from.dimension }) } : {}),
    to: Object.freeze({ model: to.model, dimension: to.dimension }),
    documents: wanted.length,
    passages: sum(wanted.map(({ listed }) => listed.passageCount)),
    done: sum(wanted.map(({ done }) => done)),
    characters,
    sample: Object.freeze(sample),
  })
}

/**
 * The name that new vectors are stored under while they are being made. The same model with another dimension would take the place of
 * what is still searched with.
 */
export function storedName(from: EmbeddingRow | undefined, { model, dimension }: VectorSpace): string {
  return from?.model === model && from.dimension !== dimension ? `${model} (${dimension})` : model
}

/** What documents here and there come to, and by it all of them. */
async function sampled(queries: Queries, lacking: readonly WantedVectors[]): Promise<{ sample: string[]; characters: number }> {
  const step = Math.max(1, lacking.length / sampledDocuments)
  const sample: string[] = []
  let sent = 0
  let stored = 0
  for (let at = 0; at < lacking.length; at += step) {
    const { listed } = lacking[Math.floor(at)]!
    const texts = await textsOf(queries, listed)
    sent += texts.reduce((total, { length }) => total + length, 0)
    stored += listed.characters
    const every = Math.max(1, Math.ceil((texts.length * sampledDocuments) / sampledTexts))
    sample.push(...texts.filter((_, ordinal) => ordinal % every === 0))
  }
  const left = lacking.reduce((total, { listed, done }) => total + listed.characters * (1 - done / listed.passageCount), 0)
  return { sample: sample.slice(0, sampledTexts), characters: stored === 0 ? 0 : Math.ceil((left * sent) / stored) }
}
