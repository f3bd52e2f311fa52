import type { TokenPrice } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { allQuirks } from '../quirks/all-quirks.ts'
import { allProviders, providerById } from './all-providers.ts'
import { defineProvider, type EmbeddingFacts, type ModelFacts, type Provider, type RerankFacts } from './provider.ts'
import { filledAddress } from './service-address.ts'

type Facts = ModelFacts | EmbeddingFacts | RerankFacts

/** Every entry of a provider that may say what something costs. */
function entriesOf({ models, families = [], embeddings, rerank }: Provider): readonly (readonly [string, Facts])[] {
  return [
    ...Object.entries(models),
    ...families.map(({ match, ...facts }) => [match, facts] as const),
    ...Object.entries(embeddings?.models ?? {}),
    ...Object.entries(rerank?.models ?? {}),
  ]
}

function openPlaces(value: unknown, path: string): readonly string[] {
  if (typeof value === 'function') return [`${path} is a function`]
  if (typeof value !== 'object' || value === null) return []
  return [
    ...(Object.isFrozen(value) ? [] : [path]),
    ...Object.entries(value).flatMap(([key, inner]) => openPlaces(inner, `${path}.${key}`)),
  ]
}

function rateMistakes(price: Partial<TokenPrice>, path: string): readonly string[] {
  const { input, output, cacheRead, cacheWrite, reasoning } = price
  return Object.entries({ input, output, cacheRead, cacheWrite, reasoning }).flatMap(([name, rate]) =>
    rate === undefined || (Number.isFinite(rate) && rate >= 0) ? [] : [`${path}.${name} is ${rate}`],
  )
}

const dated = /^20\d\d(-(0[1-9]|1[0-2])(-[0-3]\d)?)?$/

describe.each(allProviders.map((provider) => [provider.id, provider] as const))('%s', (id, provider) => {
  it('is data that nobody can change', () => {
    expect(openPlaces(provider, id)).toEqual([])
    expect(() => {
      ;(provider.models as Record<string, ModelFacts>)['new'] = {}
    }).toThrow(TypeError)
  })

  it('says where and when it was read, and what it cannot do', () => {
    expect(provider.sources.length).toBeGreaterThan(0)
    expect(provider.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    expect(provider.limits.length).toBeGreaterThan(0)
    for (const { zh, en } of provider.limits) {
      expect(zh).toMatch(/\p{Script=Han}/u)
      expect(en).not.toMatch(/\p{Script=Han}/u)
    }
  })

  it('has addresses that can be called', () => {
    const { otherBaseUrls = [], embeddings, rerank } = provider
    const urls = [
      provider.baseUrl,
      ...otherBaseUrls.map(({ url }) => url),
      embeddings?.baseUrl,
      ...entriesOf(provider).flatMap(([, facts]) => [
        'baseUrl' in facts ? facts.baseUrl : undefined,
        'url' in facts ? facts.url : undefined,
      ]),
      rerank && !rerank.url.startsWith('/') ? rerank.url : undefined,
    ].filter((url) => url !== undefined)
    const values = { resource: 'mine', WorkspaceId: 'ws-1', region: 'cn-beijing' }
    for (const url of urls.filter((one) => one !== '')) {
      const { url: filled, missing } = filledAddress(url, values)
      expect(missing).toEqual([])
      expect(URL.canParse(filled)).toBe(true)
      expect(filled).toMatch(/^https?:\/\/[^?#]+[^/?#]$/)
    }
    expect(provider.baseUrl === '').toBe(id === 'openai-compatible')
  })

  it('names only quirks there are, and none twice in one place', () => {
    const lists = [
      provider.chat?.quirks ?? [],
      ...entriesOf(provider).map(([, facts]) => ('quirks' in facts ? (facts.quirks ?? []) : [])),
    ]
    for (const list of lists) {
      expect(list.filter((name) => !Object.hasOwn(allQuirks, name))).toEqual([])
      expect(new Set(list).size).toBe(list.length)
    }
  })

  it('has a rule of replay wherever thoughts are to be sent back', () => {
    const { families = [], models } = provider
    for (const facts of [...families, ...Object.values(models)])
      if (facts.quirks?.includes('replay-reasoning')) expect(facts.replay).toMatch(/tool-calls|always|if-present/)
  })

  it('has no error in two rows of different meaning', () => {
    const keys = provider.errors.map(({ status = 'any', code = '' }) => `${status} ${code}`)
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([])
    expect(provider.errors.filter(({ status, code }) => status === undefined && code === undefined)).toEqual([])
  })

  it('dates every price and has no rate below zero', () => {
    const mistakes = entriesOf(provider).flatMap(([model, { prices = [], asOf = provider.asOf }]) => [
      ...(dated.test(asOf) ? [] : [`${model}: ${asOf}`]),
      ...prices.flatMap((price, at) => {
        const path = `${model}.${at}`
        const tiers = [...(price.tiers ?? []), ...(price.outputTiers ?? [])]
        return [
          ...(dated.test(price.asOf) ? [] : [`${path} asOf ${price.asOf}`]),
          ...(['CNY', 'USD'].includes(price.currency) ? [] : [`${path} ${price.currency}`]),
          ...(price.source ? [] : [`${path} without a source`]),
          ...rateMistakes(price, path),
          ...[...tiers, price.thinking ?? {}].flatMap((tier) => rateMistakes(tier, path)),
          ...tiers
            .filter(({ above, input = Infinity }) => above < 1000 || input < price.input)
            .map(() => `${path}: a cheaper tier`),
        ]
      }),
    ])
    expect(mistakes).toEqual([])
  })

  it('lets no two prices of a model hold on one day', () => {
    for (const [model, { prices = [] }] of entriesOf(provider)) {
      const inOrder = [...prices].sort((a, b) => (a.from ?? '').localeCompare(b.from ?? ''))
      for (const [at, price] of inOrder.entries())
        if (at > 0) expect([model, (inOrder[at - 1]?.to ?? '9999') < (price.from ?? '')]).toEqual([model, true])
    }
  })
})

describe('all providers', () => {
  it('have ids of their own, found again by them', () => {
    const ids = allProviders.map(({ id }) => id)
    expect(new Set(ids).size).toBe(21)
    for (const provider of allProviders) expect(providerById(provider.id)).toBe(provider)
    expect(providerById('no-such')).toBeUndefined()
    expect(providerById('constructor')).toBeUndefined()
  })

  it('do not share what one of them could change', () => {
    // A shared table that one provider mutates changes the others.
    const open = defineProvider({ ...allProviders[0]!, id: 'mine', models: { one: { tools: true } } })
    expect(Object.keys(allProviders[0]!.models)).not.toContain('one')
    expect(Object.isFrozen(open.models['one'])).toBe(true)
  })

  it('keep model ids apart within chat, embeddings and reranking', () => {
    for (const { models, embeddings, rerank } of allProviders) {
      const ids = [models, embeddings?.models ?? {}, rerank?.models ?? {}].flatMap((one) => Object.keys(one))
      expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
    }
  })

  it('tell balances, rate limits and switched-off models apart where the words mislead', () => {
    const kind = (id: string, status: number | undefined, code?: string) =>
      providerById(id)?.errors.find((row) => row.status === status && row.code === code)?.kind
    expect(kind('dashscope', 429, 'insufficient_quota')).toBe('rate-limit')
    expect(kind('openai', 429, 'insufficient_quota')).toBe('quota')
    expect(kind('tencent', 402)).toBe('permission')
    expect(kind('huawei-maas', 403, 'ModelArts.81004')).toBe('permission')
    expect(kind('huawei-maas', 403, 'ModelArts.81006')).toBe('quota')
    expect(kind('zhipu', 429, '1113')).toBe('quota')
    expect(kind('zhipu', 429, '1302')).toBe('rate-limit')
    expect(kind('spark', undefined, '10013')).toBe('content-filter')
    expect(kind('spark', undefined, '10014')).toBe('content-filter')
    expect(kind('spark', undefined, '10907')).toBe('context-length')
    expect(kind('moonshot', 429, 'exceeded_current_quota_error')).toBe('quota')
    expect(kind('volcengine', 404, 'ModelNotOpen')).toBe('permission')
    expect(kind('minimax', 200, '1008')).toBe('quota')
    expect(kind('qianfan', 200, '17')).toBe('quota')
    expect(kind('siliconflow', 503, '50505')).toBe('overloaded')
  })
})
