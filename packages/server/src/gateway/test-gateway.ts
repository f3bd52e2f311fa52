import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { openModels, type Models } from '@kaiwu/models'
import { checkModelSettings, formatProblem } from '@kaiwu/solution'
import { tempFolder } from '@kaiwu/testkit'
import { onTestFinished } from 'vitest'
import { served, type Served, type ServedOptions } from '../test-served.ts'

/** A request as an upstream saw it. */
export type Seen = Readonly<{ path: string; headers: IncomingMessage['headers']; text: string; body: Record<string, unknown> }>

/** A token API of a test's own. */
export type Upstream = Readonly<{ url: string; seen: readonly Seen[]; closedEarly: readonly number[] }>

/** Starts a token API that answers as the test says. Returns its base address, ending in /v1. */
export async function upstream(answer: (request: Seen, response: ServerResponse) => void | Promise<void>): Promise<Upstream> {
  const seen: Seen[] = []
  const closedEarly: number[] = []
  const server = createServer((request, response) => {
    response.once('close', () => {
      if (!response.writableFinished) closedEarly.push(performance.now())
    })
    void readText(request).then((text) => {
      const one = { path: request.url ?? '', headers: request.headers, text, body: JSON.parse(text) as Record<string, unknown> }
      seen.push(one)
      return answer(one, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, seen, closedEarly }
}

/** An event of a stream in OpenAI's form. */
export function event(delta: object, finish: string | null = null, more: object = {}): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }]
  return `data: ${JSON.stringify({ id: 'c-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices, ...more })}\n\n`
}

/** The event that tells usage alone. */
export const usageEvent = `data: ${JSON.stringify({ id: 'c-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [], usage: { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14 } })}\n\n`

/** A stream as OpenAI sends it, with usage if it was asked for. */
export function streamOf(texts: readonly string[], usage = true): string {
  const pieces = texts.map((content) => event({ content }))
  return `${event({ role: 'assistant', content: '' })}${pieces.join('')}${event({}, 'stop')}${usage ? usageEvent : ''}data: [DONE]\n\n`
}

/** Answers with a stream. */
export function sendStream(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'up-7' }).end(text)
}

/** A whole completion. */
export function wholeOf(content: string): string {
  const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }]
  return JSON.stringify({
    id: 'c-1',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices,
    usage: { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14 },
  })
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, body: string, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
}

/** SHA-256 in hexadecimal. */
export function sha256(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** A server with a gateway, and the models behind it. */
export type Gatewayed = Served & Readonly<{ models: Models }>

/** Serves model aliases as a `models.yaml` says. @param env keys of the services */
export async function gatewayed(
  yaml: string,
  { env = { UP_KEY: 'sk-up-secret' }, ...options }: ServedOptions & Readonly<{ env?: Record<string, string> }> = {},
): Promise<Gatewayed> {
  const { settings, problems } = checkModelSettings(yaml)
  if (!settings) throw new Error(problems.map((problem) => formatProblem(problem, 'en')).join('\n'))
  const folder = await tempFolder()
  const models = openModels({ settings, environment: env, data: folder.path })
  const desk = await served({ models, requestsPerMinute: 0, ...options })
  onTestFinished(async () => {
    await desk.server.close()
    models.close()
    await folder.remove()
  })
  return { ...desk, models }
}

/** A `models.yaml` with one alias `fast`, at a service that speaks OpenAI's form as it is, or that does not. */
export function settingsFor(
  url: string,
  { like = 'tencent', more = '' }: Readonly<{ like?: string; more?: string }> = {},
): string {
  return `
providers:
  up: { like: ${like}, baseUrl: ${url}, keyEnv: UP_KEY }
models:
  up/m: { prices: [{ currency: CNY, input: 2, output: 3, asOf: 2026-10-01 }] }
aliases:
  fast: up/m
${more}`
}
