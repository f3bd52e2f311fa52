import { formatProblem } from '@kaiwu/core'
import { join } from 'node:path'
import { modelSettingsSchema, noSettings, type KnownModels } from '@kaiwu/models'
import { tempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { checkModelSettings, loadModelSettings } from './model-settings-file.ts'

const known: KnownModels = {
  providers: ['deepseek', 'vllm', 'openai'],
  pricesOf: (ref, { models }) =>
    models[ref]?.prices ?? (ref === 'deepseek/chat' ? [{ currency: 'CNY', input: 2, output: 3, asOf: '2026-10-01' }] : []),
}

const hash = 'ab'.repeat(32)

const whole = `
providers:
  plant:
    like: vllm
    name: 厂内大模型
    baseUrl: http://10.0.0.5:8000/v1
    keyEnv: null
    quirks: [reasoning-field]
    internal: true
    timeouts: { connectSeconds: 0.25, firstTokenSeconds: 90 }
    retry: { most: 1, baseSeconds: 0.5 }
    circuit: { failures: 3, openSeconds: 60 }
    limits: { concurrency: 4, maxQueueSeconds: 10 }
models:
  plant/qwen3:
    prices: [{ currency: CNY, input: 0, output: 0, asOf: 2026-11-01 }]
    contextTokens: 32768
  openai/gpt-5:
    prices:
      - currency: USD
        input: 1.25
        output: 10
        cacheRead: 0.125
        asOf: 2026-10-01
        from: 2026-01-01
        tiers: [{ above: 272000, input: 2.5 }]
        windows: [{ timeZone: Asia/Shanghai, days: [1, 2], from: "09:00", to: "12:00", multiplier: 2 }]
aliases:
  fast: plant/qwen3
  best: [openai/gpt-5, { weighted: [{ model: fast, weight: 3 }, { model: deepseek/chat, weight: 1 }] }]
  careful: { fallback: [deepseek/chat, fast], on: [timeout, unreachable] }
  cheap: { cheapest: [deepseek/chat, openai/gpt-5] }
  带走: local/extractive
budgets:
  - { name: 全厂, limit: 200 CNY, period: day }
  - { name: 每人, limit: 0.100001 CNY, period: month, timeZone: Europe/Berlin, each: user, only: { department: 设备科 } }
rates: [{ from: USD, to: CNY, rate: 7.1, asOf: 2026-10-01, source: 中国银行 }]
keys:
  - { name: mes, sha256: ${hash.toUpperCase()}, models: [fast, best], department: 设备科 }
cache: { chat: true }
`

/** What is said of a text, in one language. */
function said(text: string, language: 'zh' | 'en' = 'zh'): string[] {
  const { settings, problems } = checkModelSettings(text, 'models.yaml', known)
  expect(settings === undefined).toBe(problems.length > 0)
  return problems.map((problem) => formatProblem(problem, language))
}

describe('models.yaml', () => {
  it('is read into micros and milliseconds', () => {
    const { settings, problems } = checkModelSettings(whole, 'models.yaml', known)
    expect(problems).toEqual([])
    expect(settings?.providers['plant']).toEqual({
      like: 'vllm',
      name: '厂内大模型',
      baseUrl: 'http://10.0.0.5:8000/v1',
      keyEnv: null,
      quirks: ['reasoning-field'],
      internal: true,
      timeouts: { connectMs: 250, firstTokenMs: 90_000 },
      retry: { most: 1, baseMs: 500 },
      circuit: { failures: 3, openMs: 60_000 },
      limits: { concurrency: 4, maxQueueMs: 10_000 },
    })
    expect(settings?.budgets).toEqual([
      { name: '全厂', limit: { micros: 200_000_000, currency: 'CNY' }, period: 'day', timeZone: 'Asia/Shanghai' },
      {
        name: '每人',
        limit: { micros: 100_001, currency: 'CNY' },
        period: 'month',
        timeZone: 'Europe/Berlin',
        each: 'user',
        only: { department: '设备科' },
      },
    ])
    expect(settings?.keys).toEqual([{ name: 'mes', sha256: hash, models: ['fast', 'best'], department: '设备科' }])
    expect(settings?.aliases['best']).toEqual([
      'openai/gpt-5',
      {
        weighted: [
          { model: 'fast', weight: 3 },
          { model: 'deepseek/chat', weight: 1 },
        ],
      },
    ])
    expect(settings?.models['openai/gpt-5']?.prices?.[0]).toMatchObject({ input: 1.25, tiers: [{ above: 272_000, input: 2.5 }] })
    expect(settings?.cache).toEqual({ chat: true, embeddings: false, maxAgeDays: 30 })
    expect(settings?.currency).toBe('CNY')
  })

  it('hands out nothing that can be changed', () => {
    const { settings } = checkModelSettings(whole, 'models.yaml', known)
    expect(Object.isFrozen(settings?.providers['plant']?.timeouts)).toBe(true)
    expect(Object.isFrozen(settings?.budgets[0]?.limit)).toBe(true)
  })

  it.each(['', '# nothing yet\n', 'providers: {}\n'])('may state nothing: %j', (text) => {
    expect(checkModelSettings(text, 'models.yaml', known).settings).toEqual(noSettings)
  })

  it('has a description for every setting', () => {
    const bare: string[] = []
    const look = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return
      for (const [key, value] of Object.entries((node as { properties?: Record<string, unknown> }).properties ?? {}))
        if (typeof (value as { description?: unknown }).description !== 'string') bare.push(`${path}.${key}`)
      for (const [key, value] of Object.entries(node)) look(value, `${path}.${key}`)
    }
    look(z.toJSONSchema(modelSettingsSchema, { io: 'input', unrepresentable: 'any' }), '')
    expect(bare).toEqual([])
  })
})

describe('mistakes in models.yaml', () => {
  it.each([
    ['an unknown setting', 'budget: []\n', 'models.yaml:1:1 budget：没有“budget”这项设置 → 是不是“budgets”？'],
    [
      'an unknown setting inside',
      'providers:\n  vllm:\n    baseURL: http://a/v1\n',
      'models.yaml:3:5 providers.vllm.baseURL：没有“baseURL”这项设置 → 是不是“baseUrl”？',
    ],
    [
      'a time in milliseconds',
      'providers:\n  vllm: { timeouts: { connectMs: 5 } }\n',
      'models.yaml:2:23 providers.vllm.timeouts.connectMs：没有“connectMs”这项设置 → 可用：connectSeconds、firstTokenSeconds、idleSeconds、totalSeconds',
    ],
    [
      'no time at all',
      'models:\n  vllm/a: { timeouts: { idleSeconds: 0 } }\n',
      'models.yaml:2:38 models.vllm/a.timeouts.idleSeconds：这里写的是 0 → 应为大于 0 的数',
    ],
    [
      'money without a currency',
      'budgets:\n  - { name: a, limit: 200, period: day }\n',
      'models.yaml:2:23 budgets.0.limit：这里写的是 200 → 应为文字',
    ],
    [
      'money in yuan signs',
      'budgets:\n  - { name: a, limit: ¥200, period: day }\n',
      'models.yaml:2:23 budgets.0.limit：这里写的是 "¥200" → 应为金额和币种，如 200 CNY，最多六位小数',
    ],
    [
      'too small a fraction',
      'budgets:\n  - { name: a, limit: 0.0000001 CNY, period: day }\n',
      'models.yaml:2:23 budgets.0.limit：这里写的是 "0.0000001 CNY" → 应为金额和币种，如 200 CNY，最多六位小数',
    ],
    [
      'an unknown time zone',
      'budgets:\n  - { name: a, limit: 1 CNY, period: day, timeZone: Beijing }\n',
      'models.yaml:2:53 budgets.0.timeZone：这里写的是 "Beijing" → 应为时区的名字，如 Asia/Shanghai',
    ],
    [
      'a period that is none',
      'budgets:\n  - { name: a, limit: 1 CNY, period: week }\n',
      'models.yaml:2:38 budgets.0.period：这里写的是 "week" → 应为day 或 month 或 total',
    ],
    [
      'a negative price',
      'models:\n  openai/a: { prices: [{ currency: CNY, input: -1, output: 1, asOf: 2026-10-01 }] }\n',
      'models.yaml:2:48 models.openai/a.prices.0.input：这里写的是 -1 → 应为不小于 0 的数',
    ],
    [
      'a price without its day',
      'models:\n  openai/a: { prices: [{ currency: CNY, input: 1, output: 1 }] }\n',
      'models.yaml:2:24 models.openai/a.prices.0.asOf：缺少“asOf” → 补上这一项',
    ],
    [
      'a day that is none',
      'rates: [{ from: USD, to: CNY, rate: 7, asOf: 2026-13-01 }]\n',
      'models.yaml:1:46 rates.0.asOf：这里写的是 "2026-13-01" → 应为形如 2026-11-22 的日期',
    ],
    [
      'an unknown quirk',
      'models:\n  openai/a: { quirks: [think-tag] }\n',
      /^models\.yaml:2:24 models\.openai\/a\.quirks\.0：这里写的是 "think-tag" → 应为replay-reasoning 或 /,
    ],
    [
      'a model without a provider',
      'models:\n  gpt: {}\n',
      'models.yaml:2:3 models.gpt：这里写的是 "gpt" → 应为供应商/模型，如 deepseek/deepseek-chat',
    ],
    [
      'a weight of nothing',
      'aliases:\n  a: { weighted: [{ model: deepseek/chat, weight: 0 }] }\n',
      'models.yaml:2:51 aliases.a.weighted.0.weight：这里写的是 0 → 应为大于 0 的数',
    ],
    [
      'a choice that is none',
      'aliases:\n  a: { weigthed: [] }\n',
      'models.yaml:2:8 aliases.a：没有“weigthed”这个选法 → 是不是“weighted”？',
    ],
    ['a choice of nothing', 'aliases:\n  a: { cheapest: [] }\n', 'models.yaml:2:18 aliases.a.cheapest：是空的 → 写上内容'],
    [
      'a mistake in a choice within a choice',
      'aliases:\n  a: [deepseek/chat, { fallback: [deepseek/chat], off: [timeout] }]\n',
      'models.yaml:2:51 aliases.a.1.off：没有“off”这项设置 → 可用：fallback、on',
    ],
    [
      'a number for a model',
      'aliases:\n  a: 5\n',
      'models.yaml:2:6 aliases.a：这里写的是 5 → 应为“供应商/模型”、别名、列表或一种选法',
    ],
    ['two keys alike in YAML', 'currency: CNY\ncurrency: USD\n', 'models.yaml:2:1：同一个键写了两次 → 改名或删去其中一个'],
    ['a list where a group is', '- providers\n', 'models.yaml:1:1：这里写的是 […] → 应为一组“键: 值”'],
  ])('names the place of %s and what to do', (_, text, expected) => {
    const [first, ...more] = said(text)
    if (typeof expected === 'string') expect(first).toBe(expected)
    else expect(first).toMatch(expected)
    expect(more).toEqual([])
  })

  it('never repeats what may be a key', () => {
    const secret = 'sk-canary-1234567890'
    const text = `keys:\n  - { name: a, sha256: ${secret} }\nproviders:\n  vllm: { keyEnv: ${secret} }\n`
    for (const language of ['zh', 'en'] as const) {
      const lines = said(text, language)
      expect(lines).toHaveLength(2)
      expect(lines.join()).not.toContain('canary')
    }
    expect(said(text, 'en')[0]).toBe(
      'models.yaml:2:24 keys.0.sha256: it is "…" → it must be the SHA-256 of the key (64 hexadecimal digits) that kaiwu key prints, never the key itself',
    )
  })

  it('names all of them at once, in the order of the file', () => {
    expect(said('currency: RMB\naliases: { 1: deepseek/chat }\ncache: yes\n')).toEqual([
      'models.yaml:1:11 currency：这里写的是 "RMB" → 应为CNY 或 USD 或 EUR',
      'models.yaml:2:12 aliases.1：这里写的是 "1" → 应为字母开头，只含字母、数字、点、下划线和连字符',
      'models.yaml:3:8 cache：这里写的是 "yes" → 应为一组“键: 值”',
    ])
  })
})

describe('loadModelSettings', () => {
  it('reads a file, and takes one that is not there for one that states nothing', async () => {
    const folder = await tempFolder({ 'models.yaml': 'currency: USD\n' })
    onTestFinished(() => folder.remove())
    expect(loadModelSettings(join(folder.path, 'models.yaml')).currency).toBe('USD')
    expect(loadModelSettings(join(folder.path, 'other.yaml'))).toBe(noSettings)
  })

  it('throws every mistake in the language asked for, and says so when the path cannot be read', async () => {
    const folder = await tempFolder({ 'models.yaml': 'currency: RMB\nmayLeaveTheHouse: no\n' })
    onTestFinished(() => folder.remove())
    const path = join(folder.path, 'models.yaml')
    expect(() => loadModelSettings(path, { language: 'en' })).toThrow(
      expect.objectContaining({
        code: 'MODEL_SETTINGS_INVALID',
        details: {
          count: 2,
          problems:
            'models.yaml:1:11 currency: it is "RMB" → it must be CNY or USD or EUR\n' +
            'models.yaml:2:19 mayLeaveTheHouse: it is "no" → it must be true or false',
        },
      }),
    )
    expect(() => loadModelSettings(folder.path)).toThrow(expect.objectContaining({ code: 'PATH_UNUSABLE' }))
  })
})
