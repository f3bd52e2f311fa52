import { describe, expect, it } from 'vitest'
import { ask, post, serve, streamed } from '../test-exchange.ts'
import { vectorOf } from '../token-api/play-vectors.ts'
import type { VendorId } from './all-vendors.ts'

const script = {
  answer: ['好'],
  reasoning: ['想'],
  usage: { promptTokens: 5, completionTokens: 2, cachedTokens: 4, cacheWriteTokens: 1, reasoningTokens: 1 },
  keepAlives: 1,
}
const sums = '"prompt_tokens":5,"completion_tokens":2,"total_tokens":7'
const cached = '"prompt_tokens_details":{"cached_tokens":4}'
const thought = '"completion_tokens_details":{"reasoning_tokens":1}'
const choice = (delta: string, more = ''): string => `"choices":[{"index":0,"delta":{${delta}}${more},"finish_reason":null}]`
const last = (more = ''): string => `"choices":[{"index":0,"delta":{}${more},"finish_reason":"stop"}]`

/** What the frames of a vendor's stream say after their envelope. */
const frames: Partial<Record<VendorId, readonly string[]>> = {
  volcengine: [
    choice('"role":"assistant","content":null,"reasoning_content":"想"', ',"logprobs":null'),
    choice('"role":"assistant","content":"好"', ',"logprobs":null'),
    last(',"logprobs":null'),
    `"choices":[],"usage":{${sums},${cached},${thought}}`,
  ],
  minimax: [
    choice('"role":"assistant","content":""'),
    choice('"content":"<thi"'),
    choice('"content":"nk>\\n"'),
    choice('"content":"想"'),
    choice('"content":"\\n</"'),
    choice('"content":"think"'),
    choice('"content":">\\n\\n"'),
    choice('"content":"好"'),
    `${last()},"usage":{${sums},${cached},${thought},"total_characters":0}`,
  ],
  siliconflow: [
    `${choice('"role":"assistant","content":null,"reasoning_content":"想"')},"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6,${cached},${thought}}`,
    `${choice('"role":"assistant","content":"好"')},"usage":{${sums},${cached},${thought}}`,
    `${last()},"usage":{${sums},${cached},${thought}}`,
  ],
  ollama: [
    choice('"role":"assistant","content":null,"reasoning":"想"'),
    choice('"role":"assistant","content":"好"'),
    last(),
    `"choices":[],"usage":{${sums}}`,
  ],
  vllm: [
    choice('"role":"assistant","content":""', ',"logprobs":null,"stop_reason":null,"token_ids":null'),
    choice('"content":null,"reasoning":"想"', ',"logprobs":null,"stop_reason":null,"token_ids":null'),
    choice('"content":"好"', ',"logprobs":null,"stop_reason":null,"token_ids":null'),
    last(',"logprobs":null,"stop_reason":null,"token_ids":null'),
    `"choices":[],"usage":{${sums},${cached}}`,
  ],
  lmstudio: [
    choice('"role":"assistant","content":null,"reasoning_content":"想"', ',"logprobs":null'),
    choice('"role":"assistant","content":"好"', ',"logprobs":null'),
    last(',"logprobs":null'),
    `"choices":[],"usage":{${sums}}`,
  ],
  xinference: [
    choice('"role":"assistant","content":""'),
    choice('"content":null,"reasoning_content":"想"'),
    choice('"content":"好"'),
    last(),
    `"choices":[],"usage":{${sums}}`,
  ],
  'openai-compatible': [
    choice('"role":"assistant","content":""', ',"logprobs":null'),
    choice('"content":null,"reasoning_content":"想"', ',"logprobs":null'),
    choice('"content":"好"', ',"logprobs":null'),
    last(',"logprobs":null'),
    `"choices":[],"usage":{${sums},${cached},${thought}}`,
  ],
  llamacpp: [
    choice('"role":"assistant","content":""'),
    choice('"content":null,"reasoning_content":"想"'),
    choice('"content":"好"'),
    last(),
    `"choices":[],"usage":{${sums}}`,
  ],
}

describe('what the frames of a stream say', () => {
  it.each(Object.entries(frames))('%s', async (vendor, said) => {
    const api = await serve({ vendor: vendor as VendorId, ...script })
    const text = await (await ask(api, streamed)).text()
    const lines = text.split('\n\n').filter((line) => line !== '')
    expect(lines.at(-1)).toBe('data: [DONE]')
    expect(lines.slice(0, -1).map((line) => line.slice(line.indexOf('"choices"'), -1))).toEqual(said)
    const stem = api.vendor.id === 'ollama' ? '{"id":"chatcmpl-8","object":"chat.completion.chunk"' : '{"id":"'
    expect(lines[0]).toContain(`data: ${stem}`)
  })

  it('openrouter: comments, details beside the thought, the cost', async () => {
    const api = await serve({ vendor: 'openrouter', ...script })
    const text = await (await ask(api, { ...streamed, reasoning: { enabled: true } })).text()
    expect(text).toMatch(/^: OPENROUTER PROCESSING\n\ndata: \{"id":"gen-1795305600-/)
    expect(text).toContain(
      '"reasoning":"想","reasoning_details":[{"type":"reasoning.text","id":"reasoning-text-1","index":0,"text":"想"}]',
    )
    expect(text).toContain('"cost":0.00014,"is_byok":false,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":1')
  })
})

describe('whole completions', () => {
  it('spark: code, message and sid, and no reason to stop', async () => {
    const api = await serve({ vendor: 'spark', ...script })
    expect(await (await ask(api)).text()).toBe(
      '{"code":0,"message":"Success","sid":"cha000b1000@dx19e50526e31b8f3812","choices":[{"index":0,"message":' +
        `{"role":"assistant","content":"好","reasoning_content":"想"}}],"usage":{${sums}}}`,
    )
  })

  it('minimax: tags in the text, or thoughts apart when asked, and base_resp', async () => {
    const api = await serve({ vendor: 'minimax', ...script })
    const plain = await (await ask(api)).text()
    expect(plain).toContain('"message":{"role":"assistant","content":"<think>\\n想\\n</think>\\n\\n好","name":"MiniMax AI"')
    expect(plain).toContain('"base_resp":{"status_code":0,"status_msg":""}')
    const apart = await (await ask(api, { reasoning_split: true })).text()
    expect(apart).toContain(
      '"content":"好","name":"MiniMax AI","audio_content":"","reasoning_content":"想","reasoning_details":[{',
    )
  })

  it('zhipu: request_id in the body', async () => {
    const api = await serve({ vendor: 'zhipu', ...script })
    expect(await (await ask(api)).json()).toMatchObject({ id: '202611220145125eed0000', request_id: '202611220145125eed0000' })
  })
})

describe('tool calls', () => {
  const toolCalls = [{ name: 'f', arguments: { a: 1 } }]
  const tools = [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }]
  const callsOf = async (vendor: VendorId, body: object = streamed): Promise<string[]> => {
    const api = await serve({ vendor, toolCalls })
    const text = await (await ask(api, { ...body, tools })).text()
    return [...text.matchAll(/"tool_calls":(\[.*?\])\}/g)].map(([, calls]) => calls!)
  }

  it('openai: the id with the first piece alone; dashscope: an empty one later', async () => {
    const first = '[{"index":0,"id":"call_0_0","type":"function","function":{"name":"f","arguments":""}}]'
    expect(await callsOf('openai')).toEqual([
      first,
      '[{"index":0,"function":{"arguments":"{\\"a\\""}}]',
      '[{"index":0,"function":{"arguments":":1}"}}]',
    ])
    expect((await callsOf('dashscope'))[1]).toBe('[{"index":0,"id":"","type":"function","function":{"arguments":"{\\"a\\""}}]')
    expect((await callsOf('volcengine'))[1]).toContain('"id":"call_0_0"')
  })

  it('zhipu: in one piece', async () => {
    expect(await callsOf('zhipu')).toEqual([
      '[{"index":0,"id":"call_0_0","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]',
    ])
  })
})

describe('embeddings and reranking', () => {
  it('dashscope: the id of the request beside the vectors', async () => {
    const api = await serve({ vendor: 'dashscope', dimension: 2 })
    const sent = await post(api, `${api.embeddingsUrl}/embeddings`, { model: 'text-embedding-v4', input: ['a', 'b'] })
    expect(await sent.text()).toBe(
      `{"data":[{"embedding":${JSON.stringify(vectorOf('a', 2))},"index":0,"object":"embedding"},` +
        `{"embedding":${JSON.stringify(vectorOf('b', 2))},"index":1,"object":"embedding"}],"model":"text-embedding-v4",` +
        '"object":"list","usage":{"prompt_tokens":2,"total_tokens":2},"id":"0f6ea2b4-1c5d-9e77-8a31-00005eed0000"}',
    )
  })

  it('minimax: texts in, vectors out, base_resp', async () => {
    const api = await serve({ vendor: 'minimax', dimension: 2 })
    const sent = await post(api, `${api.embeddingsUrl}/embeddings`, { model: 'embo-01', texts: ['a'], type: 'query' })
    expect(await sent.json()).toEqual({
      vectors: [vectorOf('a', 2)],
      total_tokens: 1,
      base_resp: { status_code: 0, status_msg: '' },
    })
  })

  it('openai: base64 when asked for, the same numbers', async () => {
    const api = await serve({ vendor: 'openai', dimension: 3 })
    const body = { model: 'm', input: 'abc', encoding_format: 'base64' }
    const { data } = (await (await post(api, `${api.url}/embeddings`, body)).json()) as { data: { embedding: string }[] }
    const bytes = Buffer.from(data[0]!.embedding, 'base64')
    expect([0, 4, 8].map((at) => bytes.readFloatLE(at))).toEqual(vectorOf('abc', 3))
  })

  const documents = ['乙', '甲']
  it.each([
    [
      'siliconflow',
      { model: 'm', query: '甲', documents, top_n: 1 },
      '"results":[{"relevance_score":1,"index":1,"document":{"text":"甲"}}]',
    ],
    [
      'qianfan',
      { model: 'm', query: '甲', documents },
      '"results":[{"relevance_score":1,"index":1,"document":"甲"},{"relevance_score":0,',
    ],
    [
      'dashscope',
      { model: 'm', query: '甲', documents },
      '"results":[{"relevance_score":1,"index":1},{"relevance_score":0,"index":0}]',
    ],
    ['tei', { query: '甲', texts: documents }, '[{"score":1,"index":1},{"score":0,"index":0}]'],
    ['llamacpp', { query: '甲', documents }, '"relevance_score":9.21024,"index":1'],
  ] as const)('%s reranks in its own shape', async (vendor, body, said) => {
    const api = await serve({ vendor })
    expect(await (await post(api, api.rerankUrl, body)).text()).toContain(said)
  })

  it("dashscope's native address has another shape", async () => {
    const api = await serve({ vendor: 'dashscope' })
    const url = `${api.origin}/api/v1/services/rerank/text-rerank/text-rerank`
    const sent = await post(api, url, { model: 'gte-rerank-v2', input: { query: '甲', documents }, parameters: { top_n: 1 } })
    expect(await sent.text()).toBe(
      '{"output":{"results":[{"relevance_score":1,"index":1,"document":{"text":"甲"}}]},"usage":{"total_tokens":2},' +
        '"request_id":"0f6ea2b4-1c5d-9e77-8a31-00005eed0000"}',
    )
  })
})
