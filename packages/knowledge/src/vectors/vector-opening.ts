import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '@kaiwu/store'
import type { IndexFile } from '../passages/index-file.ts'
import type { IndexFileRoom } from '../passages/open-index-file.ts'
import type { PassagePlaces } from '../passages/passage-places.ts'
import { chooseEngine, type EngineChoice, type VectorMeasurement } from './choose-engine.ts'
import { flatFileRoom, type FlatFileRoom } from './flat/flat-file.ts'
import { flatFile, flatIndex, openFlatIndex } from './flat-index.ts'
import { hnswFile, hnswIndex, openHnswIndex } from './hnsw-index.ts'
import { loadHnsw } from './load-hnsw.ts'
import { pgvectorIndex } from './pgvector-index.ts'
import type { VectorEngine, VectorIndex, VectorSpace } from './vector-index.ts'

/** An index, and which revisions of documents it holds already: one that outlives the process holds what it held. */
export type CreatedVectors = Readonly<{ index: VectorIndex; holds: ReadonlySet<string> }>

/** How the vectors of a base are searched: what makes an index of them, and what reads one from a file. */
export type VectorOpening = VectorSpace &
  Readonly<{
    choice: EngineChoice
    create(places: PassagePlaces): Promise<CreatedVectors>
    /** Absent for an engine that keeps no files. */
    files?: Readonly<{
      kind: string
      form: number
      /** Memory of the index itself to read the file into, as far as it can be. */
      room?: IndexFileRoom
      /** @throws KaiwuError when the file does not hold together */
      open(file: IndexFile, path: string): Promise<VectorIndex>
    }>
  }>

/** Where what `kaiwu doctor --bench` measured is kept, in the folder of a base. */
export const measurementFile = 'vector-engines.json'

const nothing: ReadonlySet<string> = new Set()

/** Chooses what searches the vectors of a base, by its settings, their number and what was measured on the machine. */
export async function vectorOpening(
  space: VectorSpace,
  engine: VectorEngine | 'auto',
  database: Database,
): Promise<VectorOpening> {
  const { model, dimension } = space
  const row = await database.get<{ count: number }>('SELECT count(*) AS count FROM vectors WHERE model = ?', model)
  const choice = chooseEngine({
    count: row?.count ?? 0,
    dimension,
    engine,
    ...(await measured(database)),
    hnswAvailable: (await loadHnsw()).hnsw !== undefined,
    database: database.kind,
  })
  const shared = { ...space, choice }
  switch (choice.engine) {
    case 'flat':
      return Object.freeze({
        ...shared,
        ...flatOpening(space),
      })
    case 'hnsw':
      return Object.freeze({
        ...shared,
        create: async () => ({ index: await hnswIndex(space), holds: nothing }),
        files: { ...hnswFile, open: (file: IndexFile, path: string) => openHnswIndex(file, space, path) },
      })
    case 'pgvector':
      return Object.freeze({ ...shared, create: (places: PassagePlaces) => onPostgres(database, space, places) })
  }
}

function flatOpening(space: VectorSpace): Pick<VectorOpening, 'create' | 'files'> {
  let room: FlatFileRoom | undefined
  // It is the index's, or of no use: a hundred megabytes that would be held here as long as the base is open.
  const taken = (): FlatFileRoom | undefined => {
    const given = room
    room = undefined
    return given
  }
  return {
    create: async () => {
      taken()
      return { index: flatIndex(space), holds: nothing }
    },
    files: {
      ...flatFile,
      room: (size, starts) => (room = flatFileRoom(space.dimension)).take(size, starts),
      open: async (file) => openFlatIndex(file, space, {}, taken()),
    },
  }
}

async function onPostgres(database: Database, space: VectorSpace, places: PassagePlaces): Promise<CreatedVectors> {
  const index = await pgvectorIndex(database, {
    space,
    copiesBase: true,
    locate: (passage) => places.locate(passage),
    numberOf: (documentId, revision, ordinal) => places.numberOf(documentId, revision, ordinal),
  })
  const held = await index.documents()
  const stored = await database.all<{ id: string; revision: number; count: number }>(
    'SELECT document_id AS id, revision, count(*) AS count FROM vectors WHERE model = ? GROUP BY document_id, revision',
    space.model,
  )
  const counts = new Map(stored.map(({ id, revision, count }) => [`${id}.${revision}`, count]))
  const whole = held.filter(({ documentId, revision, count }) => counts.get(`${documentId}.${revision}`) === count)
  return { index, holds: new Set(whole.map(({ documentId, revision }) => `${documentId}.${revision}`)) }
}

async function measured({ folder }: Database): Promise<{ measured?: VectorMeasurement }> {
  try {
    return { measured: JSON.parse(await readFile(join(folder, measurementFile), 'utf8')) as VectorMeasurement }
  } catch (error) {
    // Nobody has measured here, or the file is not what was written: then the limits that were measured elsewhere hold.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}
