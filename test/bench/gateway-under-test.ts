/**
 * A gateway for measurements, in a process of its own: ours on either of its two paths, or a bare pipe between two of Node's HTTP
 * connections. Tells its port to its parent, and on request how much CPU time it has used.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openModels } from '@kaiwu/models'
import { createApp, startServer } from '@kaiwu/server'
import { checkModelSettings } from '@kaiwu/solution'

const upstreamPort = Number(process.env['UPSTREAM_PORT'])
const kind = process.env['KIND']

process.on('message', (message) => {
  if (message === 'cpu') process.send?.({ cpu: process.cpuUsage() })
})

if (kind === 'pipe') pipe()
else await ours()

function pipe(): void {
  const agent = new Agent({ keepAlive: true })
  const server = createServer((request, response) => {
    const headers = { 'content-type': 'application/json', 'content-length': request.headers['content-length'] }
    const upstream = httpRequest({ port: upstreamPort, path: request.url, method: 'POST', agent, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, { 'content-type': answer.headers['content-type'] })
      answer.pipe(response)
    })
    request.pipe(upstream)
  })
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
}

async function ours(): Promise<void> {
  const { settings, problems } = checkModelSettings(`
providers:
  raw: { like: volcengine, baseUrl: "http://127.0.0.1:${upstreamPort}/v1", keyEnv: null }
  changed: { like: vllm, baseUrl: "http://127.0.0.1:${upstreamPort}/v1", keyEnv: null }
models:
  raw/bench-chat: { prices: [{ currency: CNY, input: 2, output: 3, asOf: 2026-10-01 }] }
  changed/bench-chat: { prices: [{ currency: CNY, input: 2, output: 3, asOf: 2026-10-01 }] }
aliases: { raw: raw/bench-chat, normalised: changed/bench-chat }
budgets: [{ name: all, limit: 100000000 CNY, period: day }]
`)
  if (!settings) throw new Error(JSON.stringify(problems))
  const data = mkdtempSync(join(tmpdir(), 'kaiwu-bench-'))
  process.on('exit', () => rmSync(data, { recursive: true, force: true }))
  const models = openModels({ settings, data, environment: {} })
  const app = createApp([], { models, console: false, requestsPerMinute: 0, logLevel: 'warn', environment: {} })
  const server = await startServer(app, { port: 0 })
  process.on('SIGTERM', () => process.exit(0))
  process.send?.({ port: Number(new URL(server.url).port) })
}
