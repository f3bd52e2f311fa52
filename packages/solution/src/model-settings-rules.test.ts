import { formatProblem } from '@kaiwu/core'
import type { KnownModels } from '@kaiwu/models'
import { describe, expect, it } from 'vitest'
import { checkModelSettings } from './model-settings-file.ts'

const known: KnownModels = {
  providers: ['deepseek', 'vllm', 'openai'],
  pricesOf: (ref, { models }) =>
    models[ref]?.prices ?? (ref === 'deepseek/chat' ? [{ currency: 'CNY', input: 2, output: 3, asOf: '2026-10-01' }] : []),
}

const hash = 'ab'.repeat(32)

/** What is said of a text, in one language. */
function said(text: string, language: 'zh' | 'en' = 'zh'): string[] {
  const { settings, problems } = checkModelSettings(text, 'models.yaml', known)
  expect(settings === undefined).toBe(problems.length > 0)
  return problems.map((problem) => formatProblem(problem, language))
}

describe('settings that are well formed and cannot be right', () => {
  it.each([
    [
      'a provider like none',
      'providers:\n  plant: { like: vlm }\n',
      'models.yaml:2:18 providers.plant.like：没有供应商“vlm” → 可用：deepseek、vllm、openai',
    ],
    [
      'a provider nobody knows',
      'providers:\n  plant: { name: 厂 }\n',
      'models.yaml:2:10 providers.plant：不认识“plant”，也没有写它的地址 → 写上 baseUrl，或用 like 指明与哪个供应商相同',
    ],
    [
      'a model of an unknown provider',
      'models:\n  plant/a: {}\n',
      'models.yaml:2:12 models.plant/a：没有供应商“plant” → 可用：deepseek、vllm、openai',
    ],
    [
      'quoting the documents before a model',
      'aliases:\n  a: [local/extractive, deepseek/chat]\n',
      'models.yaml:2:7 aliases.a.0：local/extractive 只能放在最外层列表的末尾 → 移到末尾，或删去',
    ],
    [
      'quoting the documents by chance',
      'aliases:\n  a: [{ weighted: [{ model: local/extractive, weight: 1 }] }]\n',
      'models.yaml:2:29 aliases.a.0.weighted.0.model：local/extractive 只能放在最外层列表的末尾 → 移到末尾，或删去',
    ],
    ['an alias to nowhere', 'aliases:\n  a: [deepseek/chat, b]\n', 'models.yaml:2:22 aliases.a.1：没有别名“b” → 可用：a'],
    [
      'an alias that inherits its name',
      'aliases:\n  a: constructor\n',
      'models.yaml:2:6 aliases.a：没有别名“constructor” → 可用：a',
    ],
    [
      'a provider without a model',
      'aliases:\n  a: deepseek/\n',
      'models.yaml:2:6 aliases.a：没有供应商“deepseek” → 可用：deepseek、vllm、openai',
    ],
    [
      'a key for no alias',
      `keys:\n  - { name: k, sha256: ${hash}, models: [gpt] }\n`,
      'models.yaml:2:99 keys.0.models.0：没有别名“gpt” → 先写上它，或删去这一项',
    ],
    [
      'a rate of a currency to itself',
      'rates: [{ from: CNY, to: CNY, rate: 1, asOf: 2026-10-01 }]\n',
      'models.yaml:1:26 rates.0.to：两边都是 CNY → 写上另一种货币，或删去这一项',
    ],
    [
      'a budget over a model without a price',
      'aliases:\n  a: [vllm/a, deepseek/chat]\nbudgets:\n  - { name: b, limit: 1 CNY, period: day }\n',
      'models.yaml:2:7 aliases.a.0：有预算，但没人说过 vllm/a 多少钱 → 在 models 的 vllm/a 下写上 prices；免费的写 0',
    ],
    [
      'a budget in a currency that nothing joins',
      'aliases:\n  a: deepseek/chat\nbudgets:\n  - { name: b, limit: 1 EUR, period: day }\nrates: [{ from: USD, to: EUR, rate: 0.9, asOf: 2026-10-01 }]\n',
      'models.yaml:4:23 budgets.0.limit：deepseek/chat 按 CNY 计价，预算“b”按 EUR，没有汇率 → 在 rates 里写上 CNY 到 EUR 的汇率和日期',
    ],
  ])('finds %s', (_, text, expected) => {
    expect(said(text)).toEqual([expected])
  })

  it('finds every alias of a circle, and none that only leads into it', () => {
    expect(said('aliases:\n  lead: a\n  a: [deepseek/chat, { cheapest: [b] }]\n  b: a\n  self: self\n', 'en')).toEqual([
      'models.yaml:3:6 aliases.a: the aliases go round in a circle: a → b → a → let one of them name provider/model',
      'models.yaml:4:6 aliases.b: the aliases go round in a circle: b → a → b → let one of them name provider/model',
      'models.yaml:5:9 aliases.self: the aliases go round in a circle: self → self → let one of them name provider/model',
    ])
  })

  it('is quick about aliases that fan out and in again', () => {
    const rungs = Array.from({ length: 40 }, (_, at) => `  a${at}: [a${at + 1}, a${at + 1}]\n`).join('')
    expect(said(`aliases:\n${rungs}  a40: deepseek/chat\n`)).toEqual([])
  })

  it('finds names and keys that stand there twice', () => {
    const text = `keys:\n  - { name: k, sha256: ${hash} }\n  - { name: k, sha256: ${hash.toUpperCase()} }\nbudgets:\n  - { name: b, limit: 1 CNY, period: day }\n  - { name: b, limit: 2 CNY, period: day }\n`
    expect(said(text, 'en').map((line) => line.split(':').slice(0, 3).join(':'))).toEqual([
      'models.yaml:3:13 keys.1.name',
      'models.yaml:3:24 keys.1.sha256',
      'models.yaml:6:13 budgets.1.name',
    ])
  })
})
