import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'

/** The environment that asks LangChain to send every run to LangSmith, and what has come there. */
export interface TraceReceiver {
  /** Everything that was sent since: method, path and body of each request. */
  readonly arrived: readonly string[]
  /** Gives the environment back as it was. */
  restore(): void
}

const requests: string[] = []
// LangChain makes its client once per process and keeps the address: a second server would never hear of anything.
let listening: Promise<Server> | undefined

function listen(): Promise<Server> {
  const server = createServer((request, response) => {
    void readText(request).then((body) => {
      requests.push(`${request.method} ${request.url} ${body}`)
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  server.unref()
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => resolve(server))
  })
}

/** Points `LANGSMITH_TRACING` and its relatives at a local server, for tests that nothing, or something, is traced. */
export async function traceReceiver(): Promise<TraceReceiver> {
  const server = await (listening ??= listen())
  const variables = {
    LANGSMITH_TRACING: 'true',
    LANGCHAIN_TRACING_V2: 'true',
    LANGSMITH_API_KEY: 'lsv2_test',
    LANGSMITH_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  }
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, variables)
  requests.splice(0)
  return {
    arrived: requests,
    restore: () => {
      for (const [name, value] of before)
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
    },
  }
}
