import type { SourceFile } from '../source-file.ts'
import type { SyncOptions } from './knowledge-life.ts'

/** Tells how far a sync is. */
export type SyncProgressReport = Readonly<{ begin(file: SourceFile): void; end(file: SourceFile): void; finish(): void }>

/** Counts a sync: by bytes where every file's size is known, else by files. */
export function syncProgress(files: readonly SourceFile[], tell: SyncOptions['onProgress']): SyncProgressReport {
  const started = performance.now()
  const bySize = files.length > 0 && files.every(({ size }) => size !== undefined)
  const weigh = ({ size = 0 }: SourceFile): number => (bySize ? size + 1 : 1)
  const whole = files.reduce((sum, file) => sum + weigh(file), 0)
  let done = 0
  let weight = 0
  const say = (path?: string): void => {
    const elapsedMs = performance.now() - started
    const remainingMs = done === files.length ? 0 : (elapsedMs / weight) * (whole - weight)
    tell?.({
      done,
      total: files.length,
      ...(path === undefined ? {} : { path }),
      elapsedMs: Math.round(elapsedMs),
      ...(Number.isFinite(remainingMs) ? { remainingMs: Math.round(remainingMs) } : {}),
    })
  }
  return Object.freeze({
    begin: ({ path }: SourceFile) => say(path),
    end(file: SourceFile) {
      done++
      weight += weigh(file)
    },
    finish: () => say(),
  })
}
