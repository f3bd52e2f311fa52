import { gzipSync } from 'node:zlib'
import type { Plugin, Rolldown } from 'vite'

/**
 * Stops a build whose first page load needs more script than allowed, and prints what it needs. Counted are the entry
 * and everything it imports statically, gzipped; views loaded later are listed but not counted.
 */
export function firstLoadBudget(options: Readonly<{ gzipKilobytes: number }>): Plugin {
  return {
    name: 'first-load-budget',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file): file is Rolldown.OutputChunk => file.type === 'chunk')
      const first = reachable(chunks)
      const size = (chunk: Rolldown.OutputChunk): number => gzipSync(chunk.code).length / 1000
      const total = chunks.filter((chunk) => first.has(chunk.fileName)).reduce((sum, chunk) => sum + size(chunk), 0)
      const later = chunks.filter((chunk) => !first.has(chunk.fileName)).reduce((sum, chunk) => sum + size(chunk), 0)
      const report = `first load ${total.toFixed(1)} kB gzip of ${options.gzipKilobytes} allowed; loaded later ${later.toFixed(1)} kB`
      if (total > options.gzipKilobytes) this.error(report)
      this.info(report)
    },
  }
}

function reachable(chunks: readonly Rolldown.OutputChunk[]): ReadonlySet<string> {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const seen = new Set<string>()
  const waiting = chunks.filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName)
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue
    seen.add(name)
    waiting.push(...(byName.get(name)?.imports ?? []))
  }
  return seen
}
