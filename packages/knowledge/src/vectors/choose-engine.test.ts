import { describe, expect, it } from 'vitest'
import { chooseEngine, flatLimit, type EngineMeasurement, type EngineQuestion, type VectorMeasurement } from './choose-engine.ts'
import { hnswFasterFrom } from './extrapolate-engines.ts'

const base: EngineQuestion = { count: 10, dimension: 1024, engine: 'auto', hnswAvailable: true, database: 'sqlite' }
const choose = (more: Partial<EngineQuestion>): unknown[] => {
  const { engine, reason, from } = chooseEngine({ ...base, ...more })
  return [engine, reason, ...(from === undefined ? [] : [from])]
}
const at = (count: number, cpuMsPerSearch: number): EngineMeasurement => ({ count, cpuMsPerSearch, addedPerCpuSecond: 1000 })

describe('chooseEngine', () => {
  it('goes by the number of vectors, and by the database', () => {
    expect(choose({ count: 0 })).toEqual(['flat', 'few-vectors', flatLimit])
    expect(choose({ count: flatLimit - 1 })).toEqual(['flat', 'few-vectors', flatLimit])
    expect(choose({ count: flatLimit })).toEqual(['hnsw', 'many-vectors', flatLimit])
    expect(choose({ count: flatLimit, database: 'postgres' })).toEqual(['pgvector', 'many-vectors', flatLimit])
    expect(choose({ count: 10, database: 'postgres' })).toEqual(['flat', 'few-vectors', flatLimit])
  })

  it('does as the settings say, where it can', () => {
    expect(choose({ engine: 'hnsw' })).toEqual(['hnsw', 'chosen'])
    expect(choose({ engine: 'flat', count: 5_000_000 })).toEqual(['flat', 'chosen'])
    expect(choose({ engine: 'pgvector', database: 'postgres' })).toEqual(['pgvector', 'chosen'])
    expect(choose({ engine: 'pgvector' })).toEqual(['flat', 'needs-postgres'])
    expect(choose({ engine: 'hnsw', hnswAvailable: false })).toEqual(['flat', 'hnsw-missing'])
    expect(choose({ count: 5_000_000, hnswAvailable: false })).toEqual(['flat', 'hnsw-missing', flatLimit])
  })

  it('goes by what was measured on the machine, for vectors of about the same size', () => {
    const measured: VectorMeasurement = {
      dimension: 1024,
      at: '2026-11-22',
      flat: [at(1, 1)],
      hnsw: [at(1, 1)],
      hnswFrom: 40_000,
    }
    expect(choose({ count: 39_999, measured })).toEqual(['flat', 'few-vectors', 40_000])
    expect(choose({ count: 40_000, measured })).toEqual(['hnsw', 'many-vectors', 40_000])
    expect(choose({ count: 40_000, measured, dimension: 512 })).toEqual(['hnsw', 'many-vectors', 40_000])
    for (const dimension of [511, 2049])
      expect(choose({ count: 40_000, measured, dimension })).toEqual(['flat', 'few-vectors', flatLimit])
    const { hnswFrom: _, ...never } = measured
    expect(choose({ count: 9_000_000, measured: never })).toEqual(['flat', 'few-vectors'])
    expect(choose({ count: flatLimit, measured: { ...never, hnsw: [] } })).toEqual(['hnsw', 'many-vectors', flatLimit])
  })
})

describe('hnswFasterFrom', () => {
  it('is where a rising line meets one that hardly rises', () => {
    const flat = [at(20_000, 0.2), at(60_000, 0.6)]
    const found = hnswFasterFrom(flat, [at(2000, 0.4), at(8000, 0.6)])!
    // 1e-5 n = 0.6 + 0.1 log2(n / 8000) near n = 97,000.
    expect(Math.abs(found - 97_000) / 97_000).toBeLessThan(0.04)
    expect(hnswFasterFrom(flat, [at(2000, 0.4), at(8000, 0.3)])!).toBeLessThan(35_000)
  })

  it('is nowhere where flat does not rise, where little was measured, or where it lies too far off', () => {
    const hnsw = [at(2000, 0.4), at(8000, 0.6)]
    expect(hnswFasterFrom([at(20_000, 0.2), at(60_000, 0.2)], hnsw)).toBeUndefined()
    expect(hnswFasterFrom([at(20_000, 0.2), at(60_000, 0.2001)], hnsw)).toBeUndefined()
    for (const few of [[], [at(2000, 0.4)], [at(2000, 0.4), at(2000, 0.5)]]) {
      expect(hnswFasterFrom([at(20_000, 0.2), at(60_000, 0.6)], few)).toBeUndefined()
      expect(hnswFasterFrom(few, hnsw)).toBeUndefined()
    }
  })
})
