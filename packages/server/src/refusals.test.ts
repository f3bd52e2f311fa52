import { describe, expect, it } from 'vitest'
import { canary, deskFiles, served, type Returned, type Served } from './test-served.ts'
import { problem } from './schemas/problem.ts'

const answerPath = '/api/solutions/desk/answer'
const searchPath = '/api/solutions/desk/search'

function refused(returned: Returned, status: number, code: string): string {
  expect({ status: returned.status, body: returned.body }).toMatchObject({ status, body: { code, status } })
  expect(returned.headers['content-type']).toMatch(/^application\/problem\+json/)
  const { requestId, detail } = problem.parse(returned.body)
  expect(returned.headers['x-request-id']).toBe(requestId)
  return detail
}

describe('bodies that are not right', () => {
  const wrongBodies: readonly [string, unknown, string][] = [
    ['no question', {}, 'question：缺少这一项'],
    ['an empty question', { question: ' \n ' }, 'question：不能为空'],
    ['a question that is too long', { question: '问'.repeat(4001) }, 'question：最多 4000 个字符'],
    ['a question that is a number', { question: 7 }, 'question：类型应为 string'],
    ['a question that is null', { question: null }, 'question：类型应为 string'],
    ['an array', [], '类型应为 object'],
    ['a text', '"question"', '类型应为 object'],
    ['null', 'null', '类型应为 object'],
    ['a setting it does not know', { question: '问', asof: '2026-01-01' }, '不认识的项 "asof"'],
    ['a prototype', '{"question":"问","__proto__":{"polluted":1}}', '不认识的项 "__proto__"'],
    ['a day that does not exist', { question: '问', asOf: '2026-02-29' }, 'asOf：应为存在的日期'],
    ['a day in another form', { question: '问', asOf: '22/11/2026' }, 'asOf：应为存在的日期'],
    ['the day "any", which is no day', { question: '问', asOf: 'any' }, 'asOf：应为存在的日期'],
    ['a language it does not speak', { question: '问', language: 'fr' }, 'language：'],
  ]
  it.each(wrongBodies)('refuses %s', async (_, body, detail) => {
    const { post } = await served()
    expect(refused(await post(answerPath, body), 400, 'REQUEST_INVALID')).toContain(detail)
    expect('polluted' in {}).toBe(false)
  })

  it.each([
    ['top 0', { query: '主轴', top: 0 }, 'top：最小为 1'],
    ['top 51', { query: '主轴', top: 51 }, 'top：最大为 50'],
    ['top 1.5', { query: '主轴', top: 1.5 }, 'top：'],
    ['a query that is a list', { query: ['主轴'] }, 'query：类型应为 string'],
  ])('refuses a search with %s', async (_, body, detail) => {
    const { post } = await served()
    expect(refused(await post(searchPath, body), 400, 'REQUEST_INVALID')).toContain(detail)
  })

  it('says it in English to whom reads English, and in Chinese to everybody else', async () => {
    const { post } = await served()
    const say = async (language: string) =>
      refused(await post(answerPath, {}, { 'accept-language': language }), 400, 'REQUEST_INVALID')
    expect(await say('en-GB,en;q=0.9,zh;q=0.5')).toBe('The request is not valid: question: missing')
    expect(await say('zh-CN,en;q=0.9')).toBe('请求不合要求：question：缺少这一项')
    expect(await say('fr')).toContain('缺少这一项')
  })

  it('reads 4000 characters, and text that is not well-formed Unicode', async () => {
    const { post } = await served()
    expect((await post(answerPath, { question: '主'.repeat(4000) })).status).toBe(200)
    expect((await post(answerPath, '{"question":"\\ud800 主轴"}')).status).toBe(200)
  })
})

describe('bodies that are not JSON', () => {
  it('refuses what is broken, says where, and logs nothing of it', async () => {
    const { post, logs } = await served()
    expect(refused(await post(answerPath, `{"question": "${canary}",}`), 400, 'REQUEST_NOT_JSON')).toMatch(
      /第 \d+ 个字符处格式有误/,
    )
    expect(refused(await post(answerPath, canary), 400, 'REQUEST_NOT_JSON')).not.toContain(canary)
    expect(logs.join()).not.toContain(canary)
  })

  it('refuses bytes that are not UTF-8', async () => {
    const { send } = await served()
    const body = Buffer.from([...Buffer.from('{"question":"'), 0xd6, 0xf7, ...Buffer.from('"}')])
    const detail = refused(
      await send(answerPath, { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
      400,
      'REQUEST_NOT_JSON',
    )
    expect(detail).toContain('UTF-8')
  })

  it('refuses an empty body, and none at all', async () => {
    const { send, post } = await served()
    refused(await post(answerPath, ''), 400, 'REQUEST_INVALID')
    expect(refused(await send(answerPath, { method: 'POST' }), 400, 'REQUEST_INVALID')).toContain('缺少请求体')
  })

  it('refuses every other content type, a missing one too', async () => {
    const { send } = await served()
    const body = '{"question":"主轴"}'
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=gbk',
      'application/jsonx',
      'text/json',
    ]) {
      refused(await send(answerPath, { method: 'POST', headers: { 'content-type': type }, body }), 415, 'MEDIA_TYPE_UNSUPPORTED')
    }
    refused(await send(answerPath, { method: 'POST', body }), 415, 'MEDIA_TYPE_UNSUPPORTED')
    expect(
      (await send(answerPath, { method: 'POST', headers: { 'content-type': 'Application/JSON; charset="UTF-8"' }, body })).status,
    ).toBe(200)
  })

  it('refuses what is compressed, which could be a bomb', async () => {
    const { post } = await served()
    refused(await post(answerPath, '{"question":"主轴"}', { 'content-encoding': 'gzip' }), 415, 'MEDIA_TYPE_UNSUPPORTED')
  })

  it('refuses more than the limit, by its length and by what comes', async () => {
    const { url, post } = await served({ maxJsonBytes: 1000 })
    expect(refused(await post(answerPath, { question: 'x'.repeat(1000) }), 413, 'REQUEST_TOO_LARGE')).toContain('1 kB')
    const chunks = new ReadableStream({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode('x'.repeat(600)))
        if (++count === 3) controller.close()
      },
    })
    let count = 0
    const response = await fetch(`${url}${answerPath}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: chunks,
      duplex: 'half',
    } as RequestInit)
    expect(response.status).toBe(413)
  })

  it('refuses what nests deeper than 64, however deep', async () => {
    const { post } = await served()
    const nested = (depth: number): string => `{"question":${'['.repeat(depth)}1${']'.repeat(depth)}}`
    expect(refused(await post(answerPath, nested(100)), 400, 'REQUEST_NOT_JSON')).toContain('64')
    refused(await post(answerPath, nested(200_000)), 400, 'REQUEST_NOT_JSON')
    refused(await post(answerPath, nested(10)), 400, 'REQUEST_INVALID')
  })
})

describe('addresses that are not there', () => {
  const atDesk = (rest: string) => `/api/solutions/desk/${rest}`
  const missing: readonly [string, string, number, string][] = [
    ['GET', '/api', 404, 'ROUTE_NOT_FOUND'],
    ['GET', '/api/solutions/desk', 404, 'ROUTE_NOT_FOUND'],
    ['GET', '/v1/engines', 404, 'ROUTE_NOT_FOUND'],
    ['GET', '/API/solutions', 404, 'ROUTE_NOT_FOUND'],
    ['GET', '/../../etc/passwd', 404, 'ROUTE_NOT_FOUND'],
    ['PUT', '/api/solutions', 405, 'METHOD_NOT_ALLOWED'],
    ['GET', answerPath, 405, 'METHOD_NOT_ALLOWED'],
    ['OPTIONS', answerPath, 405, 'METHOD_NOT_ALLOWED'],
    ['POST', '/v1/models', 405, 'METHOD_NOT_ALLOWED'],
    ['GET', '/api/solutions/nosuch/documents', 404, 'SOLUTION_NOT_FOUND'],
    ['GET', '/api/solutions/__proto__/documents', 404, 'SOLUTION_NOT_FOUND'],
    ['GET', atDesk('documents/doc_0000000000000000'), 404, 'DOCUMENT_NOT_FOUND'],
    ['DELETE', atDesk('documents/doc_0000000000000000'), 404, 'DOCUMENT_NOT_FOUND'],
    ['GET', atDesk('documents/..%2F..%2Fsolution.yaml'), 404, 'DOCUMENT_NOT_FOUND'],
    ['GET', atDesk('passages/doc_0000000000000000.0'), 404, 'PASSAGE_NOT_FOUND'],
    ['GET', atDesk(`passages/${'x'.repeat(101)}`), 400, 'REQUEST_INVALID'],
    ['GET', atDesk('documents?asOf=2026-01-01'), 400, 'REQUEST_INVALID'],
    ['GET', '/api/solutions/%E0%A4%A/documents', 400, 'REQUEST_INVALID'],
  ]
  it('answers each with its problem', async () => {
    const { send } = await served()
    for (const [method, path, status, code] of missing) {
      const returned = await send(path, { method })
      expect([method, path, returned.status, (returned.body as { code?: string }).code]).toEqual([method, path, status, code])
      refused(returned, status, code)
    }
  })

  it('names what there is', async () => {
    const { post, send } = await served()
    expect(refused(await post('/api/solutions/nosuch/answer', { question: '问' }), 404, 'SOLUTION_NOT_FOUND')).toContain('desk')
    expect(refused(await post(searchPath, { query: '主轴', knowledge: 'manual' }), 404, 'KNOWLEDGE_NOT_FOUND')).toContain(
      'manuals, notices',
    )
    expect((await send('/api/solutions', { method: 'DELETE' })).headers['allow']).toBe('GET')
    expect((await send('/api/solutions/desk/documents', { method: 'PATCH' })).headers['allow']).toBe('GET, POST')
  })
})

describe('errors nobody foresaw', () => {
  it('are told by an id that the log carries, and by nothing else', async () => {
    const { post, logs } = await broken()
    const returned = await post(answerPath, { question: canary }, { 'x-request-id': 'proxy-20261122' })
    expect(refused(returned, 500, 'INTERNAL')).toContain('proxy-20261122')
    const line = logs.find((one) => one.includes('"code":"INTERNAL"'))
    expect(line).toContain('"requestId":"proxy-20261122"')
    expect(line).toContain('Error: secret of the program')
    expect(returned.text).not.toContain('secret')
    expect(logs.join()).not.toContain(canary)
  })

  it('do not take an id that could forge a log line', async () => {
    const { send } = await served()
    expect((await send('/healthz', { headers: { 'x-request-id': 'a b"c' } })).headers['x-request-id']).toMatch(/^req_/)
  })
})

/** A solution whose flow fails in a way no error of Kaiwu stands for. */
async function broken(): Promise<Served> {
  const flow = '  - find: manuals\n  - run: steps/fail.ts\n  - ask: prompts/answer.md\n'
  const manifest = deskFiles['solution.yaml'].replace(/flow:\n[^]*$/, `flow:\n${flow}`)
  return served(
    {},
    {
      ...deskFiles,
      'solution.yaml': manifest,
      'steps/fail.ts': "export default () => { throw new Error('secret of the program') }\n",
    },
  )
}
