import { describe, expect, it } from 'vitest'
import { ask, post, serve } from '../test-exchange.ts'
import { vendorForms, type VendorId } from './all-vendors.ts'

const tools = [{ type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } }]
const called = {
  role: 'assistant',
  content: null,
  tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }],
}
const loop = [{ role: 'user', content: '问' }, called, { role: 'tool', tool_call_id: 'call_1', content: '晴' }]
const thoughtLoop = loop.map((one) => ('tool_calls' in one ? { ...one, reasoning_content: '' } : one))
const named = [{ role: 'user', content: '问', name: 'wang' }]
const json = { response_format: { type: 'json_object' } }
const schema = { response_format: { type: 'json_schema', json_schema: { name: 's', schema: {} } } }
const dollar = [{ type: 'function', function: { name: 'f', parameters: { $schema: 'x', type: 'object' } } }]

/** Vendor, model, what is refused, the status, a part of the refusal, and the same put right. */
const demands: readonly (readonly [VendorId, string, object, number, string, object])[] = [
  ['deepseek', 'deepseek-v4-pro', { messages: loop }, 400, 'must be passed back', { messages: thoughtLoop }],
  [
    'deepseek',
    'deepseek-v4-pro',
    json,
    400,
    "contain the word 'json'",
    { ...json, messages: [{ role: 'user', content: 'JSON' }] },
  ],
  [
    'deepseek',
    'deepseek-v4-pro',
    { tools, tool_choice: 'required' },
    400,
    'does not support this tool_choice',
    { tools, tool_choice: 'required', thinking: { type: 'disabled' } },
  ],
  ['deepseek', 'deepseek-v4-pro', schema, 400, 'unavailable now', {}],
  ['deepseek', 'deepseek-r1', { messages: thoughtLoop }, 400, 'not allowed in the input', { messages: loop }],
  ['moonshot', 'kimi-k2.6', { messages: loop }, 400, 'reasoning_content is missing', { messages: thoughtLoop }],
  ['moonshot', 'kimi-k2.6', { temperature: 0.3 }, 400, 'only 1 is allowed', { temperature: 1 }],
  ['moonshot', 'kimi-k2.6', { tools: dollar }, 400, '$schema', { tools }],
  ['moonshot', 'kimi-k3', { reasoning_effort: 'medium' }, 400, 'invalid reasoning_effort', { reasoning_effort: 'high' }],
  [
    'dashscope',
    'qwen-plus',
    json,
    400,
    "'messages' must contain the word 'json'",
    { ...json, messages: [{ role: 'user', content: '用json答' }] },
  ],
  [
    'dashscope',
    'qwen3.7-plus',
    { tools, tool_choice: { type: 'function', function: { name: 'f' } } },
    400,
    'in thinking mode',
    { tools, tool_choice: 'auto' },
  ],
  [
    'dashscope',
    'qwen3.7-plus',
    { ...json, messages: [{ role: 'user', content: 'json' }] },
    400,
    'Json mode response is not supported',
    { ...json, messages: [{ role: 'user', content: 'json' }], enable_thinking: false },
  ],
  ['dashscope', 'qwq-plus', {}, 400, 'only support stream mode', { stream: true }],
  ['openai', 'gpt-5.4', { temperature: 0.3 }, 400, "Unsupported value: 'temperature'", {}],
  ['openai', 'gpt-5.4', { max_tokens: 9 }, 400, 'max_completion_tokens', { max_completion_tokens: 9 }],
  [
    'openai',
    'gpt-4.1',
    { enable_thinking: true },
    400,
    'Unrecognized request argument supplied: enable_thinking',
    { max_tokens: 9 },
  ],
  ['azure-openai', 'o3', { max_tokens: 9 }, 400, 'max_completion_tokens', {}],
  ['huawei-maas', 'openpangu-2.0-pro', { messages: named }, 400, "'messages', 0, 'name'", {}],
  ['huawei-maas', 'openpangu-2.0-pro', { foo: 1 }, 400, 'extra_forbidden', { user: 'u' }],
  [
    'spark',
    'lite',
    {
      messages: [
        { role: 'system', content: '甲' },
        { role: 'user', content: '乙' },
      ],
    },
    200,
    'does not support the system role',
    {},
  ],
  ['minimax', 'MiniMax-M3', { temperature: 0 }, 200, 'temperature must be in (0, 1]', { temperature: 0.01 }],
  ['minimax', 'MiniMax-M3', json, 200, 'unavailable now', {}],
  [
    'ollama',
    'qwen3:8b',
    { reasoning_effort: 'minimal' },
    400,
    "invalid reasoning value: 'minimal'",
    { reasoning_effort: 'none' },
  ],
  ['zhipu', 'glm-5.2', schema, 400, 'unavailable now', json],
  ['tencent', 'hunyuan-turbos-latest', json, 400, 'unavailable now', {}],
  ['siliconflow', 'deepseek-ai/DeepSeek-V4-Pro', { messages: loop }, 400, 'must be passed back', { messages: thoughtLoop }],
  [
    'openrouter',
    'm',
    { messages: [{ role: 'tool', tool_call_id: 'x', content: '' }] },
    400,
    "'x' is not found",
    { messages: loop },
  ],
  ['vllm', 'm', { messages: [] }, 400, 'at least one message', {}],
  ['vllm', 'm', { messages: [{ role: 'bot', content: '' }] }, 400, 'Invalid value for role', {}],
]

/** The text of an answer that is a refusal of its vendor: in the form of a refused request, whatever it says. */
function inOwnForm(vendor: VendorId, sent: unknown): boolean {
  const body = sent as Record<string, unknown>
  if (vendor === 'spark') return body['code'] === 10163 && typeof body['sid'] === 'string'
  if (vendor === 'minimax') return (body['base_resp'] as { status_code: number }).status_code === 2013
  if (vendor === 'huawei-maas') return body['object'] === 'error' && body['type'] === 'BadRequestError'
  if (vendor === 'siliconflow') return body['code'] === 20012 && body['data'] === null
  if (vendor === 'zhipu') return JSON.stringify(Object.keys(body['error'] as object)) === '["code","message"]'
  return typeof (body['error'] as { message: string }).message === 'string'
}

describe('what a vendor demands', () => {
  it.each(demands)('%s %s refuses %j', async (vendor, model, body, status, said, right) => {
    const api = await serve({ vendor })
    const refused = await ask(api, { model, ...body })
    const text = await refused.text()
    expect([refused.status, text]).toEqual([status, expect.stringContaining(said)])
    expect(inOwnForm(vendor, JSON.parse(text)), text).toBe(true)
    expect(await (await ask(api, { model, ...right })).text()).toContain('好')
  })
})

const withKeys = Object.values(vendorForms).filter(({ auth }) => auth !== 'any')

describe('a key', () => {
  it.each(withKeys.map(({ id }) => id as VendorId))('that %s does not know is refused in its own form', async (vendor) => {
    const api = await serve({ vendor })
    const form = vendorForms[vendor]
    const url = form.chat ? `${api.url}${form.chat.path}` : api.rerankUrl
    const wrong = await post(api, url, { model: 'm', messages: [] }, { key: 'sk-wrong' })
    const row = form.errors.find(({ kind }) => kind === 'auth')!
    expect(wrong.status).toBe(row.status)
    expect(await wrong.text()).toContain(row.message.split('{')[0]!.trim())
  })

  it('of Azure goes in a header of its own', async () => {
    const api = await serve({ vendor: 'azure-openai' })
    const headers = { authorization: `Bearer ${api.key}`, 'content-type': 'application/json' }
    expect((await fetch(`${api.url}/chat/completions`, { method: 'POST', headers, body: '{}' })).status).toBe(401)
  })

  it('of Ollama is not looked at', async () => {
    expect((await ask(await serve({ vendor: 'ollama' }), {}, { key: 'anything' })).status).toBe(200)
  })
})

describe('batches of embeddings', () => {
  const batches: readonly (readonly [VendorId, string, number, number, string])[] = [
    ['dashscope', 'text-embedding-v4', 10, 400, 'batch size is invalid, it should not be larger than 10'],
    ['dashscope', 'text-embedding-v2', 25, 400, 'it should not be larger than 25'],
    ['qianfan', 'bge-large-zh', 16, 400, 'at most 16 texts'],
    ['qianfan', 'tao-8k', 1, 400, 'at most 1 texts'],
    ['zhipu', 'embedding-3', 64, 400, 'input数组最大不得超过64条'],
    ['siliconflow', 'BAAI/bge-m3', 32, 400, 'larger than 32'],
    ['tei', 'BAAI/bge-m3', 32, 413, 'batch size 33 > maximum allowed batch size 32'],
    ['tencent', 'hunyuan-embedding', 1, 400, 'at most 1 texts'],
    ['huawei-maas', 'bge-m3', 1, 400, 'at most 1 texts'],
  ]
  it.each(batches)('%s %s takes %d', async (vendor, model, most, status, said) => {
    const api = await serve({ vendor, dimension: 2 })
    const send = (count: number) =>
      post(api, `${api.embeddingsUrl}/embeddings`, { model, input: Array.from({ length: count }, () => '甲') })
    expect((await send(most)).status).toBe(200)
    const refused = await send(most + 1)
    expect([refused.status, await refused.text()]).toEqual([status, expect.stringContaining(said)])
  })

  it('base64 is refused by DashScope, passed over by Ollama', async () => {
    const body = { model: 'text-embedding-v4', input: ['甲'], encoding_format: 'base64' }
    const dashscope = await serve({ vendor: 'dashscope' })
    expect((await post(dashscope, `${dashscope.url}/embeddings`, body)).status).toBe(400)
    const ollama = await serve({ vendor: 'ollama', dimension: 2 })
    const sent = (await (await post(ollama, `${ollama.url}/embeddings`, body)).json()) as { data: { embedding: unknown }[] }
    expect(sent.data[0]!.embedding).toEqual([expect.any(Number), expect.any(Number)])
  })
})

describe('errors', () => {
  it('come in three forms at Huawei, two at DashScope, with numbers at Zhipu, as text at SiliconFlow', async () => {
    const said = async (vendor: VendorId, fault: Parameters<typeof serve>[0]['fault']): Promise<string> => {
      const response = await ask(await serve({ vendor, ...(fault === undefined ? {} : { fault }) }))
      return `${response.status} ${await response.text()}`
    }
    expect(await said('huawei-maas', { error: 'quota' })).toBe(
      '403 {"error_code":"ModelArts.81006","error_msg":"The account is frozen or in arrears."}',
    )
    expect(await said('huawei-maas', { error: 'bad-request' })).toMatch(
      /^400 \{"object":"error",.*"type":"BadRequestError","param":null,"code":400\}$/,
    )
    expect(await said('dashscope', { error: 'quota' })).toMatch(/^400 \{"code":"Arrearage","message":".*","request_id":"0f6ea2b4/)
    expect(await said('dashscope', { error: 'rate-limit', code: 'insufficient_quota' })).toMatch(
      /^429 \{"error":\{.*"code":"insufficient_quota"\},"request_id"/,
    )
    expect(await said('zhipu', { error: 'quota' })).toBe(
      '429 {"error":{"code":"1113","message":"余额不足或无可用资源包,请充值。"}}',
    )
    expect(await said('moonshot', { error: 'quota' })).toMatch(
      /^429 \{"error":\{"message":".*","type":"exceeded_current_quota_error"\}\}$/,
    )
    expect(await said('siliconflow', { error: 'auth' })).toBe('401 Invalid token')
    expect(await said('deepseek', { error: 'quota' })).toBe(
      '402 {"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}',
    )
    expect(await said('minimax', { error: 'quota' })).toContain('200 {"id":"04ecb5d9b1921ae0fb0e8da95eed0000","choices":null')
    expect(await said('openrouter', { error: 'content-filter' })).toContain('"metadata":{"reasons":["violence"]')
    expect(await said('tei', { error: 'auth' }).catch(() => 'no chat')).toBe('404 {"error":{"message":"no such address"}}')
  })

  it('of Spark come as a frame of the stream', async () => {
    const response = await ask(await serve({ vendor: 'spark', fault: { error: 'content-filter' } }), { stream: true })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(await response.text()).toMatch(/^data:\{"code":10013,"message":"AppInputAuditError.*","sid":"cha000b1000@/)
  })
})
