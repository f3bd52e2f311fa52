import type { Agent, Dispatcher } from 'undici'
import type { Http, HttpRequest, HttpResponse } from './http.ts'
import { ResponseBody } from './response-body.ts'
import { unreachable } from './unreachable.ts'

/**
 * Opens the door to the network: keep-alive connections, a limit on connecting, no redirects, no compression (a small body may
 * unpack to a gigabyte), and no header that nobody gave.
 */
export function openHttp(): Http {
  const agents = new Map<number, Agent>()
  const agentFor = async (connectTimeoutMs: number): Promise<Agent> => {
    // Whoever calls no model need not load it: it is a twelfth of all that is loaded.
    const undici = await import('undici')
    let agent = agents.get(connectTimeoutMs)
    if (!agent) {
      agent = new undici.Agent({
        connect: { timeout: connectTimeoutMs },
        headersTimeout: 0,
        bodyTimeout: 0,
        keepAliveTimeout: 30_000,
      })
      agents.set(connectTimeoutMs, agent)
    }
    return agent
  }
  return Object.freeze({
    send: async (request: HttpRequest) => send(await agentFor(request.connectTimeoutMs), request),
    close: async () => {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()))
    },
  })
}

function send(agent: Agent, { method, url, headers, body, signal }: HttpRequest): Promise<HttpResponse> {
  const { origin, pathname, search } = new URL(url)
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error)
    let controller: Dispatcher.DispatchController | undefined
    let received: ResponseBody | undefined
    const onAbort = (): void => {
      const reason = signal?.reason as Error
      controller?.abort(reason)
      received?.fail(reason)
      reject(reason)
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    const over = (): void => signal?.removeEventListener('abort', onAbort)
    agent.dispatch(
      { origin, path: pathname + search, method, headers: { ...headers, 'accept-encoding': 'identity' }, body: body ?? null },
      {
        onRequestStart(started) {
          controller = started
          if (signal?.aborted) started.abort(signal.reason as Error)
        },
        onResponseStart(started, status, replied) {
          if (status < 200) return
          const answer = new ResponseBody(started, over)
          received = answer
          resolve({ status, headers: singleHeaders(replied), body: answer, cancel: () => answer.cancel() })
        },
        onResponseData: (_, chunk) => received?.push(chunk),
        onResponseEnd() {
          over()
          received?.end()
        },
        onResponseError(_, error) {
          over()
          const told = signal?.aborted
            ? (signal.reason as Error)
            : unreachable(url, error, received === undefined ? 'no' : 'maybe')
          if (received) received.fail(told)
          else reject(told)
        },
      },
    )
  })
}

function singleHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const single: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) single[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  return single
}
