import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import type { IndexFile } from '../passages/index-file.ts'
import { openIndexFile } from '../passages/open-index-file.ts'
import { PassageSet } from '../passages/passage-set.ts'
import { graphFlaw } from './hnsw-file.ts'
import { hnswFile, hnswIndex, openHnswIndex } from './hnsw-index.ts'
import { loadHnsw } from './load-hnsw.ts'
import { startHnswWorker } from './start-hnsw-worker.ts'
import { describeVectorIndex } from './test-vector-index.ts'
import { clusteredVectors, exactNearest, joined, randomVectors } from './test-vectors.ts'
import type { VectorIndex, VectorSpace } from './vector-index.ts'

const space: VectorSpace = { model: 'test/space', dimension: 32 }

async function reopen(path: string, of: VectorSpace): Promise<VectorIndex> {
  const { file, problem } = await openIndexFile(path, hnswFile)
  if (problem) throw new Error(problem.reason)
  return openHnswIndex(file, of, path)
}

async function inFolder(work: (path: string, folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-hnsw-'))
  try {
    await work(join(folder, 'vectors.idx'), folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function recall(
  index: VectorIndex,
  held: ReadonlyMap<number, Float32Array>,
  questions: readonly Float32Array[],
  allowed?: PassageSet,
): Promise<number> {
  let right = 0
  let wanted = 0
  for (const question of questions) {
    const truth = new Set(exactNearest(held, question, 10, allowed).map(({ passage }) => passage))
    right += (await index.search(question, 10, allowed)).filter(({ passage }) => truth.has(passage)).length
    wanted += truth.size
  }
  return right / wanted
}

function describeHnsw(): void {
  describeVectorIndex('hnsw', { open: (one) => hnswIndex(one), reopen, tolerance: 1e-6 })

  describe('hnswIndex', () => {
    const all = clusteredVectors(5000, 32, 25)
    const held = new Map(all.entries())
    const questions = clusteredVectors(30, 32, 25, 12)

    it('keeps its recall as it grows, saved and opened, under filters wide and narrow', async () => {
      await inFolder(async (path) => {
        const index = await hnswIndex(space)
        for (let first = 0; first < 5000; first += 100) await index.add(first, joined(all.slice(first, first + 100)))
        await index.save(path, {})
        await index.close()
        const opened = await reopen(path, space)
        expect(await recall(opened, held, questions)).toBeGreaterThanOrEqual(0.98)
        for (const every of [2, 10, 19, 50, 1000]) {
          const allowed = new PassageSet(5000)
          for (let passage = 0; passage < 5000; passage += every) allowed.add(passage)
          expect(await recall(opened, held, questions, allowed), `one in ${every}`).toBeGreaterThanOrEqual(every > 20 ? 1 : 0.97)
        }
        await opened.close()
      })
    })

    it('builds the graph anew when half of it is gone, answering rightly all the while, and gives back the memory', async () => {
      const index = await hnswIndex(space)
      const rest = new Map(held)
      await index.add(0, joined(all))
      const before = index.bytes
      for (let first = 0; first < 5000; first += 500) {
        await index.remove(first, 400)
        for (let passage = first; passage < first + 400; passage++) rest.delete(passage)
        const hits = await index.search(questions[0]!, 50)
        expect([hits.length, hits.every(({ passage }) => rest.has(passage))]).toEqual([50, true])
      }
      const more = clusteredVectors(1000, 32, 25, 31)
      for (const [at, one] of more.entries()) rest.set(5000 + at, one)
      await index.add(5000, joined(more))
      await index.remove(5100, 50)
      for (let passage = 5100; passage < 5150; passage++) rest.delete(passage)
      expect([index.size, await recall(index, rest, questions)]).toEqual([rest.size, expect.closeTo(1, 1)])
      // Asking lets the worker go on; nothing else tells when it has built it.
      for (let turn = 0; turn < 500 && index.bytes > before * 0.6; turn++) {
        await index.remove(9999, 1)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      expect(index.bytes).toBeLessThanOrEqual(before * 0.6)
      expect(await recall(index, rest, questions)).toBeGreaterThanOrEqual(0.98)
      await index.close()
    })

    it('answers searches while many vectors enter the graph', async () => {
      const index = await hnswIndex({ ...space, dimension: 128 })
      const many = joined(randomVectors(2000, 128))
      const begun = performance.now()
      let done = false
      const adding = index.add(0, many).then(() => (done = true))
      const waits: number[] = []
      while (!done) {
        const start = performance.now()
        expect(await index.search(many.subarray(128, 256), 1)).toMatchObject([{ passage: 1 }])
        waits.push(performance.now() - start)
      }
      await adding
      waits.sort((a, b) => a - b)
      expect(waits[waits.length >> 1]! * 10).toBeLessThan(performance.now() - begun)
      await index.close()
    })

    it('refuses numbers that do not rise', async () => {
      const index = await hnswIndex(space)
      await index.add(5, joined(all.slice(0, 3)))
      for (const first of [7, 0, -1, 8.5, Number.NaN, 2 ** 32])
        await expect(index.add(first, all[0]!)).rejects.toThrow(RangeError)
      await index.add(8, all[0]!)
      expect(index.size).toBe(4)
      await index.close()
    })

    it('says that its worker has ended, to all who wait and to all who come', async () => {
      const worker = await startHnswWorker(8)
      const [searched, fatal, behind] = await Promise.allSettled([
        worker.ask({ ask: 'search', vector: new Float32Array(8).fill(1), top: 1 }),
        worker.ask({ ask: 'add', first: 0, vectors: null as unknown as Float32Array }),
        worker.ask({ ask: 'remove', first: 0, count: 1 }),
      ])
      expect(searched).toMatchObject({ status: 'fulfilled', value: { passages: new Uint32Array(0) } })
      for (const asked of [fatal, behind])
        expect(asked).toMatchObject({ status: 'rejected', reason: { code: 'INDEX_WORKER_ENDED' } })
      await expect(worker.ask({ ask: 'remove', first: 0, count: 1 })).rejects.toMatchObject({ code: 'INDEX_WORKER_ENDED' })
      await worker.close()
    })
  })

  describe('a file of hnsw', () => {
    async function saved(work: (file: IndexFile, path: string, folder: string) => Promise<void>): Promise<void> {
      await inFolder(async (path, folder) => {
        const index = await hnswIndex(space)
        await index.add(0, joined(randomVectors(300, 32)))
        await index.add(1000, joined(randomVectors(400, 32, 2)))
        await index.remove(40, 5)
        await index.save(path, { model: 'test/space', documents: [1, 2] })
        await index.close()
        await work((await openIndexFile(path, hnswFile)).file!, path, folder)
      })
    }

    it('keeps what it was given to keep, leaves nothing beside it, and nothing beside it when opened', async () => {
      await saved(async (file, path, folder) => {
        expect(file.head).toEqual({ ...hnswFile, meta: { model: 'test/space', documents: [1, 2] } })
        const index = await openHnswIndex(file, space, path)
        expect([index.size, readdirSync(folder)]).toEqual([695, ['vectors.idx']])
        await index.close()
      })
    })

    it('is made in a folder that is not there yet, and says so where it cannot be', async () => {
      await inFolder(async (path, folder) => {
        const index = await hnswIndex(space)
        await index.add(0, joined(randomVectors(300, 32)))
        await index.save(join(folder, '新', 'x.idx'), {})
        await index.save(path, {})
        await expect(index.save(join(path, 'x.idx'), {})).rejects.toMatchObject({ code: 'INDEX_FILE_UNWRITABLE' })
        expect([readdirSync(folder), await index.search(randomVectors(1, 32)[0]!, 1)]).toMatchObject([
          ['vectors.idx', '新'],
          [{ passage: 0 }],
        ])
        await index.close()
      })
    })

    it('is never loaded when a bit is flipped, a page zeroed or its end missing', async () => {
      await saved(async (_, path) => {
        const whole = readFileSync(path)
        for (let seed = 1; seed <= 150; seed++) {
          const at = (seed * 7919 * 31) % whole.length
          const damaged = Buffer.from(whole)
          if (seed % 3 === 0) damaged[at]! ^= 1 << (seed % 8)
          else if (seed % 3 === 1) damaged.subarray(at, at + 4096).fill(whole[at] === 0 ? 1 : 0)
          writeFileSync(path, seed % 3 === 2 ? whole.subarray(0, at) : damaged)
          const { file, problem } = await openIndexFile(path, hnswFile)
          expect([file, problem?.why], `seed ${seed}`).toEqual([undefined, 'damaged'])
        }
      })
    })

    // A folder of its own: what is mounted hides what lay below, which may be this repository.
    const place = mkdtempSync(join(tmpdir(), 'kaiwu-full-'))
    afterAll(() => rmSync(place, { recursive: true, force: true }))
    const full = (command: string): string | undefined => {
      const mount = `mount -t tmpfs -o size=800k none "${place}" && ${command}`
      const { status, stdout } = spawnSync('unshare', ['-m', 'sh', '-c', mount], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      return status === 0 ? stdout : undefined
    }
    const mountable = full('true') !== undefined
    if (!mountable) console.warn('no small file system can be mounted here: a full disk is not tested')
    it.skipIf(!mountable)('stays as it was when the disk is full, which hnswlib does not notice', () => {
      const child = fileURLToPath(new URL('test-hnsw-child.ts', import.meta.url))
      const said = full(`"${process.execPath}" --conditions=kaiwu-src "${child}" "${place}"`)
      expect(JSON.parse(said!)).toEqual(['saved', ['vectors.idx'], 'INDEX_FILE_NO_SPACE', ['vectors.idx'], 1000, 600])
    })

    it('is not loaded when it is of another dimension, cut, or its parts do not fit, and this process lives', async () => {
      await saved(async (file, path, folder) => {
        const [about, passages, alive, tail, graph] = file.parts as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array]
        const said = JSON.parse(Buffer.from(about).toString()) as Record<string, unknown>
        const about2 = (more: Record<string, unknown>): Uint8Array => Buffer.from(JSON.stringify({ ...said, ...more }))
        const unsorted = passages.slice()
        unsorted.set(passages.subarray(0, 4), 8)
        const wrong: readonly (readonly Uint8Array[])[] = [
          [],
          [Buffer.from('{'), passages, alive, tail, graph],
          [Buffer.from('null'), passages, alive, tail, graph],
          [about2({ metric: 'l2' }), passages, alive, tail, graph],
          [about2({ dimension: 64 }), passages, alive, tail, graph],
          [about2({ graphed: 10 }), passages, alive, tail, graph],
          [about2({ sha256: 'x' }), passages, alive, tail, graph],
          [about, passages.subarray(1), alive, tail, graph],
          [about, passages.subarray(4), alive, tail, graph],
          [about, unsorted, alive, tail, graph],
          [about, passages, alive.subarray(1), tail, graph],
          [about, passages, alive, new Uint8Array(tail.length + 4), graph],
          [about, passages, alive, tail, graph.subarray(0, -4)],
          [about, passages, alive, tail, new Uint8Array(0)],
          [about, passages, alive, tail, graph.toReversed()],
        ]
        for (const [at, parts] of wrong.entries())
          await expect(openHnswIndex({ ...file, parts }, space, path), `case ${at}`).rejects.toMatchObject({
            code: 'INDEX_FILE_UNUSABLE',
          })
        await expect(openHnswIndex(file, { ...space, dimension: 64 }, path)).rejects.toMatchObject({
          code: 'INDEX_FILE_UNUSABLE',
        })
        expect(readdirSync(folder)).toEqual(['vectors.idx'])
      })
    })

    it('is found out by every bit of hnswlib’s header, and when cut anywhere', async () => {
      await saved(async (file) => {
        const graph = file.parts[4]!
        const shape = {
          dimension: 32,
          count: (JSON.parse(Buffer.from(file.parts[0]!).toString()) as { graphed: number }).graphed,
        }
        expect(graphFlaw(graph, shape)).toBeUndefined()
        const entry = new DataView(graph.slice().buffer).getUint32(52, true)
        for (let bit = 0; bit < 96 * 8; bit++) {
          const copy = graph.slice()
          copy[bit >>> 3]! ^= 1 << (bit & 7)
          const moved = new DataView(copy.buffer).getUint32(52, true)
          if (graphFlaw(copy, shape) !== undefined) continue
          // Let through is only what does no harm: a walk that begins at another vector that reaches the top, and room for more.
          const isRoom = bit >= 8 * 8 && bit < 16 * 8
          expect([bit >>> 3, isRoom || (bit >= 52 * 8 && bit < 56 * 8 && moved !== entry), moved < shape.count]).toEqual([
            bit >>> 3,
            true,
            true,
          ])
        }
        for (let length = 0; length < graph.length; length += 64)
          expect(graphFlaw(graph.subarray(0, length), shape)).toBeDefined()
        expect(graphFlaw(Buffer.concat([graph, Buffer.alloc(4)]), shape)).toBeDefined()
        for (const other of [
          { dimension: 16, count: shape.count },
          { dimension: 32, count: shape.count - 1 },
        ])
          expect(graphFlaw(graph, other)).toBeDefined()
      })
    })
  })
}

const { reason } = await loadHnsw()
if (reason === undefined) describeHnsw()
else {
  console.warn(`hnswlib-node does not load here (${reason}): its engine is not tested in this run, only that it says so`)
  it('says that hnswlib-node does not load', async () => {
    await expect(hnswIndex(space)).rejects.toMatchObject({ code: 'VECTOR_ENGINE_MISSING' })
  })
}
