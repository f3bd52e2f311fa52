import type { Answer, Hit } from '@kaiwu/core'
import type { AgentStep, AskEvent, PreparedCase } from './agent-contract.ts'
import type { AnswerRequest } from './contract.ts'
import { readEvents, type StreamEvent } from './event-stream.ts'
import { isAbort, ownProblem, problemFrom, RequestProblem } from './request-problem.ts'
import { type CallOptions, readJson, send, solutionPath } from './request.ts'

/**
 * Asks a solution, or its assistant, and gives what it reports: steps and passages, text as it comes, the verified answer last.
 * A server or proxy that does not stream gives the answer alone.
 * @throws RequestProblem also when the stream reports a problem or breaks off before the answer
 */
export async function* streamAnswer(
  solution: string,
  { agent = false, ...request }: AnswerRequest,
  options: CallOptions,
): AsyncGenerator<AskEvent> {
  const headers = { Accept: 'text/event-stream', 'Content-Type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(request) }
  const response = await send(solutionPath(solution, agent ? 'agent' : 'answer'), init, options)
  if (!response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
    const body = readJson(await response.text()) as Answer | Readonly<{ answer: Answer }> | undefined
    const answer = body !== undefined && 'answer' in body ? body.answer : body
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

const names: readonly string[] = [
  'passages',
  'token',
  'reset',
  'answer',
  'step',
  'prepared',
  'bound',
] satisfies AskEvent['type'][]

/**
 * Understands one event of an answer's stream; undefined for names this page does not know.
 * @throws RequestProblem for the event `error`, and for data that is not JSON
 */
export function readAnswerEvent({ name, data }: StreamEvent): AskEvent | undefined {
  const body = readJson(data)
  if (name === 'error') throw new RequestProblem(problemFrom(statusOf(body), body))
  if (!names.includes(name)) return undefined
  if (typeof body !== 'object' || body === null) throw new RequestProblem(ownProblem('unexpected'))
  if (name === 'answer') return { type: 'answer', answer: body as Answer }
  if (name === 'step') return { type: 'step', step: body as AgentStep }
  if (name === 'prepared') return { type: 'prepared', prepared: body as PreparedCase }
  if (name === 'bound') return { type: 'bound' }
  if (name === 'reset') return { type: 'reset', reason: (body as Readonly<{ reason: string }>).reason }
  if (name === 'token') return { type: 'token', text: (body as Readonly<{ text: string }>).text }
  return { type: 'passages', ...(body as Readonly<{ passages: readonly Hit[]; asOf: string }>) }
}

function statusOf(body: unknown): number {
  const status = typeof body === 'object' && body !== null && 'status' in body ? body.status : undefined
  return typeof status === 'number' ? status : 0
}
