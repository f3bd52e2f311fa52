import { readEvents } from './event-stream.ts'
import { isAbort, ownProblem, problemFrom, RequestProblem } from './request-problem.ts'
import { type CallOptions, readJson, send } from './request.ts'

/**
 * Has the server do work that tells how far it is: gives every `progress`, and in the end what the event `last` brought. Ending the call
 * ends the work.
 * @throws RequestProblem also when the stream reports a problem or breaks off before its end
 */
export async function* streamWork<Progress, Result>(
  path: string,
  last: string,
  body: unknown,
  options: CallOptions,
): AsyncGenerator<Readonly<{ progress: Progress } | { result: Result }>> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) }
  const headers = { Accept: 'text/event-stream', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) }
  const response = await send(path, { method: 'POST', headers, ...json }, options)
  if (response.body === null) throw new RequestProblem(ownProblem('interrupted'))
  try {
    for await (const { name, data } of readEvents(response.body)) {
      const said = readJson(data)
      if (name === 'error') throw new RequestProblem(problemFrom(0, said))
      if (name === 'progress') yield { progress: said as Progress }
      if (name === last) {
        yield { result: said as Result }
        return
      }
    }
  } catch (error) {
    throw error instanceof RequestProblem || isAbort(error) ? error : new RequestProblem(ownProblem('interrupted'))
  }
  throw new RequestProblem(ownProblem('interrupted'))
}
