import { describe, expect, it } from 'vitest'
import { openIndexFile } from '../passages/open-index-file.ts'
import { PassageSet } from '../passages/passage-set.ts'
import { flatFile, flatIndex, openFlatIndex } from './flat-index.ts'
import { describeVectorIndex } from './test-vector-index.ts'
import { clusteredVectors, cosine, exactNearest, joined, randomNumbers, randomVectors, vector } from './test-vectors.ts'
import type { VectorHit } from './vector-index.ts'

for (const kernel of ['wasm', 'plain'] as const) {
  describeVectorIndex(`flat, ${kernel}`, {
    open: (space) => flatIndex(space, { kernel }),
    reopen: async (path, space) => openFlatIndex((await openIndexFile(path, flatFile)).file!, space, { kernel }),
  })
}

const passages = (hits: readonly VectorHit[]): number[] => hits.map(({ passage }) => passage)
const spaceOf = (dimension: number) => ({ model: 'test/space', dimension })

const known = new WeakMap<Float32Array, ReadonlySet<number>>()

/** The ten nearest; worked out once for each question. */
function nearestOf(held: ReadonlyMap<number, Float32Array>, question: Float32Array): ReadonlySet<number> {
  const truth = known.get(question) ?? new Set(passages(exactNearest(held, question, 10)))
  known.set(question, truth)
  return truth
}

/** The share of the ten nearest that is found, over some questions. */
async function recallOf(
  index: Readonly<{ search(vector: Float32Array, top: number): Promise<readonly VectorHit[]> }>,
  held: ReadonlyMap<number, Float32Array>,
  questions: readonly Float32Array[],
): Promise<number> {
  let found = 0
  for (const question of questions) {
    const truth = nearestOf(held, question)
    found += (await index.search(question, 10)).filter(({ passage }) => truth.has(passage)).length
  }
  return found / (10 * questions.length)
}

/** Vectors whose numbers get smaller and smaller, as those turned to their main directions have. */
function steep(count: number, dimension: number, seed: number): Float32Array[] {
  return clusteredVectors(count, dimension, 40, seed).map((one) => one.map((value, at) => value / Math.sqrt(at + 1)))
}

/** Vectors in a narrow cone: all of them much like their mean. */
function cone(count: number, dimension: number, seed: number): Float32Array[] {
  const [axis] = randomVectors(1, dimension, 99) as [Float32Array]
  return steep(count, dimension, seed).map((one) => {
    const length = Math.sqrt(one.reduce((sum, value) => sum + value * value, 0) / dimension)
    return one.map((value, at) => value / length + 2 * axis[at]!)
  })
}

describe('flat: recall', () => {
  it.each([
    ['that fill all directions', randomVectors, ['scan', 'cascade']],
    [
      'in clusters',
      (count: number, dimension: number, seed: number) => clusteredVectors(count, dimension, 60, seed),
      ['cascade'],
    ],
    ['with a steep spectrum', steep, ['cascade']],
    ['in a cone', cone, ['cascade']],
  ] as const)('finds the nearest among vectors %s', async (...[, make, searches]) => {
    const all = make(4300, 640, 1)
    const held = new Map(all.entries())
    const questions = make(20, 640, 2)
    const index = flatIndex(spaceOf(640))
    await index.add(0, joined(all))
    expect(searches).toContain(index.describe().search)
    expect(index.describe().recall).toBeGreaterThanOrEqual(0.99)
    // Made vectors are harder than those of texts: within a cluster all are almost equally near, and rounding changes their order.
    expect(await recallOf(index, held, questions)).toBeGreaterThanOrEqual(0.96)
    const exact = async (wanted: Uint32Array): Promise<Float32Array> => joined([...wanted].map((passage) => all[passage]!))
    const sharp = flatIndex(spaceOf(640), { exact })
    await sharp.add(0, joined(all))
    expect(await recallOf(sharp, held, questions)).toBeGreaterThanOrEqual(0.99)
    const [best] = await sharp.search(questions[0]!, 1)
    expect(best!.score).toBeCloseTo(cosine(all[best!.passage]!, questions[0]!), 6)
  })

  it('looks at every row where bits cannot tell vectors apart, and says so', async () => {
    const all = randomVectors(20_000, 128, 1)
    const index = flatIndex(spaceOf(128))
    await index.add(0, joined(all))
    expect(index.describe()).toMatchObject({ search: 'scan', vectors: 20_000, checkedAt: 20_000 })
    expect(index.describe().recall).toBeLessThan(0.99)
    expect(await recallOf(index, new Map(all.entries()), randomVectors(10, 128, 2))).toBeGreaterThanOrEqual(0.99)
  })

  it('holds when what comes later is of another kind than what came first', async () => {
    const first = cone(4200, 256, 1)
    const later = clusteredVectors(13_000, 256, 50, 2)
    const index = flatIndex(spaceOf(256))
    await index.add(0, joined(first))
    await index.add(first.length, joined(later))
    expect(index.describe().checkedAt).toBe(17_200)
    const held = new Map([...first, ...later].entries())
    expect(await recallOf(index, held, [...cone(8, 256, 3), ...clusteredVectors(8, 256, 50, 4)])).toBeGreaterThanOrEqual(0.98)
  })

  it('gives many as well as few', async () => {
    const all = clusteredVectors(5000, 256, 20)
    const index = flatIndex(spaceOf(256))
    await index.add(0, joined(all))
    const [question] = clusteredVectors(1, 256, 20, 5) as [Float32Array]
    const truth = exactNearest(new Map(all.entries()), question, 5000)
    for (const top of [1, 100, 400, 3000, 5000, 9000]) {
      const hits = await index.search(question, top)
      const wanted = new Set(passages(truth.slice(0, top)))
      expect(hits.length).toBe(wanted.size)
      expect(hits.filter(({ passage }) => wanted.has(passage)).length / wanted.size).toBeGreaterThanOrEqual(0.98)
      expect(hits.every(({ passage, score }) => Math.abs(score - cosine(all[passage]!, question)) < 0.001)).toBe(true)
    }
  })

  it('finds the smallest numbers among thousands of the same vector', async () => {
    const [one] = randomVectors(1, 256) as [Float32Array]
    const index = flatIndex(spaceOf(256))
    await index.add(0, joined(Array.from({ length: 6000 }, () => one)))
    expect(passages(await index.search(one, 3))).toEqual([0, 1, 2])
  })
})

describe('flat: without WebAssembly', () => {
  it.each([8, 700])('gives the same hits and scores in %d dimensions', async (dimension) => {
    const all = joined(clusteredVectors(4200, dimension, 30))
    const questions = [...clusteredVectors(6, dimension, 30, 2), ...randomVectors(3, dimension, 3)]
    const found: unknown[] = []
    for (const kernel of ['wasm', 'plain'] as const) {
      const index = flatIndex(spaceOf(dimension), { kernel })
      expect(index.describe().kernel).toBe(kernel)
      await index.add(0, all.subarray(0, 300 * dimension))
      await index.add(400, all.subarray(300 * dimension))
      await index.remove(1000, 70)
      const { search, recall } = index.describe()
      found.push([search, recall, await Promise.all(questions.map((question) => index.search(question, 30)))])
    }
    expect(found[1]).toEqual(found[0])
  })
})

describe('flat: filters', () => {
  it('keep to what is allowed in all three stages, before and after numbers have gaps', async () => {
    const all = clusteredVectors(9000, 256, 40)
    const index = flatIndex(spaceOf(256))
    for (let at = 0; at < 9000; at += 3000) await index.add(at * 2, joined(all.slice(at, at + 3000)))
    const numberOf = (at: number): number => (at % 3000) + Math.floor(at / 3000) * 6000
    const held = new Map(all.map((one, at) => [numberOf(at), one]))
    await index.remove(1500, 300)
    for (let passage = 1500; passage < 1800; passage++) held.delete(passage)
    const next = randomNumbers(4)
    for (const share of [0.001, 0.01, 0.3, 0.6, 0.9]) {
      const allowed = new PassageSet(20_000)
      for (let passage = 0; passage < 20_000; passage++) if (next() < share) allowed.add(passage)
      let right = 0
      let wanted = 0
      for (const question of clusteredVectors(5, 256, 40, 6)) {
        const truth = new Set(passages(exactNearest(held, question, 10, allowed)))
        const hits = await index.search(question, 10, allowed)
        expect([hits.length, hits.every(({ passage }) => allowed.has(passage) && held.has(passage))]).toEqual([truth.size, true])
        right += hits.filter(({ passage }) => truth.has(passage)).length
        wanted += truth.size
      }
      expect(right / wanted).toBeGreaterThanOrEqual(0.98)
    }
  })
})

describe('flat: removing', () => {
  it('takes the room back, while searches go on and find what is there', async () => {
    const all = clusteredVectors(6000, 64, 40)
    const index = flatIndex(spaceOf(64))
    await index.add(0, joined(all))
    const before = index.bytes
    const held = new Map(all.entries())
    const removing: Promise<void>[] = []
    for (let first = 0; first < 6000; first += 3) {
      removing.push(index.remove(first, 1))
      held.delete(first)
    }
    let compacting = true
    const searching = (async () => {
      for (let at = 1; compacting; at = (at + 97) % 6000) {
        const hits = await index.search(all[at]!, 5)
        expect(hits.every(({ passage }) => held.has(passage))).toBe(true)
        if (at % 3 !== 0) expect(hits[0]!.passage).toBe(at)
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    // Removed in the middle of moving together, by numbers on both sides of it.
    await new Promise((resolve) => setImmediate(resolve))
    for (const first of [1, 400, 5000]) {
      removing.push(index.remove(first, 1))
      held.delete(first)
    }
    await Promise.all(removing)
    compacting = false
    await searching
    expect(index.size).toBe(held.size)
    expect(index.describe().removed).toBeLessThan(1100)
    expect(index.bytes).toBeLessThan(before)
    expect(await recallOf(index, held, clusteredVectors(20, 64, 40, 8))).toBeGreaterThanOrEqual(0.99)
    await index.add(6000, joined(all.slice(0, 1)))
    expect(passages(await index.search(all[0]!, 1))).toEqual([6000])
  })

  it('holds for what is still being added', async () => {
    const all = clusteredVectors(4000, 64, 10)
    const index = flatIndex(spaceOf(64))
    const adding = index.add(0, joined(all))
    const removing = index.remove(3990, 5)
    await Promise.all([adding, removing])
    expect(index.size).toBe(3995)
    expect(passages(await index.search(all[3992]!, 4000))).not.toContain(3992)
  })
})

describe('flat: refuses', () => {
  it('numbers that do not rise, and is as before', async () => {
    const index = flatIndex(spaceOf(8))
    await index.add(5, vector(8, 1))
    await expect(index.add(5, vector(8, 0, 1))).rejects.toThrow(RangeError)
    await index.remove(5, 1)
    await expect(index.add(4, vector(8, 0, 1))).rejects.toThrow(RangeError)
    expect(index.size).toBe(0)
  })

  it.each([7, 4097, 0, -1, 8.5, Number.NaN])('%d dimensions', (dimension) => {
    expect(() => flatIndex(spaceOf(dimension))).toThrow(RangeError)
  })

  it('a flaw in the last of many vectors, and has none of them', async () => {
    const index = flatIndex(spaceOf(512))
    await index.add(0, joined(randomVectors(10, 512)))
    const many = joined(randomVectors(1500, 512))
    many[many.length - 1] = Number.NaN
    await expect(index.add(10, many)).rejects.toMatchObject({ code: 'VECTOR_INVALID' })
    expect([index.size, (await index.search(vector(512, 1), 2000)).length]).toEqual([10, 10])
    await index.add(10, joined(randomVectors(3, 512, 8)))
    expect(index.size).toBe(13)
  })

  it('more vectors than there is room for, by a clear error', async () => {
    const index = flatIndex(spaceOf(8))
    await expect(index.add(0, new Float32Array(8 * 4_200_000))).rejects.toMatchObject({ code: 'VECTORS_TOO_MANY' })
  })
})
