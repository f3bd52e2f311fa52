import type { Currency, LocalText, TokenPrice } from '@kaiwu/core'
import { localModel } from '../model-config.ts'
import type { ModelSettings } from '../model-settings.ts'
import type { ModelReference } from '../routing/model-reference.ts'

/** A mistake in settings that are well formed: where, what, and what to do about it. */
export type SettingsMistake = Readonly<{ path: readonly (string | number)[]; message: LocalText; remedy: LocalText }>

/** What is known of providers and models, for rules that settings alone cannot tell. */
export type KnownModels = Readonly<{
  /** Ids of the providers that need no settings. */
  providers: readonly string[]
  /** Prices of a `provider/model` under the settings; none: nobody has said; undefined: it cannot be called as it is set up. */
  pricesOf(ref: string, settings: ModelSettings): readonly TokenPrice[] | undefined
}>

type Rule = (settings: ModelSettings, known: KnownModels) => readonly SettingsMistake[]

/** What a schema cannot say about model settings, each rule by itself. */
const rules: readonly Rule[] = [
  providersAreLikeKnownOnes,
  modelsHaveProviders,
  referencesLead,
  aliasesMakeNoCircle,
  extractiveStandsLast,
  namesAreUnique,
  keysNameAliases,
  ratesJoinTwoCurrencies,
  pricesOfBudgetsAreKnown,
]

/** Every mistake that the rules find. */
export function mistakesIn(settings: ModelSettings, known: KnownModels): readonly SettingsMistake[] {
  return rules.flatMap((rule) => rule(settings, known))
}

type Leaf = Readonly<{ ref: string; path: readonly (string | number)[] }>

function leavesOf(reference: ModelReference, path: readonly (string | number)[]): readonly Leaf[] {
  if (typeof reference === 'string') return [{ ref: reference, path }]
  if ('weighted' in reference)
    return reference.weighted.flatMap(({ model }, at) => leavesOf(model, [...path, 'weighted', at, 'model']))
  if ('fallback' in reference) return reference.fallback.flatMap((one, at) => leavesOf(one, [...path, 'fallback', at]))
  if ('cheapest' in reference) return reference.cheapest.flatMap((one, at) => leavesOf(one, [...path, 'cheapest', at]))
  return reference.flatMap((one, at) => leavesOf(one, [...path, at]))
}

function allLeaves({ aliases }: ModelSettings): readonly Leaf[] {
  return Object.entries(aliases).flatMap(([alias, reference]) => leavesOf(reference, ['aliases', alias]))
}

function providerOf(ref: string): string {
  return ref.split('/', 1)[0]!
}

function unknownName(
  zh: string,
  en: string,
  name: string,
  names: readonly string[],
): Pick<SettingsMistake, 'message' | 'remedy'> {
  const most = names.slice(0, 40)
  return {
    message: { zh: `没有${zh}“${name}”`, en: `there is no ${en} "${name}"` },
    remedy:
      most.length === 0
        ? { zh: '先写上它，或删去这一项', en: 'write it first, or delete this' }
        : { zh: `可用：${most.join('、')}`, en: `use ${most.join(', ')}` },
  }
}

function providersAreLikeKnownOnes({ providers }: ModelSettings, known: KnownModels): SettingsMistake[] {
  return Object.entries(providers).flatMap(([id, { like, baseUrl }]): SettingsMistake[] => {
    if (like !== undefined && !known.providers.includes(like))
      return [{ path: ['providers', id, 'like'], ...unknownName('供应商', 'provider', like, known.providers) }]
    if (like === undefined && baseUrl === undefined && !known.providers.includes(id))
      return [
        {
          path: ['providers', id],
          message: { zh: `不认识“${id}”，也没有写它的地址`, en: `"${id}" is not known and no address is given` },
          remedy: {
            zh: '写上 baseUrl，或用 like 指明与哪个供应商相同',
            en: 'give its baseUrl, or say with like which provider it is like',
          },
        },
      ]
    return []
  })
}

function modelsHaveProviders({ models, providers }: ModelSettings, known: KnownModels): SettingsMistake[] {
  const names = [...Object.keys(providers), ...known.providers]
  return Object.keys(models)
    .filter((ref) => !names.includes(providerOf(ref)))
    .map((ref) => ({ path: ['models', ref], ...unknownName('供应商', 'provider', providerOf(ref), names) }))
}

function referencesLead(settings: ModelSettings, known: KnownModels): SettingsMistake[] {
  const names = [...Object.keys(settings.providers), ...known.providers]
  const aliases = Object.keys(settings.aliases)
  return allLeaves(settings).flatMap(({ ref, path }): SettingsMistake[] => {
    if (ref === localModel || aliases.includes(ref)) return []
    if (!ref.includes('/')) return [{ path, ...unknownName('别名', 'alias', ref, aliases) }]
    if (names.includes(providerOf(ref)) && ref.length > providerOf(ref).length + 1) return []
    return [{ path, ...unknownName('供应商', 'provider', providerOf(ref), names) }]
  })
}

function aliasesMakeNoCircle({ aliases }: ModelSettings): SettingsMistake[] {
  const circleFree = new Set<string>()
  const circleFrom = (alias: string, trail: readonly string[]): readonly string[] | undefined => {
    if (circleFree.has(alias)) return undefined
    if (trail.includes(alias)) return [...trail.slice(trail.indexOf(alias)), alias]
    const reference = Object.hasOwn(aliases, alias) ? aliases[alias] : undefined
    if (reference === undefined) return undefined
    for (const { ref } of leavesOf(reference, [])) {
      const circle = circleFrom(ref, [...trail, alias])
      if (circle) return circle
    }
    circleFree.add(alias)
    return undefined
  }
  return Object.keys(aliases).flatMap((alias): SettingsMistake[] => {
    const circle = circleFrom(alias, [])
    // A circle is told once for each alias in it, not for those that only lead into it.
    if (!circle?.includes(alias)) return []
    const way = circle.join(' → ')
    return [
      {
        path: ['aliases', alias],
        message: { zh: `别名绕成了圈：${way}`, en: `the aliases go round in a circle: ${way}` },
        remedy: { zh: '让其中一个指向“供应商/模型”', en: 'let one of them name provider/model' },
      },
    ]
  })
}

/** It answers without a model, so nothing can come after it, and no choice can be made of it. */
function extractiveStandsLast({ aliases }: ModelSettings): SettingsMistake[] {
  return Object.entries(aliases).flatMap(([alias, reference]): SettingsMistake[] => {
    const list = Array.isArray(reference) ? (reference as readonly ModelReference[]) : undefined
    const last = list ? list.length - 1 : -1
    return leavesOf(reference, ['aliases', alias])
      .filter(({ ref, path }) => ref === localModel && path.length > 2 && !(list && path.length === 3 && path[2] === last))
      .filter(
        ({ path }) =>
          !(
            typeof reference === 'object' &&
            'fallback' in reference &&
            path.length === 4 &&
            path[3] === reference.fallback.length - 1
          ),
      )
      .map(({ path }) => ({
        path,
        message: { zh: `${localModel} 只能放在最外层列表的末尾`, en: `${localModel} may stand only last in the outermost list` },
        remedy: { zh: '移到末尾，或删去', en: 'move it to the end, or delete it' },
      }))
  })
}

function namesAreUnique({ budgets, keys }: ModelSettings): SettingsMistake[] {
  const twice = (values: readonly string[], path: (at: number) => readonly (string | number)[]): SettingsMistake[] =>
    values.flatMap((value, at) =>
      values.indexOf(value) === at
        ? []
        : [
            {
              path: path(at),
              message: { zh: '前面已经有一个相同的', en: 'there is one like it above' },
              remedy: { zh: '改一个', en: 'change one of them' },
            },
          ],
    )
  return [
    ...twice(
      budgets.map(({ name }) => name),
      (at) => ['budgets', at, 'name'],
    ),
    ...twice(
      keys.map(({ name }) => name),
      (at) => ['keys', at, 'name'],
    ),
    ...twice(
      keys.map(({ sha256 }) => sha256),
      (at) => ['keys', at, 'sha256'],
    ),
  ]
}

function keysNameAliases({ keys, aliases }: ModelSettings): SettingsMistake[] {
  const names = Object.keys(aliases)
  return keys.flatMap(({ models = [] }, at) =>
    models.flatMap((model, index): SettingsMistake[] =>
      names.includes(model) ? [] : [{ path: ['keys', at, 'models', index], ...unknownName('别名', 'alias', model, names) }],
    ),
  )
}

function ratesJoinTwoCurrencies({ rates }: ModelSettings): SettingsMistake[] {
  return rates.flatMap(({ from, to }, at): SettingsMistake[] =>
    from === to
      ? [
          {
            path: ['rates', at, 'to'],
            message: { zh: `两边都是 ${from}`, en: `both sides are ${from}` },
            remedy: { zh: '写上另一种货币，或删去这一项', en: 'name another currency, or delete this rate' },
          },
        ]
      : [],
  )
}

/** With a budget, every model that may be called has a price in a currency the budget can be counted in: unknown is never free. */
function pricesOfBudgetsAreKnown(settings: ModelSettings, known: KnownModels): SettingsMistake[] {
  const { budgets, rates, aliases } = settings
  if (budgets.length === 0) return []
  const joins = (from: Currency, to: Currency): boolean =>
    from === to || rates.some((rate) => (rate.from === from && rate.to === to) || (rate.from === to && rate.to === from))
  const mistakes = new Map<string, SettingsMistake>()
  for (const { ref, path } of allLeaves(settings)) {
    if (ref === localModel || Object.hasOwn(aliases, ref) || !ref.includes('/')) continue
    const prices = known.pricesOf(ref, settings)
    if (!prices) continue
    if (prices.length === 0) mistakes.set(path.join('.'), { path, ...unpriced(ref) })
    for (const [at, { limit, name }] of budgets.entries()) {
      const foreign = prices.find(({ currency }) => !joins(currency, limit.currency))
      if (foreign)
        mistakes.set(`${at} ${foreign.currency}`, {
          path: ['budgets', at, 'limit'],
          ...noRate(ref, foreign.currency, limit.currency, name),
        })
    }
  }
  return [...mistakes.values()]
}

function unpriced(ref: string): Pick<SettingsMistake, 'message' | 'remedy'> {
  return {
    message: { zh: `有预算，但没人说过 ${ref} 多少钱`, en: `there is a budget, but nobody has said what ${ref} costs` },
    remedy: {
      zh: `在 models 的 ${ref} 下写上 prices；免费的写 0`,
      en: `write its prices under ${ref} in models; 0 when it is free`,
    },
  }
}

function noRate(ref: string, from: Currency, to: Currency, budget: string): Pick<SettingsMistake, 'message' | 'remedy'> {
  return {
    message: {
      zh: `${ref} 按 ${from} 计价，预算“${budget}”按 ${to}，没有汇率`,
      en: `${ref} is priced in ${from}, the budget "${budget}" is in ${to}, and there is no rate`,
    },
    remedy: {
      zh: `在 rates 里写上 ${from} 到 ${to} 的汇率和日期`,
      en: `state the rate from ${from} to ${to} and its date under rates`,
    },
  }
}
