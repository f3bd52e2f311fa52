import { KaiwuError } from '@kaiwu/core'
import { localModel, type ModelConfig } from '../model-config.ts'
import { modelKey } from '../model-key.ts'
import type { ModelSettings, PolicySettings, ProviderSettings } from '../model-settings.ts'
import { defaultPolicy, type CallPolicy } from '../routing/call-policy.ts'
import type { Channel } from '../wire/channel.ts'
import { allProviders, providerById } from './all-providers.ts'
import { modelFacts, type KnownFacts } from './model-facts.ts'
import { movedProvider } from './moved-provider.ts'
import type { Provider } from './provider.ts'
import { filledAddress, isPrivateAddress, sameOrigin, withoutSlash } from './service-address.ts'

/** What a channel is put together from beside its reference. */
export type ChannelSources = Readonly<{
  settings: ModelSettings
  /** Read for the key alone, at each call. */
  environment: Readonly<Record<string, string | undefined>>
  /** What a solution says of its model; it wins over the settings. */
  config?: ModelConfig
}>

/**
 * The channel of a `provider/model`: what is known of provider and model, changed by the operator's settings, then by the
 * solution. Nothing is sent, and of the environment nothing but the key's variable is read.
 * @param ref what follows the first slash is the model's id at the service, and may hold slashes
 * @throws MODEL_UNKNOWN for a provider that is neither known nor set up
 * @throws MODEL_NOT_CONFIGURED for a missing base URL, hole of it, or key; MODEL_KEY_MALFORMED
 * @example
 * openChannel('deepseek/deepseek-flash', { settings: noSettings, environment: process.env }).baseUrl // 'https://api.deepseek.com'
 */
export function openChannel(ref: string, { settings, environment, config }: ChannelSources): Channel {
  const { id, model, setting, like } = described(ref, settings)
  const base = baseOf(ref, like, setting, config)
  const provider = frozen({ ...adapted(movedProvider(like, base), id, setting) })
  const override = settings.models[ref]
  const facts = factsOf(provider, model, setting, override, config)
  const baseUrl = config?.baseUrl ? base : withoutSlash(facts.baseUrl ?? base)
  const { keyEnv, named } = keyVariable(like, id, base, setting, config)
  const optional = !named && isPrivateAddress(baseUrl)
  const maxTokens = config?.maxTokens ?? override?.maxTokens
  const channel: Channel = {
    ref,
    provider,
    model,
    facts,
    baseUrl,
    keyEnv,
    key() {
      const wanted = keyEnv !== undefined && (!optional || environment[keyEnv]?.trim()) ? { keyEnv } : {}
      return modelKey({ ref, baseUrl, ...wanted }, environment)
    },
    policy: policyOf(provider, setting, override, config),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    internal: (config?.baseUrl ? undefined : setting.internal) ?? addressesOf(baseUrl, facts).every(isPrivateAddress),
  }
  channel.key()
  return Object.freeze(channel)
}

type Described = Readonly<{ id: string; model: string; setting: ProviderSettings; like: Provider }>

function described(ref: string, settings: ModelSettings): Described {
  const slash = ref.indexOf('/')
  const [id, model] = slash < 0 ? [ref, ''] : [ref.slice(0, slash), ref.slice(slash + 1)]
  const setting = Object.hasOwn(settings.providers, id) ? settings.providers[id] : undefined
  const like = setting?.like === undefined ? providerById(id) : providerById(setting.like)
  const found = like ?? (setting && setting.like === undefined ? providerById('openai-compatible') : undefined)
  if (!found || model === '') throw unknown(setting?.like === undefined ? ref : setting.like, settings)
  return { id, model, setting: setting ?? {}, like: found }
}

function unknown(ref: string, settings: ModelSettings): KaiwuError {
  const ids = new Set([...Object.keys(settings.providers), ...allProviders.map(({ id }) => id)])
  return new KaiwuError('MODEL_UNKNOWN', { ref, known: [localModel, ...[...ids].map((id) => `${id}/…`)].join(', ') })
}

function baseOf(ref: string, like: Provider, setting: ProviderSettings, config: ModelConfig | undefined): string {
  const id = ref.slice(0, ref.indexOf('/'))
  const { url, missing } = filledAddress(config?.baseUrl ?? setting.baseUrl ?? like.baseUrl, setting.values ?? {})
  if (url === '') {
    const where = id === 'openai-compatible' ? 'models.chat.baseUrl / KAIWU_BASE_URL' : `providers.${id}.baseUrl (models.yaml)`
    throw new KaiwuError('MODEL_NOT_CONFIGURED', { ref, missing: where })
  }
  if (missing.length > 0) {
    const holes = missing.map((name) => `providers.${id}.values.${name}`).join(', ')
    throw new KaiwuError('MODEL_NOT_CONFIGURED', { ref, missing: `${holes} (models.yaml)` })
  }
  return withoutSlash(url)
}

/** A known provider under the operator's name and with what the operator says of it. */
function adapted(provider: Provider, id: string, { name, quirks = [], notQuirks = [] }: ProviderSettings): Provider {
  const { chat } = provider
  if (!chat) return { ...provider, id, name: name === undefined ? provider.name : { zh: name, en: name } }
  const right = [...new Set([...chat.quirks, ...quirks])].filter((one) => !notQuirks.includes(one))
  return { ...provider, id, name: name === undefined ? provider.name : { zh: name, en: name }, chat: { ...chat, quirks: right } }
}

function factsOf(
  provider: Provider,
  model: string,
  { notQuirks = [] }: ProviderSettings,
  override: ModelSettings['models'][string] | undefined,
  config: ModelConfig | undefined,
): KnownFacts {
  const facts = modelFacts(provider, model, override)
  const stated = new Set(override?.quirks)
  return frozen({
    ...facts,
    quirks: (facts.quirks ?? []).filter((one) => stated.has(one) || !notQuirks.includes(one)),
    ...(config?.price ? { prices: [config.price] } : {}),
  })
}

/**
 * Which variable holds the key, and whether somebody named it for this very service. A known vendor's key is never sent to an
 * address that was given without naming it: that would hand it to a stranger.
 */
function keyVariable(
  like: Provider,
  id: string,
  base: string,
  setting: ProviderSettings,
  config: ModelConfig | undefined,
): Readonly<{ keyEnv: string | undefined; named: boolean }> {
  if (config?.keyEnv) return { keyEnv: config.keyEnv, named: true }
  const set = setting.baseUrl ? withoutSlash(filledAddress(setting.baseUrl, setting.values ?? {}).url) : undefined
  if (config?.baseUrl && !sameOrigin(base, set ?? like.baseUrl)) return { keyEnv: undefined, named: false }
  if (setting.keyEnv !== undefined) return { keyEnv: setting.keyEnv ?? undefined, named: true }
  const inherited = id === like.id || set === undefined || sameOrigin(set, like.baseUrl)
  return { keyEnv: inherited ? like.keyEnv : undefined, named: false }
}

function addressesOf(baseUrl: string, { embedding, rerank }: KnownFacts): readonly string[] {
  return [baseUrl, embedding?.baseUrl, rerank?.url].filter((url) => url !== undefined)
}

function policyOf(
  { concurrency = 0 }: Provider,
  provider: PolicySettings,
  model: PolicySettings | undefined,
  { firstTokenTimeoutMs, idleTimeoutMs, totalTimeoutMs }: Partial<ModelConfig> = {},
): CallPolicy {
  const { timeouts, retry, circuit, limits } = defaultPolicy
  return frozen({
    timeouts: {
      ...timeouts,
      ...provider.timeouts,
      ...model?.timeouts,
      ...(firstTokenTimeoutMs === undefined ? {} : { firstTokenMs: firstTokenTimeoutMs }),
      ...(idleTimeoutMs === undefined ? {} : { idleMs: idleTimeoutMs }),
      ...(totalTimeoutMs === undefined ? {} : { totalMs: totalTimeoutMs }),
    },
    retry: { ...retry, ...provider.retry, ...model?.retry },
    circuit: { ...circuit, ...provider.circuit, ...model?.circuit },
    limits: { ...limits, concurrency, ...provider.limits, ...model?.limits },
  })
}

function frozen<T extends object>(value: T): T {
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null && !Object.isFrozen(inner)) frozen(inner)
  return Object.freeze(value)
}
