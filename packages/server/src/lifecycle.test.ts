import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fixedClock } from '@kaiwu/core'
import { defineSolution, loadSolution, openSolution } from '@kaiwu/solution'
import { citeFirstPassage, fakeModelServer, tempFolder } from '@kaiwu/testkit'
import express from 'express'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { clientOf, deskFiles, eventsOf, memoryLog, served } from './test-served.ts'
import { createApp, startServer } from './index.ts'
import { problem } from './schemas/problem.ts'
import { solutionInfo } from './schemas/solution.ts'

const clock = fixedClock('2026-11-22')
const answerPath = '/api/solutions/desk/answer'
const question = { question: '主轴温度超过多少度要停机？' }
const sse = { accept: 'text/event-stream' }

describe('closing', () => {
  async function slowDesk(pieceDelayMs: number, graceMs: number) {
    const model = await fakeModelServer({ answer: citeFirstPassage, pieceDelayMs, pieceLength: 2 })
    onTestFinished(() => model.close())
    return { ...(await served({ environment: { KAIWU_MODEL: 'fake', KAIWU_BASE_URL: model.url }, graceMs })), model }
  }

  it('lets an answer under way finish, and takes no other', async () => {
    const { post, server, model } = await slowDesk(15, 5000)
    const answers = [post(answerPath, question, sse), post(answerPath, question)]
    await expect.poll(() => model.requests.length, { timeout: 15_000 }).toBe(2)
    const closed = server.close()
    await expect(post(answerPath, question)).rejects.toThrow(/ECONNREFUSED/)
    const [streamed, whole] = await Promise.all(answers)
    expect(eventsOf(streamed!.text).at(-1)!.name).toBe('answer')
    expect(whole).toMatchObject({ status: 200, body: { outcome: 'answered' } })
    await closed
    expect(model.closedEarly).toEqual([])
  })

  it('aborts what takes longer than its patience, and says so', async () => {
    const { post, server, model, logs } = await slowDesk(400, 300)
    const answers = [post(answerPath, question, sse), post(answerPath, question)]
    await expect.poll(() => model.requests.length, { timeout: 15_000 }).toBe(2)
    const started = performance.now()
    await server.close()
    expect(performance.now() - started).toBeLessThan(1500)
    const [streamed, whole] = await Promise.all(answers)
    const last = eventsOf(streamed!.text).at(-1)!
    expect([last.name, problem.parse(last.data).code]).toEqual(['error', 'SERVER_STOPPING'])
    expect(whole).toMatchObject({ status: 503, body: { code: 'SERVER_STOPPING', retryable: true } })
    await expect.poll(() => model.closedEarly.length).toBe(2)
    expect(logs.join()).not.toContain('INTERNAL')
  })

  it('refuses what comes on a connection kept open, and can be repeated', async () => {
    const { app, server, post } = await served()
    await app.close()
    expect(await post(answerPath, question)).toMatchObject({ status: 503, body: { code: 'SERVER_STOPPING' } })
    await Promise.all([server.close(), server.close(), app.close()])
    await expect(post(answerPath, question)).rejects.toThrow(/ECONNREFUSED/)
  })

  it('does not wait for a solution that is still being indexed', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [`knowledge/manuals/${n}.md`, deskFiles['knowledge/manuals/spindle.md'].repeat(20)]),
    )
    const folder = await tempFolder({ ...deskFiles, ...files })
    onTestFinished(() => folder.remove())
    const { logger, logs } = memoryLog()
    const app = createApp([{ definition: await loadSolution(folder.path), root: folder.path }], {
      logger,
      clock,
      environment: {},
    })
    const server = await startServer(app, { port: 0 })
    const { send, post } = clientOf(server.url)
    await expect.poll(async () => (await send('/api/solutions')).text, { timeout: 15_000, interval: 5 }).toContain('"progress"')
    expect(await send('/readyz')).toMatchObject({ status: 503, body: { status: 'indexing', indexing: ['desk'] } })
    expect((await send('/healthz')).status).toBe(200)
    expect(await post(answerPath, question)).toMatchObject({ status: 503, body: { code: 'SOLUTION_NOT_READY', retryable: true } })
    const started = performance.now()
    await server.close()
    expect(performance.now() - started).toBeLessThan(2000)
    await app.ready()
    expect(logs.join()).not.toContain('solution failed')
  })
})

describe('listening', () => {
  it('says that a port is taken', async () => {
    const { url, app } = await served()
    await expect(startServer(app, { port: Number(new URL(url).port) })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      details: { port: Number(new URL(url).port) },
    })
  })

  it('says that a host is not of this machine', async () => {
    const { app } = await served({ environment: { KAIWU_OPEN: '1' } })
    await expect(startServer(app, { port: 0, host: '192.0.2.1' })).rejects.toMatchObject({ code: 'USAGE_INVALID' })
  })

  it('is on this machine alone unless told otherwise, and known by the host it is bound to', async () => {
    const { url, app } = await served({ environment: { KAIWU_OPEN: '1' } })
    expect(new URL(url).hostname).toBe('127.0.0.1')
    const everywhere = await startServer(app, { port: 0, host: '0.0.0.0' })
    onTestFinished(() => everywhere.close())
    expect(new URL(everywhere.url).hostname).toBe('localhost')
    const { port } = new URL(everywhere.url)
    expect((await clientOf(`http://127.0.0.2:${port}`).send('/healthz')).status).toBe(200)
  })
})

describe('several solutions', () => {
  const other = (name: string, knowledge = 'knowledge/manuals/*.md') =>
    defineSolution({ name, title: name, contact: '8001', knowledge: { manuals: knowledge } })

  it('work although one of them fails, which says why without a folder of this machine', async () => {
    const folder = await tempFolder({ ...deskFiles, 'blocked/.kaiwu': 'a file where a folder is needed' })
    onTestFinished(() => folder.remove())
    const { logger, logs } = memoryLog()
    const sources = [
      { definition: await loadSolution(folder.path), root: folder.path },
      { definition: other('blocked'), root: join(folder.path, 'blocked') },
      {
        definition: defineSolution({
          ...other('keyless'),
          model: { ref: 'openai-compatible/m', baseUrl: 'https://models.example/v1', keyEnv: 'PLANT_KEY' },
        }),
        root: folder.path,
        data: join(folder.path, 'k'),
      },
    ]
    const app = createApp(sources, { logger, clock, environment: {} })
    const server = await startServer(app, { port: 0 })
    onTestFinished(() => server.close())
    await app.ready()
    const { send, post } = clientOf(server.url)
    const { solutions } = z.object({ solutions: z.array(solutionInfo) }).parse((await send('/api/solutions')).body)
    expect(solutions.map(({ name, status }) => [name, status])).toEqual([
      ['desk', 'ready'],
      ['blocked', 'failed'],
      ['keyless', 'failed'],
    ])
    expect(solutions[1]!.problem!.en).toMatch(/^The data folder \.kaiwu cannot be used: /)
    expect(solutions[2]!.problem!.zh).toContain('PLANT_KEY')
    expect(await send('/readyz')).toMatchObject({ status: 200, body: { status: 'ready', failed: ['blocked', 'keyless'] } })
    expect((await post(answerPath, question)).status).toBe(200)
    expect(await post('/api/solutions/keyless/answer', question)).toMatchObject({
      status: 503,
      body: { code: 'MODEL_NOT_CONFIGURED' },
    })
    expect(logs.filter((line) => line.includes('solution failed'))).toHaveLength(2)
  })

  it('have names of their own', () => {
    const twice = [
      { definition: other('a'), root: '.' },
      { definition: other('a'), root: '.' },
    ]
    expect(() => createApp(twice, { environment: {} })).toThrow(/named "a"/)
  })

  it('may be open already; who opened one closes it', async () => {
    const folder = await tempFolder(deskFiles)
    onTestFinished(() => folder.remove())
    const solution = await openSolution(await loadSolution(folder.path), { root: folder.path, clock, environment: {} })
    await solution.sync()
    const app = createApp([solution], { logger: memoryLog().logger, clock })
    const server = await startServer(app, { port: 0 })
    expect(await clientOf(server.url).post(answerPath, question)).toMatchObject({ status: 200, body: { outcome: 'answered' } })
    await server.close()
    expect((await solution.answer(question)).outcome).toBe('answered')
    await solution.close()
  })

  it('tell in the log what could not be read, and serve the rest', async () => {
    const { logs, send } = await served({}, { ...deskFiles, 'knowledge/manuals/broken.md': '' })
    expect(logs.find((line) => line.includes('FILE_EMPTY'))).toContain('knowledge/manuals/broken.md')
    expect((await send('/api/solutions')).text).toContain('"documents":1')
  })
})

describe('mounted in another Express app', () => {
  it('works below its path, and leaves the rest alone', async () => {
    const folder = await tempFolder(deskFiles)
    onTestFinished(() => folder.remove())
    const app = createApp([{ definition: await loadSolution(folder.path), root: folder.path }], {
      logger: memoryLog().logger,
      clock,
      environment: {},
      console: false,
    })
    const outer = express()
    outer.use(express.json({ limit: 100 }), (request, _, next) =>
      request.headers['x-late'] === undefined ? next() : void sleep(20).then(() => next()),
    )
    outer.use('/kaiwu', app.app)
    outer.get('/own', (_, response) => void response.send('own'))
    const server = createServer(outer).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    onTestFinished(() => app.close())
    await app.ready()
    const { send, post, upload } = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    expect(await post(`/kaiwu${answerPath}`, question)).toMatchObject({ status: 200, body: { outcome: 'answered' } })
    expect(eventsOf((await post(`/kaiwu${answerPath}`, question, sse)).text).at(-1)!.name).toBe('answer')
    expect(await send('/kaiwu/api/nosuch')).toMatchObject({
      status: 404,
      body: { code: 'ROUTE_NOT_FOUND', instance: '/kaiwu/api/nosuch' },
    })
    expect(await post('/kaiwu/api/solutions', {})).toMatchObject({ status: 405, headers: { allow: 'GET' } })
    expect(await post('/kaiwu/v1/chat/completions', {})).toMatchObject({
      status: 400,
      body: { error: { type: 'invalid_request_error' } },
    })
    expect(await send('/kaiwu/openapi.json')).toMatchObject({ body: { servers: [{ url: '/kaiwu' }] } })
    expect((await send('/kaiwu/healthz', { headers: { host: 'evil.example' } })).status).toBe(403)
    expect((await post(`/kaiwu${answerPath}`, question, { origin: 'http://evil.example' })).status).toBe(403)
    expect((await upload('a.md', '# a')).status).toBe(404)
    expect(await send('/own')).toMatchObject({ status: 200, text: 'own' })
    expect((await send('/own')).headers).not.toHaveProperty('content-security-policy')
  })
})
