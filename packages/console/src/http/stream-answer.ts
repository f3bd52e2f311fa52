import type { Answer, AnswerEvent, Hit } from '@kaiwu/core'
import type { AnswerRequest } from './contract.ts'
import { readEvents, type StreamEvent } from './event-stream.ts'
import { isAbort, ownProblem, problemFrom, RequestProblem } from './request-problem.ts'
import { type CallOptions, readJson, send, solutionPath } from './request.ts'

/**
 * Asks a solution and gives what it reports: the passages once, text as it comes, the verified answer last.
 * A server or proxy that does not stream gives the answer alone.
 * @throws RequestProblem also when the stream reports a problem or breaks off before the answer
 */
export async function* streamAnswer(solution: string, request: AnswerRequest, options: CallOptions): AsyncGenerator<AnswerEvent> {
  const headers = { Accept: 'text/event-stream', 'Content-Type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(request) }
  const response = await send(solutionPath(solution, 'answer'), init, options)
  if (!response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
    const answer = readJson(await response.text()) as Answer | undefined
    if (answer?.outcome === undefined) throw new RequestProblem(ownProblem('unexpected', response.status))
    yield { type: 'answer', answer }
    return
  }
  if (response.body === null) throw new RequestProblem(ownProblem('interrupted'))
  try {
    for await (const event of readEvents(response.body)) {
      const read = readAnswerEvent(event)
      if (read !== undefined) yield read
      if (read?.type === 'answer') return
    }
  } catch (error) {
    throw error instanceof RequestProblem || isAbort(error) ? error : new RequestProblem(ownProblem('interrupted'))
  }
  throw new RequestProblem(ownProblem('interrupted'))
}

/**
 * Understands one event of an answer's stream; undefined for names this page does not know.
 * @throws RequestProblem for the event `error`, and for data that is not JSON
 */
export function readAnswerEvent({ name, data }: StreamEvent): AnswerEvent | undefined {
  const body = readJson(data)
  if (name === 'error') throw new RequestProblem(problemFrom(statusOf(body), body))
  if (name !== 'passages' && name !== 'token' && name !== 'reset' && name !== 'answer') return undefined
  if (typeof body !== 'object' || body === null) throw new RequestProblem(ownProblem('unexpected'))
  if (name === 'answer') return { type: 'answer', answer: body as Answer }
  if (name === 'reset') return { type: 'reset', reason: (body as Readonly<{ reason: string }>).reason }
  if (name === 'token') return { type: 'token', text: (body as Readonly<{ text: string }>).text }
  return { type: 'passages', ...(body as Readonly<{ passages: readonly Hit[]; asOf: string }>) }
}

function statusOf(body: unknown): number {
  const status = typeof body === 'object' && body !== null && 'status' in body ? body.status : undefined
  return typeof status === 'number' ? status : 0
}
