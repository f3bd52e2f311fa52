import type { SyncProgress, SyncReport } from './contract.ts'
import { type CallOptions, solutionPath } from './request.ts'
import { streamWork } from './stream-work.ts'

/**
 * Has the server take in what changed in a solution's folder, and gives its progress, then its reports. Ending the call stops it
 * between two files.
 * @throws RequestProblem as {@link streamWork}
 */
export async function* streamSync(
  solution: string,
  options: CallOptions,
): AsyncGenerator<SyncProgress | Readonly<{ reports: readonly SyncReport[] }>> {
  type Reports = Readonly<{ reports: readonly SyncReport[] }>
  for await (const event of streamWork<SyncProgress, Reports>(solutionPath(solution, 'sync'), 'report', undefined, options))
    yield 'progress' in event ? event.progress : event.result
}
