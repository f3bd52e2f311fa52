import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { defaultPolicy } from '../routing/call-policy.ts'
import { defineProvider, type Provider } from '../provider/provider.ts'
import type { Channel } from '../wire/channel.ts'
import { openHttp } from '../wire/open-http.ts'

/** A request as the server saw it. */
export type SeenRequest = Readonly<{ path: string; headers: IncomingHttpHeaders; body: Record<string, unknown> }>

/** What the server answers: JSON, or text as it stands. */
export type Answer = Readonly<{
  status?: number
  json?: unknown
  text?: string
  headers?: Record<string, string>
  delayMs?: number
}>

/** A service over real HTTP that answers as told; closed with the test. */
export async function jsonServer(answer: (request: SeenRequest, at: number) => Answer) {
  const requests: SeenRequest[] = []
  const state = { open: 0, mostOpen: 0, left: 0 }
  const server = createServer((incoming, response) => {
    state.mostOpen = Math.max(state.mostOpen, ++state.open)
    response.once('close', () => {
      state.open--
      if (!response.writableFinished) state.left++
    })
    void readText(incoming).then(async (sent) => {
      const body = JSON.parse(sent) as Record<string, unknown>
      const seen = { path: incoming.url ?? '', headers: incoming.headers, body }
      const at = requests.push(seen) - 1
      const { status = 200, json, text, headers = {}, delayMs = 5 } = answer(seen, at)
      await new Promise((resolve) => setTimeout(resolve, delayMs))
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text ?? JSON.stringify(json))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = openHttp()
  onTestFinished(async () => {
    await http.close()
    await new Promise((resolve) => server.close(resolve).closeAllConnections())
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, state, http }
}

/** A channel to a service, as it would be put together from a provider and settings. */
export function testChannel(
  baseUrl: string,
  provider: Partial<Provider>,
  facts: Channel['facts'] = {},
  totalMs = 5_000,
): Channel {
  return {
    ref: 'test/model-1',
    provider: defineProvider({
      id: 'test',
      name: { zh: '测试', en: 'Test' },
      baseUrl,
      auth: 'bearer',
      keyEnv: 'TEST_API_KEY',
      models: {},
      errors: [],
      limits: [],
      sources: [],
      asOf: '2026-11-01',
      ...provider,
    }),
    model: 'model-1',
    facts,
    baseUrl,
    keyEnv: 'TEST_API_KEY',
    key: () => 'sk-test-secret',
    policy: { ...defaultPolicy, timeouts: { ...defaultPolicy.timeouts, totalMs } },
    internal: true,
  }
}
