import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { text as readText } from 'node:stream/consumers'
import { fixedClock } from '@kaiwu/core'
import { loadSolution } from '@kaiwu/solution'
import { tempFolder, type TempFolder } from '@kaiwu/testkit'
import { pino, type Logger } from 'pino'
import { expect, onTestFinished } from 'vitest'
import { createApp, startServer, type App, type AppOptions, type RunningServer } from './index.ts'

/** The files of a small solution: two knowledges, one document that is no longer in force. */
export const deskFiles = {
  'solution.yaml': `kaiwu: 1
name: desk
title: { zh: 检修台, en: Maintenance desk }
description: 回答检修规程里的问题
language: zh
contact: { zh: 设备科 8001, en: Equipment office 8001 }
knowledge:
  manuals: { title: 规程, from: knowledge/manuals/*.md }
  notices: { title: { zh: 通知, en: Notices }, from: knowledge/notices/*.md }
questions: [主轴温度超过多少度要停机？]
flow:
  - find: manuals
  - find: notices
  - ask: prompts/answer.md
`,
  'prompts/answer.md': '{{passages}}\n\n问题：{{question}}\n\n用 {{language}} 作答，日期 {{asOf}}，查不到找 {{contact}}。\n',
  'knowledge/manuals/spindle.md': `# 主轴检修规程

第一条 主轴温度超过 75 ℃ 时，应当立即停机检查。

第二条 主轴润滑油每 500 小时更换一次，更换后空转 10 分钟。

第三条 更换轴承由两名持证人员进行，一人操作，一人监护。
`,
  'knowledge/notices/2025.md': `# 关于食堂夜宵的通知

第一条 食堂夜宵供应到 23 时。

第二条 本通知自 2025 年 11 月 1 日起施行，有效期至 2026 年 3 月 31 日。
`,
} as const

/** A name that stands for secrets in requests; no log may hold it. */
export const canary = 'canary-73f1'

/** What came back: the body as text, and parsed when it is JSON. */
export type Returned = Readonly<{ status: number; headers: IncomingHttpHeaders; text: string; body: unknown }>

/** How to send a request: what `fetch` cannot, such as a Host of one's own, can be sent too. */
export type Sending = Readonly<{ method?: string; headers?: Record<string, string>; body?: string | Uint8Array }>

/** A server at work on a temporary folder. */
export type Served = Readonly<{
  url: string
  folder: TempFolder
  app: App
  server: RunningServer
  logs: string[]
  send(path: string, sending?: Sending): Promise<Returned>
  /** Posts JSON. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Returned>
  upload(name: string, content: string | Uint8Array, fields?: Record<string, string>): Promise<Returned>
}>

/** Log lines of a test, kept in memory. */
export function memoryLog(): Readonly<{ logs: string[]; logger: Logger }> {
  const logs: string[] = []
  return { logs, logger: pino({ level: 'debug' }, { write: (line) => void logs.push(line) }) }
}

/** Options of the app, and how long closing waits for answers. */
export type ServedOptions = AppOptions & Readonly<{ graceMs?: number }>

/** Serves a solution of `files` until the test is over. */
export async function served(options: ServedOptions = {}, files: Readonly<Record<string, string>> = deskFiles): Promise<Served> {
  const folder = await tempFolder(files)
  onTestFinished(() => folder.remove())
  return serveFolder(folder, options)
}

/** Serves the solution of a folder until the test is over. */
export async function serveFolder(folder: TempFolder, { graceMs = 5000, ...options }: ServedOptions = {}): Promise<Served> {
  const { logs, logger } = memoryLog()
  const definition = await loadSolution(folder.path)
  const app = createApp([{ definition, root: folder.path }], {
    logger,
    clock: fixedClock('2026-11-22'),
    environment: {},
    console: false,
    ...options,
  })
  const server = await startServer(app, { port: 0, graceMs })
  onTestFinished(() => server.close())
  await app.ready()
  return { url: server.url, folder, app, server, logs, ...clientOf(server.url) }
}

/** The ways a test talks to a server. Every response is searched for what none may hold. */
export function clientOf(url: string): Pick<Served, 'send' | 'post' | 'upload'> {
  const send = (path: string, sending: Sending = {}) => sendRequest(url, path, sending)
  return {
    send,
    post: (path, body, headers = {}) =>
      send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async upload(name, content, fields = {}) {
      const form = new FormData()
      for (const [key, value] of Object.entries(fields)) form.append(key, value)
      form.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), name)
      const encoded = new Response(form)
      const body = new Uint8Array(await encoded.arrayBuffer())
      return send('/api/solutions/desk/documents', {
        method: 'POST',
        headers: { 'content-type': encoded.headers.get('content-type')! },
        body,
      })
    },
  }
}

async function sendRequest(url: string, path: string, { method = 'GET', headers = {}, body }: Sending): Promise<Returned> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(new URL(url), {
      path,
      method,
      agent: false,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
    })
    request.once('error', reject).once('response', (response) => {
      readText(response).then((text) => {
        expectNothingInside(text)
        const isJson = /[/+]json\b/.test(response.headers['content-type'] ?? '')
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          body: isJson && text !== '' ? (JSON.parse(text) as unknown) : undefined,
        })
      }, reject)
    })
    request.end(body)
  })
}

/** No stack, no folder of this machine, no file of the program. */
export function expectNothingInside(text: string): void {
  expect(text).not.toMatch(/\n\s+at |node_modules|node:internal|\.ts:\d|kaiwu-test-/)
  for (const folder of [process.cwd(), '/tmp/']) expect(text).not.toContain(folder)
}

/** One event of a stream. */
export type SentEvent = Readonly<{ name: string; data: unknown }>

/** The events of a stream's text; comments are left out. */
export function eventsOf(text: string): SentEvent[] {
  return text.split('\n\n').flatMap((block) => {
    const data = /^data: (.*)$/m.exec(block)?.[1]
    return data === undefined
      ? []
      : [{ name: /^event: (.*)$/m.exec(block)?.[1] ?? '', data: data === '[DONE]' ? data : (JSON.parse(data) as unknown) }]
  })
}
