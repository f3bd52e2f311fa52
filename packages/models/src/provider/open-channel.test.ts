import { KaiwuError } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { noSettings, type ModelSettings } from '../model-settings.ts'
import { openChannel } from './open-channel.ts'

const keys = {
  DEEPSEEK_API_KEY: 'sk-1',
  DASHSCOPE_API_KEY: 'sk-2',
  OPENAI_API_KEY: 'sk-3',
  AZURE_OPENAI_API_KEY: 'sk-4',
  SPARK_API_PASSWORD: 'sk-5',
  MINE: 'sk-6',
}

function open(ref: string, settings: Partial<ModelSettings> = {}, rest: Partial<Parameters<typeof openChannel>[1]> = {}) {
  return openChannel(ref, { settings: { ...noSettings, ...settings }, environment: keys, ...rest })
}

function refusal(run: () => unknown): KaiwuError {
  try {
    run()
  } catch (error) {
    if (KaiwuError.is(error)) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('openChannel', () => {
  it('needs nothing but a key for a known provider', () => {
    const channel = open('deepseek/deepseek-flash')
    expect(channel).toMatchObject({
      ref: 'deepseek/deepseek-flash',
      model: 'deepseek-flash',
      baseUrl: 'https://api.deepseek.com',
      keyEnv: 'DEEPSEEK_API_KEY',
      internal: false,
    })
    expect(channel.key()).toBe('sk-1')
    expect(channel.policy.limits.concurrency).toBe(500)
    expect(Object.isFrozen(channel) && Object.isFrozen(channel.facts) && Object.isFrozen(channel.policy.timeouts)).toBe(true)
  })

  it('takes what follows the first slash for the id', () => {
    expect(open('siliconflow/deepseek-ai/DeepSeek-V4-Pro', {}, { environment: { SILICONFLOW_API_KEY: 'k' } }).model).toBe(
      'deepseek-ai/DeepSeek-V4-Pro',
    )
  })

  it.each(['nobody/model', 'deepseek', 'deepseek/', '/x', 'local/extractive', 'constructor/x'])(
    'knows no %s, and says what there is',
    (ref) => {
      const error = refusal(() => open(ref, { providers: { house: { baseUrl: 'http://10.0.0.1/v1' } } }))
      expect(error.code).toBe('MODEL_UNKNOWN')
      expect(error.text('zh')).toContain('house/…')
      expect(error.text('zh')).toContain('deepseek/…')
    },
  )

  it('knows no provider that is like an unknown one', () => {
    expect(refusal(() => open('house/x', { providers: { house: { like: 'vlm', baseUrl: 'http://10.0.0.1' } } })).code).toBe(
      'MODEL_UNKNOWN',
    )
  })

  it('says which address, hole or key is missing', () => {
    expect(refusal(() => open('openai-compatible/x')).details['missing']).toContain('KAIWU_BASE_URL')
    expect(refusal(() => open('house/x', { providers: { house: {} } })).details['missing']).toContain('providers.house.baseUrl')
    expect(refusal(() => open('azure-openai/gpt')).details['missing']).toContain('providers.azure-openai.values.resource')
    const error = refusal(() => open('qianfan/ernie-5.1'))
    expect([error.code, error.details['missing']]).toEqual(['MODEL_NOT_CONFIGURED', 'QIANFAN_API_KEY'])
    expect(refusal(() => open('deepseek/x', {}, { environment: { DEEPSEEK_API_KEY: '密钥' } })).code).toBe('MODEL_KEY_MALFORMED')
  })

  it('reads nothing of the environment but the variable of the key', () => {
    const read: string[] = []
    const environment = new Proxy<Record<string, string>>(
      { OPENAI_API_KEY: 'sk', OPENAI_BASE_URL: 'https://evil.example', OPENAI_API_BASE: 'https://evil.example' },
      {
        get(target, name) {
          read.push(String(name))
          return target[String(name)]
        },
        has: (_, name) => read.push(String(name)) > 0,
        ownKeys: () => [String(read.push('everything'))],
      },
    )
    const channel = openChannel('openai/gpt-4o', { settings: noSettings, environment })
    channel.key()
    expect(channel.baseUrl).toBe('https://api.openai.com/v1')
    expect(new Set(read)).toEqual(new Set(['OPENAI_API_KEY']))
  })

  it('reads the key at each call and keeps it nowhere', () => {
    const environment: Record<string, string> = { DEEPSEEK_API_KEY: 'sk-old-canary' }
    const channel = openChannel('deepseek/deepseek-flash', { settings: noSettings, environment })
    environment['DEEPSEEK_API_KEY'] = 'sk-new'
    expect(channel.key()).toBe('sk-new')
    expect(JSON.stringify(channel)).not.toContain('canary')
  })

  it('fills the holes of an address', () => {
    const channel = open('azure-openai/my-gpt', { providers: { 'azure-openai': { values: { resource: 'plant7' } } } })
    expect(channel.baseUrl).toBe('https://plant7.openai.azure.com/openai/v1')
    expect(channel.provider.auth).toBe('api-key')
    expect(channel.key()).toBe('sk-4')
  })

  it('makes a provider of one’s own like a known one', () => {
    const channel = open('plant/deepseek-v4', {
      providers: { plant: { like: 'deepseek', baseUrl: 'http://192.168.1.9:8000/v1/', name: '厂内' } },
    })
    expect(channel).toMatchObject({ baseUrl: 'http://192.168.1.9:8000/v1', internal: true, keyEnv: undefined })
    expect(channel.provider).toMatchObject({ id: 'plant', name: { zh: '厂内', en: '厂内' } })
    expect(channel.facts).toMatchObject({ replay: 'tool-calls', structuredOutput: 'json_object' })
    expect(channel.key()).toBe('no-key-needed')
  })

  it('takes a provider of one’s own for any OpenAI-compatible service', () => {
    const channel = open('house/qwen', { providers: { house: { baseUrl: 'https://ai.example.com/v1', keyEnv: 'MINE' } } })
    expect(channel.facts.quirks).toContain('think-tags')
    expect(channel.key()).toBe('sk-6')
  })

  it('adds quirks and takes known ones back', () => {
    const { facts, provider } = open('deepseek/deepseek-flash', {
      providers: { deepseek: { quirks: ['no-message-names'], notQuirks: ['json-word', 'replay-reasoning'] } },
    })
    expect(facts.quirks).toContain('no-message-names')
    expect(facts.quirks).not.toContain('json-word')
    expect(facts.quirks).not.toContain('replay-reasoning')
    expect(provider.chat?.quirks).not.toContain('json-word')
  })

  it('lets the settings of a model say more than its provider’s, and a solution most of all', () => {
    const settings: Partial<ModelSettings> = {
      providers: { deepseek: { timeouts: { idleMs: 1, totalMs: 1 }, limits: { concurrency: 3 } } },
      models: { 'deepseek/deepseek-flash': { timeouts: { totalMs: 2 }, retry: { most: 0 }, maxTokens: 100, contextTokens: 5 } },
    }
    const price = { currency: 'CNY', input: 9, output: 9, asOf: '2026-11-01' } as const
    const config = { ref: 'deepseek/deepseek-flash', price, firstTokenTimeoutMs: 7, maxTokens: 50 }
    const plain = open('deepseek/deepseek-flash', settings)
    expect(plain.policy).toMatchObject({
      timeouts: { connectMs: 5000, idleMs: 1, totalMs: 2 },
      retry: { most: 0 },
      limits: { concurrency: 3 },
    })
    expect(plain).toMatchObject({ maxTokens: 100, facts: { contextTokens: 5 } })
    const own = open('deepseek/deepseek-flash', settings, { config })
    expect(own).toMatchObject({ maxTokens: 50, policy: { timeouts: { firstTokenMs: 7, totalMs: 2 } } })
    expect(own.facts.prices).toEqual([price])
    expect('maxTokens' in open('deepseek/deepseek-v4-pro', settings)).toBe(false)
    // What an operator says of a model must not leak into its facts.
    expect(Object.keys(plain.facts)).not.toContain('timeouts')
  })

  it('asks every interface of a provider that was moved at its new place, and none at the vendor’s', () => {
    const moved = {
      dashscope: { baseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1' },
      spark: { baseUrl: 'http://127.0.0.1:9/spark/v1' },
      tencent: { baseUrl: 'https://relay.example/v1', keyEnv: 'MINE' },
    }
    expect(open('dashscope/qwen3-rerank', { providers: moved }).facts.rerank?.url).toBe(
      'https://dashscope-intl.aliyuncs.com/compatible-api/v1/reranks',
    )
    expect(open('dashscope/gte-rerank-v2', { providers: moved }).facts.rerank?.url).toMatch(
      /^https:\/\/dashscope-intl\.aliyuncs\.com\/api\/v1\//,
    )
    expect(open('dashscope/text-embedding-v4', { providers: moved }).facts.embedding?.baseUrl).toBe(moved.dashscope.baseUrl)
    expect(open('spark/spark-x', { providers: moved }).baseUrl).toBe('http://127.0.0.1:9/spark/v2')
    expect(open('spark/spark-x').baseUrl).toBe('https://spark-api-open.xf-yun.com/v2')
    expect(open('tencent/hunyuan-embedding', { providers: moved }).facts.embedding?.baseUrl).toBe('https://relay.example/v1')
  })

  it('knows prices at the vendor’s address and within the house, not at another site', () => {
    const at = (baseUrl: string) => open('dashscope/qwen3.7-plus', { providers: { dashscope: { baseUrl } } }).facts.prices
    expect(at('https://dashscope.aliyuncs.com/compatible-mode/v1')).toHaveLength(1)
    expect(at('http://10.1.2.3/compatible-mode/v1')).toHaveLength(1)
    expect(at('https://dashscope-intl.aliyuncs.com/compatible-mode/v1')).toBeUndefined()
    expect(open('ollama/qwen3').facts.prices?.[0]?.input).toBe(0)
    expect(
      open('ollama/qwen3', { providers: { ollama: { baseUrl: 'https://ollama.com/v1', keyEnv: 'MINE' } } }).facts.prices,
    ).toBeUndefined()
  })

  it('needs no key within the house unless one was named, and uses one that is there', () => {
    const vllm = { providers: { vllm: { baseUrl: 'http://10.0.0.8:8000/v1' } } }
    expect(open('vllm/qwen3', vllm).key()).toBe('no-key-needed')
    expect(open('vllm/qwen3', vllm, { environment: { VLLM_API_KEY: 'k' } }).key()).toBe('k')
    expect(open('vllm/qwen3', { providers: { vllm: { baseUrl: 'https://gpu.example/v1', keyEnv: null } } }).key()).toBe(
      'no-key-needed',
    )
    expect(
      refusal(() => open('vllm/qwen3', { providers: { vllm: { baseUrl: 'https://gpu.example/v1' } } })).details['missing'],
    ).toBe('VLLM_API_KEY')
    expect(
      refusal(() => open('vllm/qwen3', { providers: { vllm: { baseUrl: 'http://10.0.0.8/v1', keyEnv: 'NOT_SET' } } })).details[
        'missing'
      ],
    ).toBe('NOT_SET')
  })

  it('hands a known vendor’s key to no address that came without naming it', () => {
    const config = { ref: 'deepseek/deepseek-flash', baseUrl: 'https://elsewhere.example/v1' }
    expect(open(config.ref, {}, { config }).key()).toBe('no-key-needed')
    expect(open(config.ref, {}, { config: { ...config, keyEnv: 'DEEPSEEK_API_KEY' } }).key()).toBe('sk-1')
    expect(open(config.ref, {}, { config: { ...config, baseUrl: 'https://api.deepseek.com/v1' } }).key()).toBe('sk-1')
    expect(open('mine/x', { providers: { mine: { like: 'deepseek', baseUrl: config.baseUrl } } }).key()).toBe('no-key-needed')
    expect(open('mine/x', { providers: { mine: { like: 'deepseek' } } }).key()).toBe('sk-1')
  })

  it('takes for internal what the operator says, else what is at a private address in every part', () => {
    const vllm = (more: object) => open('vllm/qwen3', { providers: { vllm: { baseUrl: 'http://10.0.0.8:8000/v1', ...more } } })
    expect(vllm({}).internal).toBe(true)
    expect(vllm({ internal: false }).internal).toBe(false)
    expect(vllm({ baseUrl: 'https://gpu.example/v1', keyEnv: null }).internal).toBe(false)
    expect(vllm({ baseUrl: 'https://gpu.example/v1', keyEnv: null, internal: true }).internal).toBe(true)
    const outside = { models: { 'vllm/qwen3': { rerank: { url: 'https://outside.example/rerank' } } } }
    expect(open('vllm/qwen3', outside).internal).toBe(false)
    // What a solution moves elsewhere is no longer what the operator spoke of.
    const config = { ref: 'vllm/qwen3', baseUrl: 'https://outside.example/v1' }
    expect(open(config.ref, { providers: { vllm: { internal: true } } }, { config }).internal).toBe(false)
  })
})
