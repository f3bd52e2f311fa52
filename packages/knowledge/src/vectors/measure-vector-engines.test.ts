import { fixedClock } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { chooseEngine } from './choose-engine.ts'
import { loadHnsw } from './load-hnsw.ts'
import { measureVectorEngines } from './measure-vector-engines.ts'

describe('measureVectorEngines', () => {
  it('measures both engines in the time it is given, and gives plain data to choose by', { timeout: 60_000 }, async () => {
    const shares: number[] = []
    const engines = new Set<string>()
    const measured = await measureVectorEngines({
      dimension: 32,
      clock: fixedClock('2026-11-22'),
      budgetMs: 2000,
      onProgress: (engine, count, share) => {
        engines.add(engine)
        shares.push(share)
        expect(count).toBeGreaterThan(0)
      },
    })
    expect(JSON.parse(JSON.stringify(measured))).toEqual(measured)
    expect([measured.dimension, measured.at]).toEqual([32, '2026-11-22T00:00:00.000Z'])
    expect(measured.flat[0]!.count).toBe(20_000)
    const { hnsw } = await loadHnsw()
    expect(engines).toEqual(new Set(hnsw ? ['flat', 'hnsw'] : ['flat']))
    expect(measured.hnsw.length > 0).toBe(hnsw !== undefined)
    for (const { cpuMsPerSearch, addedPerCpuSecond } of [...measured.flat, ...measured.hnsw]) {
      expect(cpuMsPerSearch).toBeGreaterThan(0)
      expect(addedPerCpuSecond).toBeGreaterThan(0)
    }
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    const choice = { count: 100, dimension: 32, engine: 'auto', measured, hnswAvailable: true, database: 'sqlite' } as const
    expect(chooseEngine(choice).engine).toBe('flat')
  })

  it('stops when told to', async () => {
    const stopping = new AbortController()
    const measuring = measureVectorEngines({
      dimension: 16,
      clock: fixedClock('2026-11-22'),
      signal: stopping.signal,
      onProgress: (_, count) => void (count >= 3000 && stopping.abort()),
    })
    await expect(measuring).rejects.toMatchObject({ name: 'AbortError' })
  })
})
