import { inspect } from 'node:util'
import { KaiwuError } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { pngFile } from '../reader/test-image.ts'
import { layoutServiceFromEnvironment, openLayoutService, type LayoutSettings } from './open-layout-service.ts'
import { layoutServer, sendJson } from './test-layout-server.ts'

const png = pngFile(80, 60)
const picture = { bytes: png, name: '铭牌.png', mediaType: 'image/png' }
const pdf = { bytes: Buffer.from('%PDF-1.4 scan'), name: '扫描件.pdf', mediaType: 'application/pdf' }

async function failure(promise: Promise<unknown>): Promise<KaiwuError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!KaiwuError.is(error)) throw new Error(`expected a KaiwuError, got ${String(error)}`)
  return error
}

describe('a MinerU server', () => {
  const list = [
    { type: 'header', text: '内部资料', page_idx: 0 },
    { type: 'text', text: '1 范围', text_level: 1, page_idx: 0 },
    { type: 'text', text: '本标准适用于主轴。', page_idx: 0 },
    {
      type: 'table',
      table_caption: ['表 1 压力'],
      table_body:
        '<html><body><table><tr><td>机型</td><td>最低</td></tr><tr><td>HX-630</td><td>6.8</td></tr></table></body></html>',
      table_footnote: [],
      page_idx: 1,
    },
    { type: 'image', img_path: 'images/a.png', image_caption: ['图 1 接线'], page_idx: 1 },
    { type: 'equation', text: '$$p=F/A$$', text_format: 'latex', page_idx: 1 },
    { type: 'list', list_items: ['断电', '挂牌'], page_idx: 1 },
    { type: 'page_number', text: '2', page_idx: 1 },
  ]
  const answer = {
    backend: 'pipeline',
    version: '2.6.4',
    results: {
      document: {
        md_content: '# 1 范围\n\n本标准适用于主轴。',
        content_list: JSON.stringify(list),
        images: { 'a.png': `data:image/png;base64,${Buffer.from(png).toString('base64')}` },
      },
    },
  }

  it('is sent the file as a form, and tells the pages', async () => {
    const { url, calls } = await layoutServer((reply) => sendJson(reply, answer))
    const document = await openLayoutService({ kind: 'mineru', url: `${url}/`, key: 'sk-secret' }).read(pdf)
    expect(document.blocks.map((block) => `${block.page} ${block.kind} ${document.text.slice(block.start, block.end)}`)).toEqual([
      '1 heading 1 范围',
      '1 paragraph 本标准适用于主轴。',
      '2 paragraph 表 1 压力',
      '2 row 机型：HX-630；最低：6.8',
      '2 paragraph 图 1 接线',
      '2 paragraph $$p=F/A$$',
      '2 paragraph 断电',
      '2 paragraph 挂牌',
    ])
    expect(document.pages).toBe(2)
    expect(document.figures).toMatchObject([{ page: 2, mediaType: 'image/png', caption: '图 1 接线' }])
    expect(document.warnings).toMatchObject([{ kind: 'doubtful' }])
    const [call] = calls
    expect([call?.method, call?.path, call?.headers.authorization]).toEqual(['POST', '/file_parse', 'Bearer sk-secret'])
    const form = call?.body.toString('latin1') ?? ''
    expect(form).toContain('name="files"; filename="document.pdf"')
    expect(form).toContain('%PDF-1.4 scan')
    expect(form).toMatch(/name="return_md"\r\n\r\ntrue/)
  })

  it('is read from its Markdown where it sends no list of pieces', async () => {
    const { url } = await layoutServer((reply) => sendJson(reply, { results: { x: { md_content: '# 铭牌\n\n型号 HX-630' } } }))
    const document = await openLayoutService({ kind: 'mineru', url }).read(picture)
    expect(document.text).toBe('铭牌\n型号 HX-630')
    expect(document.pages).toBeUndefined()
  })
})

describe('a PaddleX server', () => {
  const page = (text: string, images = {}) => ({
    prunedResult: { parsing_res_list: [] },
    markdown: { text, images, isStart: true, isEnd: true },
    outputImages: {},
  })

  it('is sent base64, and answers page by page', async () => {
    const base64 = Buffer.from(png).toString('base64')
    const { url, calls } = await layoutServer((reply) =>
      sendJson(reply, {
        logId: 'a',
        errorCode: 0,
        errorMsg: 'Success',
        result: {
          layoutParsingResults: [
            page('## 停机规程\n\n<div style="text-align: center;"><img src="imgs/a.png" alt="Image" width="50%" /></div>\n', {
              'imgs/a.png': base64,
            }),
            page('<table border="1"><tr><td>代码</td><td>含义</td></tr><tr><td>E-203</td><td>过热</td></tr></table>'),
          ],
          dataInfo: { type: 'pdf', numPages: 3 },
        },
      }),
    )
    const document = await openLayoutService({ kind: 'paddleocr', url, key: 'abc' }).read(pdf)
    expect(document.blocks.map((block) => `${block.page} ${block.kind} ${document.text.slice(block.start, block.end)}`)).toEqual([
      '1 heading 停机规程',
      '2 row 代码：E-203；含义：过热',
    ])
    expect(document.figures).toMatchObject([{ page: 1, mediaType: 'image/png' }])
    expect(document.warnings).toMatchObject([{ kind: 'doubtful' }, { kind: 'not-read', count: 1 }])
    expect([calls[0]?.path, calls[0]?.headers.authorization]).toEqual(['/layout-parsing', 'token abc'])
    expect(JSON.parse(calls[0]?.body.toString() ?? '')).toMatchObject({
      fileType: 0,
      file: Buffer.from(pdf.bytes).toString('base64'),
    })
  })

  it('is doubted when it stops at its usual ten pages', async () => {
    const results = Array.from({ length: 10 }, (_, at) => page(`第 ${at + 1} 页`))
    const { url } = await layoutServer((reply) => sendJson(reply, { errorCode: 0, result: { layoutParsingResults: results } }))
    const { warnings } = await openLayoutService({ kind: 'paddleocr', url }).read(pdf)
    expect(warnings[1]?.en).toContain('max_num_input_imgs')
  })

  it('fails in its own words', async () => {
    const { url } = await layoutServer((reply) => sendJson(reply, { logId: 'a', errorCode: 422, errorMsg: 'Invalid fileType' }))
    const error = await failure(openLayoutService({ kind: 'paddleocr', url }).read(picture))
    expect(error.code).toBe('LAYOUT_SERVICE_FAILED')
    expect(error.message).toContain('Invalid fileType')
  })
})

describe('a model that sees pictures', () => {
  it('is sent the picture, and its answer is unwrapped', async () => {
    const { url, calls } = await layoutServer((reply) =>
      sendJson(reply, {
        choices: [
          {
            message: {
              role: 'assistant',
              content: '<think>表格</think>```markdown\n# 铭牌\n\n| 型号 | 电压 |\n|--|--|\n| HX-630 | 380 V |\n```',
            },
            finish_reason: 'length',
          },
        ],
      }),
    )
    const document = await openLayoutService({ kind: 'vision', url: `${url}/v1`, key: 'k1', model: 'qwen-vl' }).read(picture)
    expect(document.text).toBe('铭牌\n型号：HX-630；电压：380 V')
    expect(document.warnings).toMatchObject([{ kind: 'doubtful' }, { kind: 'not-read' }])
    expect([calls[0]?.path, calls[0]?.headers.authorization]).toEqual(['/v1/chat/completions', 'Bearer k1'])
    const sent = JSON.parse(calls[0]?.body.toString() ?? '') as {
      model: string
      messages: { content: { image_url?: { url: string } }[] }[]
    }
    expect(sent.model).toBe('qwen-vl')
    expect(sent.messages[0]?.content[1]?.image_url?.url).toBe(`data:image/png;base64,${Buffer.from(png).toString('base64')}`)
  })

  it.each([
    ['a PDF', pdf],
    ['a TIFF', { ...picture, mediaType: 'image/tiff' }],
  ])('is not sent %s', async (_, request) => {
    const { url, calls } = await layoutServer((reply) => sendJson(reply, {}))
    const error = await failure(openLayoutService({ kind: 'vision', url, model: 'm' }).read(request))
    expect(error.message).toContain('mineru')
    expect(calls).toHaveLength(0)
  })
})

const services: readonly Omit<LayoutSettings, 'url'>[] = [
  { kind: 'mineru', key: 'sk-very-secret' },
  { kind: 'paddleocr', key: 'sk-very-secret' },
  { kind: 'vision', key: 'sk-very-secret', model: 'm' },
]

describe.each(services)('$kind, when the service fails', (settings) => {
  it.each([
    [
      '500 with a reason',
      'out of memory for key',
      (reply) => sendJson(reply, { error: 'out of memory for key sk-very-secret' }, 500),
    ],
    ['503 of FastAPI', 'maximum capacity', (reply) => sendJson(reply, { detail: 'Server is at maximum capacity: 1' }, 503)],
    ['a page of HTML', 'not JSON', (reply) => reply.writeHead(200, { 'content-type': 'text/html' }).end('<html>login</html>')],
    ['401 with a page of HTML', 'HTTP 401', (reply) => reply.writeHead(401).end('<html>sk-very-secret</html>')],
    ['nothing', 'not JSON', (reply) => reply.end()],
    ['null', 'not JSON', (reply) => reply.end('null')],
    ['JSON of another service', 'holds no', (reply) => sendJson(reply, { ok: true })],
    ['a list', 'holds no', (reply) => sendJson(reply, [1, 2])],
    ['a redirect', 'redirect', (reply) => reply.writeHead(307, { location: 'http://127.0.0.1:1/' }).end()],
    [
      'half an answer',
      'cut off',
      (reply) => {
        reply.writeHead(200, { 'content-length': '1000' })
        reply.write('{"results"')
        setTimeout(() => reply.destroy(), 20)
      },
    ],
    ['a closed connection', 'cut off', (reply) => reply.destroy()],
    ['silence', 'within 0.3 s', () => undefined],
    ['an answer that never ends', 'within 0.3 s', (reply) => reply.write('{')],
  ] as readonly (readonly [string, string, Parameters<typeof layoutServer>[0]])[])('with %s', async (_, reason, answer) => {
    const { url } = await layoutServer(answer)
    const error = await failure(openLayoutService({ ...settings, url, timeoutMs: 300 }).read(picture))
    expect(error.code).toBe('LAYOUT_SERVICE_FAILED')
    expect(error.message).toContain('铭牌.png')
    expect(error.message).toContain(reason)
    expect(inspect(error, { depth: 10 })).not.toContain('very-secret')
  })
})

describe('a layout service', () => {
  it('is not believed beyond 64 MB', async () => {
    const chunk = Buffer.alloc(4 * 1024 ** 2, 0x20)
    const { url } = await layoutServer((reply) => {
      let left = 20
      const write = (): void => {
        while (left-- > 0) if (!reply.write(chunk)) return void reply.once('drain', write)
        reply.end()
      }
      write()
    })
    expect((await failure(openLayoutService({ kind: 'mineru', url }).read(pdf))).message).toContain('64 MB')
  })

  it('says when it is out of reach', async () => {
    const error = await failure(openLayoutService({ kind: 'mineru', url: 'http://127.0.0.1:9' }).read(pdf))
    expect(error.code).toBe('LAYOUT_SERVICE_FAILED')
  })

  it('stops when the reader is told to', async () => {
    const { url } = await layoutServer(() => undefined)
    const error = await failure(openLayoutService({ kind: 'mineru', url }).read({ ...pdf, signal: AbortSignal.timeout(50) }))
    expect(error.code).toBe('CANCELLED')
  })

  it('fails when it finds no text', async () => {
    const { url } = await layoutServer((reply) => sendJson(reply, { results: { a: { md_content: '\n' } } }))
    expect((await failure(openLayoutService({ kind: 'mineru', url }).read(pdf))).message).toContain('no text')
  })
})

describe('layoutServiceFromEnvironment', () => {
  it('is nothing where nothing is set', () => expect(layoutServiceFromEnvironment({ KAIWU_OCR: ' ' })).toBeUndefined())

  it('opens what is set', () =>
    expect(layoutServiceFromEnvironment({ KAIWU_OCR: 'vision', KAIWU_OCR_URL: 'http://a/v1', KAIWU_OCR_MODEL: 'm' })?.name).toBe(
      'vision m',
    ))

  it.each([
    ['no address', { KAIWU_OCR: 'mineru' }, 'KAIWU_OCR_URL'],
    ['no kind', { KAIWU_OCR_URL: 'http://a' }, 'KAIWU_OCR'],
    ['a key alone', { KAIWU_OCR_KEY: 'secret-1' }, 'KAIWU_OCR'],
    ['an unknown kind', { KAIWU_OCR: 'tesseract', KAIWU_OCR_URL: 'http://a' }, 'mineru | paddleocr | vision'],
    ['a path for an address', { KAIWU_OCR: 'mineru', KAIWU_OCR_URL: '/ocr' }, 'KAIWU_OCR_URL'],
    ['an address of another kind', { KAIWU_OCR: 'mineru', KAIWU_OCR_URL: 'ftp://a' }, 'http://'],
    ['a key in the address', { KAIWU_OCR: 'mineru', KAIWU_OCR_URL: 'http://u:secret-1@a' }, 'KAIWU_OCR_KEY'],
    ['a key with blanks', { KAIWU_OCR: 'mineru', KAIWU_OCR_URL: 'http://a', KAIWU_OCR_KEY: 'secret-1 x' }, 'KAIWU_OCR_KEY'],
    ['no model', { KAIWU_OCR: 'vision', KAIWU_OCR_URL: 'http://a' }, 'KAIWU_OCR_MODEL'],
  ])('says what is wrong: %s', (_, environment, says) => {
    const open = (): unknown => layoutServiceFromEnvironment(environment)
    expect(open).toThrow(expect.objectContaining({ code: 'LAYOUT_SETTINGS_INVALID' }))
    expect(open).toThrow(says)
    expect(open).not.toThrow('secret-1')
  })
})
