import type { EngineMeasurement } from './choose-engine.ts'

const most = 10_000_000

/**
 * The number of vectors from which on a search of `hnsw` takes less than one of `flat`; nothing when it never does below ten million.
 * Looking at all grows with their number, walking a graph with its logarithm; both lines are laid through what was measured at the two
 * largest sizes, and neither falls.
 */
export function hnswFasterFrom(flat: readonly EngineMeasurement[], hnsw: readonly EngineMeasurement[]): number | undefined {
  const flatAt = lineThrough(flat, (count) => count)
  const hnswAt = lineThrough(hnsw, Math.log2)
  if (!flatAt || !hnswAt) return undefined
  for (let count = 1000; count <= most; count *= 1.05) if (hnswAt(count) < flatAt(count)) return Number(count.toPrecision(2))
  return undefined
}

function lineThrough(
  measured: readonly EngineMeasurement[],
  scale: (count: number) => number,
): ((count: number) => number) | undefined {
  const [smaller, larger] = measured.toSorted((a, b) => a.count - b.count).slice(-2)
  if (!smaller || !larger || smaller.count === larger.count) return undefined
  const run = scale(larger.count) - scale(smaller.count)
  const slope = Math.max(0, larger.cpuMsPerSearch - smaller.cpuMsPerSearch) / run
  return (count) => larger.cpuMsPerSearch + slope * (scale(count) - scale(larger.count))
}
