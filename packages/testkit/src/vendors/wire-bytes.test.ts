import { describe, expect, it } from 'vitest'
import { ask, serve, streamed } from '../test-exchange.ts'
import type { VendorId } from './all-vendors.ts'

// One small exchange a vendor, written out by hand: the model thinks 想 and says 好.
const script = {
  answer: ['好'],
  reasoning: ['想'],
  usage: { promptTokens: 5, completionTokens: 2, cachedTokens: 4, cacheWriteTokens: 1, reasoningTokens: 1 },
  keepAlives: 1,
}
const chunk = (id: string, model: string): string =>
  `"id":"${id}","object":"chat.completion.chunk","created":1795305600,"model":"${model}"`
const sums = '"prompt_tokens":5,"completion_tokens":2,"total_tokens":7'
const cached = '"prompt_tokens_details":{"cached_tokens":4}'
const thought = '"completion_tokens_details":{"reasoning_tokens":1}'
const events = (...frames: string[]): string => [...frames, 'data: [DONE]', ''].join('\n\n')

type Expected = Readonly<{ header?: readonly [name: string, value: string]; body?: object; stream: string }>

const gpt = `${chunk('chatcmpl-req_00000000000000005eed0000', 'gpt-5.4')},"service_tier":"default","system_fingerprint":"fp_kaiwu"`
const azure = `${chunk('chatcmpl-az0', 'gpt-5.4')},"system_fingerprint":"fp_azure"`
const safe = '{"filtered":false,"severity":"safe"}'
const filters = `{"hate":${safe},"self_harm":${safe},"sexual":${safe},"violence":${safe}}`
const deep = `${chunk('00000000000000005eed0000-chat', 'deepseek-v4-pro')},"system_fingerprint":"fp_prod0820_fp8_kvcache"`
const qwenId = '0f6ea2b4-1c5d-9e77-8a31-00005eed0000'
const qwen = `${chunk(`chatcmpl-${qwenId}`, 'qwen3.7-plus')},"system_fingerprint":null`
const ernie = chunk('as-kaiwu0', 'ernie-5.1')
const sid = 'cha000b1000@dx19e50526e31b8f3812'
const spark = `"code":0,"message":"Success","sid":"${sid}","id":"${sid}","created":1795305600`
const pangu = chunk('chat-00000000000000005eed0000', 'openpangu-2.0-pro')
const hy = `${chunk('00000000000000005eed0000', 'hy4')},"note":"以上内容为AI生成，不代表开发者立场"`
const glmId = '202611220145125eed0000'
const kimi = `${chunk('chatcmpl-00000000000000005eed0000', 'kimi-k2.6')},"system_fingerprint":"fpv0_kaiwu"`

const expected: Partial<Record<VendorId, Expected>> = {
  openai: {
    header: ['x-request-id', 'req_00000000000000005eed0000'],
    stream: events(
      `data: {${gpt},"choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}`,
      `data: {${gpt},"choices":[{"index":0,"delta":{"content":"好"},"logprobs":null,"finish_reason":null}]}`,
      `data: {${gpt},"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}`,
      `data: {${gpt},"choices":[],"usage":{${sums},${cached},${thought}}}`,
    ),
  },
  'azure-openai': {
    header: ['apim-request-id', '3e5a9f40-8f0e-4c1d-9a55-00005eed0000'],
    stream: events(
      `data: {"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[{"prompt_index":0,"content_filter_results":${filters},"deployment":"gpt-5.4"}]}`,
      `data: {${azure},"choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"content_filter_results":${filters},"finish_reason":null}]}`,
      `data: {${azure},"choices":[{"index":0,"delta":{"content":"好"},"logprobs":null,"content_filter_results":${filters},"finish_reason":null}]}`,
      `data: {${azure},"choices":[{"index":0,"delta":{},"logprobs":null,"content_filter_results":${filters},"finish_reason":"stop"}]}`,
      `data: {${azure},"choices":[],"usage":{${sums},${cached},${thought}}}`,
    ),
  },
  deepseek: {
    header: ['x-ds-trace-id', '00000000000000005eed0000'],
    stream: events(
      ': keep-alive',
      `data: {${deep},"choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}`,
      `data: {${deep},"choices":[{"index":0,"delta":{"content":null,"reasoning_content":"想"},"logprobs":null,"finish_reason":null}]}`,
      `data: {${deep},"choices":[{"index":0,"delta":{"content":"好"},"logprobs":null,"finish_reason":null}]}`,
      `data: {${deep},"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":{${sums},${cached},${thought},"prompt_cache_hit_tokens":4,"prompt_cache_miss_tokens":1}}`,
    ),
  },
  dashscope: {
    header: ['x-request-id', qwenId],
    body: { enable_thinking: true },
    stream: events(
      `data: {${qwen},"choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}`,
      `data: {${qwen},"choices":[{"index":0,"delta":{"content":null,"reasoning_content":"想"},"logprobs":null,"finish_reason":null}]}`,
      `data: {${qwen},"choices":[{"index":0,"delta":{"content":"好"},"logprobs":null,"finish_reason":null}]}`,
      `data: {${qwen},"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}`,
      `data: {${qwen},"choices":[],"usage":{${sums},${thought},"prompt_tokens_details":{"cached_tokens":4,"cache_creation_input_tokens":1,"cache_type":"ephemeral"}}}`,
    ),
  },
  qianfan: {
    header: ['x-bce-request-id', '7d9f1c2e-5b60-4a3b-8c9d-00005eed0000'],
    body: { enable_thinking: true },
    stream: events(
      `data: {${ernie},"choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":"想"},"flag":0,"finish_reason":null}]}`,
      `data: {${ernie},"choices":[{"index":0,"delta":{"role":"assistant","content":"好"},"flag":0,"finish_reason":null}]}`,
      `data: {${ernie},"choices":[{"index":0,"delta":{},"flag":0,"finish_reason":"stop"}],"usage":{${sums},"cached_tokens":4}}`,
    ),
  },
  spark: {
    stream: [
      `data:{${spark},"choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":"想"}}]}`,
      `data:{${spark},"choices":[{"index":0,"delta":{"role":"assistant","content":"好"}}],"usage":{${sums}}}`,
      'data:[DONE]',
      '',
    ].join('\n\n'),
  },
  'huawei-maas': {
    header: ['x-request-id', '00000000000000005eed0000'],
    stream: events(
      `data: {${pangu},"choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}`,
      `data: {${pangu},"choices":[{"index":0,"delta":{"content":null,"reasoning_content":"想"},"logprobs":null,"finish_reason":null}]}`,
      `data: {${pangu},"choices":[{"index":0,"delta":{"content":"好"},"logprobs":null,"finish_reason":null}]}`,
      `data: {${pangu},"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}`,
      `data: {${pangu},"choices":[],"usage":{${sums},${cached},${thought}}}`,
    ),
  },
  tencent: {
    header: ['x-request-id', '00000000000000005eed0000'],
    stream: events(
      `data: {${hy},"choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":"想"},"finish_reason":null}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6,${cached},${thought}}}`,
      `data: {${hy},"choices":[{"index":0,"delta":{"role":"assistant","content":"好"},"finish_reason":null}],"usage":{${sums},${cached},${thought}}}`,
      `data: {${hy},"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{${sums},${cached},${thought}}}`,
    ),
  },
  zhipu: {
    header: ['x-log-id', glmId],
    stream: events(
      `data: {${chunk(glmId, 'glm-5.2')},"choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":"想"},"finish_reason":null}]}`,
      `data: {${chunk(glmId, 'glm-5.2')},"choices":[{"index":0,"delta":{"role":"assistant","content":"好"},"finish_reason":null}]}`,
      `data: {${chunk(glmId, 'glm-5.2')},"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{${sums},${cached},${thought}}}`,
    ),
  },
  moonshot: {
    header: ['msh-request-id', '00000000000000005eed0000'],
    stream: events(
      `data: {${kimi},"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}`,
      `data: {${kimi},"choices":[{"index":0,"delta":{"content":null,"reasoning_content":"想"},"finish_reason":null}]}`,
      `data: {${kimi},"choices":[{"index":0,"delta":{"content":"好"},"finish_reason":null}]}`,
      `data: {${kimi},"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{${sums},${thought},"cached_tokens":4}}`,
    ),
  },
}

describe('the bytes of a stream', () => {
  it.each(Object.entries(expected))('%s', async (vendor, { header, body = {}, stream }) => {
    const api = await serve({ vendor: vendor as VendorId, ...script })
    const response = await ask(api, { ...streamed, ...body })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    if (header) expect(response.headers.get(header[0])).toBe(header[1])
    expect(await response.text()).toBe(stream)
  })

  it('of an older Kimi carry usage inside the choice', async () => {
    const api = await serve({ vendor: 'moonshot', ...script })
    const text = await (await ask(api, { ...streamed, model: 'moonshot-v1-32k' })).text()
    expect(text).toContain(`"delta":{},"finish_reason":"stop","usage":{${sums},${thought},"cached_tokens":4}}]}\n\ndata: [DONE]`)
  })

  it('of OpenAI say nothing of usage unless asked', async () => {
    const api = await serve({ vendor: 'openai', ...script })
    expect(await (await ask(api, { stream: true })).text()).not.toContain('usage')
  })
})
