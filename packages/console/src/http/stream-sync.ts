import type { SyncProgress, SyncReport } from './contract.ts'
import { readEvents } from './event-stream.ts'
import { isAbort, ownProblem, problemFrom, RequestProblem } from './request-problem.ts'
import { type CallOptions, readJson, send, solutionPath } from './request.ts'

/**
 * Has the server take in what changed in a solution's folder, and gives its progress, then its reports. Ending the call stops it
 * between two files.
 * @throws RequestProblem also when the stream reports a problem or breaks off before the reports
 */
export async function* streamSync(
  solution: string,
  options: CallOptions,
): AsyncGenerator<SyncProgress | Readonly<{ reports: readonly SyncReport[] }>> {
  const response = await send(
    solutionPath(solution, 'sync'),
    { method: 'POST', headers: { Accept: 'text/event-stream' } },
    options,
  )
  if (response.body === null) throw new RequestProblem(ownProblem('interrupted'))
  try {
    for await (const { name, data } of readEvents(response.body)) {
      const body = readJson(data)
      if (name === 'error') throw new RequestProblem(problemFrom(0, body))
      if (name === 'progress') yield body as SyncProgress
      if (name === 'report') {
        yield body as Readonly<{ reports: readonly SyncReport[] }>
        return
      }
    }
  } catch (error) {
    throw error instanceof RequestProblem || isAbort(error) ? error : new RequestProblem(ownProblem('interrupted'))
  }
  throw new RequestProblem(ownProblem('interrupted'))
}
