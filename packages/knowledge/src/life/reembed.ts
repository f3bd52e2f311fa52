import { KaiwuError, type Embedder } from '@kaiwu/core'
import { failpoint, type Database, type Queries, type StoreValue } from '@kaiwu/store'
import type { ListedDocument } from '../listed-document.ts'
import { embedTexts } from '../vectors/embed-texts.ts'
import type { VectorSpace } from '../vectors/vector-index.ts'
import { textsOf, wantedVectors, type WantedVectors } from './lacking-vectors.ts'
import { storedName } from './plan-reembedding.ts'
import { holdsContent } from './revision-rows.ts'
import { saveEmbedding, storedEmbedding } from './vector-rows.ts'

/** Where making vectors anew stands. */
export type ReembeddingProgress = Readonly<{
  /** Passages, those of earlier runs included. */
  done: number
  total: number
  elapsedMs: number
  /** By the pace of this run; absent before its first passages. */
  remainingMs?: number
}>

/** How to make the vectors of a base anew. */
export type ReembeddingOptions = Readonly<{
  database: Database
  embedder: Embedder
  onProgress?: (progress: ReembeddingProgress) => void
  /** Stops between two batches; what was made stays, and the next run goes on from there. */
  signal?: AbortSignal
}>

/** What a run came to. */
export type ReembeddingResult = Readonly<{
  /** Passages that this run sent. */
  embedded: number
  /** The base is searched with the new vectors from now on. Not so where it was stopped. */
  switched: boolean
}>

/** Passages that are sent and committed at a time, and how long they may be together: memory stays small, and little is lost. */
const passagesAtOnce = 64
const charactersAtOnce = 200_000

/** Passages in a row of one revision, which are sent and stored together. */
type Piece = Readonly<{ listed: ListedDocument; first: number; texts: readonly string[] }>

/**
 * Makes the vectors of every passage that stands or is served with another model. Each batch is committed when it is made, so that a run
 * that was stopped, killed or failed goes on where it was. The vectors before stay, and the base can be searched with its former model,
 * until all are there; then the setting changes and they go, in one transaction.
 * @throws what embedding throws: what was made so far is kept. EMBEDDING_CHANGED when another run has changed the model meanwhile;
 * STORE_CORRUPT when a document has not the passages it says
 */
export async function reembed(options: ReembeddingOptions): Promise<ReembeddingResult> {
  const { database, embedder, signal } = options
  const from = await storedEmbedding(database)
  const space: VectorSpace = Object.freeze({ model: embedder.ref, dimension: await dimensionOf(embedder, signal) })
  const stored = storedName(from, space)
  let embedded = 0
  for (let before = -1; ; before = embedded) {
    // What lacks vectors and has no texts either would be asked for without end.
    if (embedded === before) throw new KaiwuError('STORE_CORRUPT', { path: database.place, reason: 'revisions.passages' })
    const wanted = await wantedVectors(database, space, stored)
    const progress = progressOf(wanted, options.onProgress)
    for await (const batch of batches(database, wanted)) {
      if (signal?.aborted) return Object.freeze({ embedded, switched: false })
      const made = await vectorsOf(batch, embedder, signal)
      if (made === undefined) return Object.freeze({ embedded, switched: false })
      await database.transaction((inside) => savePieces(inside, batch, stored, made))
      failpoint('reembed-after-commit')
      embedded += made.length
      progress(made.length)
    }
    if (signal?.aborted) return Object.freeze({ embedded, switched: false })
    // Another server may have taken something in meanwhile: then there is more to do.
    if (await switched(database, { from, space, stored })) return Object.freeze({ embedded, switched: true })
  }
}

/** Some services do not say before the first answer how many numbers their vectors have. */
async function dimensionOf(embedder: Embedder, signal: AbortSignal | undefined): Promise<number> {
  if (embedder.dimension > 0) return embedder.dimension
  const [vector] = await embedder.embed(['1'], signal ? { signal } : {})
  return vector?.length ?? 0
}

async function vectorsOf(batch: readonly Piece[], embedder: Embedder, signal?: AbortSignal): Promise<Float32Array[] | undefined> {
  const texts = batch.flatMap((piece) => piece.texts)
  try {
    return await embedTexts(embedder, texts, { batch: passagesAtOnce, ...(signal ? { signal } : {}) })
  } catch (error) {
    if (signal?.aborted && KaiwuError.is(error) && error.code === 'CANCELLED') return undefined
    throw error
  }
}

/** What lacks vectors, document by document, in batches; small documents share one. */
async function* batches(queries: Queries, wanted: readonly WantedVectors[]): AsyncGenerator<readonly Piece[]> {
  let batch: Piece[] = []
  let passages = 0
  let characters = 0
  for (const { listed, done } of wanted) {
    if (done >= listed.passageCount) continue
    const texts = await textsOf(queries, listed)
    for (let first = done; first < texts.length;) {
      const some: string[] = []
      while (first + some.length < texts.length && passages < passagesAtOnce && characters < charactersAtOnce) {
        const text = texts[first + some.length]!
        some.push(text)
        passages++
        characters += text.length
      }
      if (some.length > 0) batch.push({ listed, first, texts: some })
      first += some.length
      if (passages < passagesAtOnce && characters < charactersAtOnce) continue
      yield batch
      batch = []
      passages = 0
      characters = 0
    }
  }
  if (batch.length > 0) yield batch
}

async function savePieces(
  inside: Queries,
  batch: readonly Piece[],
  stored: string,
  made: readonly Float32Array[],
): Promise<void> {
  let at = 0
  for (const { listed, first, texts } of batch) {
    const { id, revision } = listed
    // Forgotten or changed meanwhile by another server: these are not the vectors of what is there now.
    const isThere = await holdsContent(inside, listed)
    const which = 'document_id = ? AND revision = ? AND model = ?'
    // What is behind is of no use: a run that was stopped stores passages in their order.
    if (isThere) await inside.run(`DELETE FROM vectors WHERE ${which} AND ordinal >= ?`, id, revision, stored, first)
    const values: StoreValue[] = []
    for (const [offset] of texts.entries()) {
      const { buffer, byteOffset, byteLength } = made[at++]!
      values.push(id, revision, stored, first + offset, new Uint8Array(buffer, byteOffset, byteLength))
    }
    const rows = Array.from(texts, () => '(?, ?, ?, ?, ?)').join(', ')
    if (isThere) await inside.run(`INSERT INTO vectors (document_id, revision, model, ordinal, vector) VALUES ${rows}`, ...values)
  }
  failpoint('reembed-before-commit')
}

type Change = Readonly<{ from: VectorSpace | undefined; space: VectorSpace; stored: string }>

/** Has the base use the new vectors, if there is one for every passage, and deletes all others. */
function switched(database: Database, { from, space, stored }: Change): Promise<boolean> {
  return database.transaction(async (inside) => {
    const now = await storedEmbedding(inside)
    if (now?.model !== from?.model || now?.dimension !== from?.dimension)
      throw new KaiwuError('EMBEDDING_CHANGED', { stored: named(now), wanted: named(space) })
    const wanted = await wantedVectors(inside, space, stored)
    if (wanted.some(({ listed, done }) => done < listed.passageCount)) return false
    await saveEmbedding(inside, space)
    await inside.run('DELETE FROM vectors WHERE model <> ?', stored)
    if (stored !== space.model) await inside.run('UPDATE vectors SET model = ? WHERE model = ?', space.model, stored)
    failpoint('reembed-before-switch')
    return true
  })
}

function named(space: VectorSpace | undefined): string {
  return space ? `${space.model} (${space.dimension})` : '—'
}

function progressOf(wanted: readonly WantedVectors[], report: ReembeddingOptions['onProgress']): (count: number) => void {
  const total = wanted.reduce((sum, { listed }) => sum + listed.passageCount, 0)
  const before = wanted.reduce((sum, { done }) => sum + done, 0)
  const since = performance.now()
  let made = 0
  const tell = (): void => {
    const elapsedMs = performance.now() - since
    const remaining = made > 0 ? { remainingMs: (elapsedMs / made) * (total - before - made) } : {}
    report?.(Object.freeze({ done: before + made, total, elapsedMs, ...remaining }))
  }
  tell()
  return (count) => {
    made += count
    tell()
  }
}
