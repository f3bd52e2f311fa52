import { readFile, stat } from 'node:fs/promises'
import type { Knowledge, SourceFile, SyncOptions, SyncProgress, SyncReport } from '@kaiwu/knowledge'
import type { SolutionDefinition } from './define-solution.ts'
import { openSolutionFolder, type SolutionFolder } from './solution-folder.ts'

/** Brings every knowledge of a solution in line with the files of its folder, telling the progress over all of them. */
export async function syncFolder(
  definition: SolutionDefinition,
  root: string,
  knowledge: Knowledge,
  { onProgress, ...options }: SyncOptions,
): Promise<Record<string, SyncReport>> {
  // A solution in TypeScript has no solution.yaml; its folder is read all the same.
  const folder = openSolutionFolder(root, { manifest: false })
  const lists: [string, SourceFile[]][] = []
  for (const [name, { from }] of Object.entries(definition.knowledge)) {
    const paths = await folder.list(from)
    lists.push([name, await Promise.all(paths.map((path) => sourceFile(path, folder)))])
  }
  const total = count(lists)
  const started = performance.now()
  const reports: Record<string, SyncReport> = {}
  for (const [at, [name, files]] of lists.entries()) {
    if (options.signal?.aborted) break
    const before = count(lists.slice(0, at))
    const tell = (progress: SyncProgress): void => {
      // Each knowledge ends with a word of its own; between two of them it would look like the end of all.
      if (progress.path === undefined && at < lists.length - 1) return
      onProgress?.({
        ...withoutRest(progress),
        done: before + progress.done,
        total,
        elapsedMs: Math.round(performance.now() - started),
        ...restOf(progress, lists.slice(at + 1)),
      })
    }
    reports[name] = await knowledge.sync(name, files, { ...options, onProgress: tell })
  }
  return reports
}

/** What remains of the knowledge under way, and as long for each file behind it. */
function restOf({ done, total, remainingMs }: SyncProgress, behind: readonly [string, SourceFile[]][]): { remainingMs?: number } {
  if (remainingMs === undefined) return {}
  const left = total - done
  const perFile = left > 0 ? remainingMs / left : 0
  return count(behind) > 0 && left === 0 ? {} : { remainingMs: Math.round(remainingMs + perFile * count(behind)) }
}

function withoutRest({ remainingMs: _, ...progress }: SyncProgress): Omit<SyncProgress, 'remainingMs'> {
  return progress
}

function count(lists: readonly [string, readonly SourceFile[]][]): number {
  return lists.reduce((sum, [, files]) => sum + files.length, 0)
}

/** A file may be gone, or lead out of the folder, by the time it is read, which is told then; its size serves the progress alone. */
async function sourceFile(path: string, folder: SolutionFolder): Promise<SourceFile> {
  const read = async (): Promise<Uint8Array> => readFile(folder.resolve(path))
  const size = await sizeOf(path, folder).catch(() => undefined)
  return { path, read, ...(size === undefined ? {} : { size }) }
}

async function sizeOf(path: string, folder: SolutionFolder): Promise<number> {
  return (await stat(folder.resolve(path))).size
}
