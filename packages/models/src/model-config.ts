import type { TokenPrice } from '@kaiwu/core'
import { providerById } from './provider/all-providers.ts'
import type { ModelReference } from './routing/model-reference.ts'

/** One model with settings of its own: where it is and what it costs. The key itself is read when a call is made, never kept. */
export type ModelConfig = Readonly<{
  /** `provider/model`; what follows the first slash is sent to the service as the model's name. */
  ref: string
  /** Base of the API, up to and including `/v1`; default: the provider's. */
  baseUrl?: string
  /** Name of the environment variable that holds the key; default: the provider's. A service on this machine may need none. */
  keyEnv?: string
  price?: TokenPrice
  /** Until the first piece of text; default 60,000. */
  firstTokenTimeoutMs?: number
  /** Between two pieces of text; default 30,000. */
  idleTimeoutMs?: number
  /** For a whole answer; default 300,000. */
  totalTimeoutMs?: number
  maxTokens?: number
}>

/** Which model a solution uses: one with settings of its own, a name, or several with a strategy. */
export type ModelChoice = ModelConfig | ModelReference

/** The model that needs no key and no network: it quotes the evidence. */
export const localModel = 'local/extractive'

/** True for one model with settings of its own. */
export function isModelConfig(choice: ModelChoice): choice is ModelConfig {
  return typeof choice === 'object' && 'ref' in choice
}

/**
 * A choice in words, for people: `deepseek/deepseek-flash → local/extractive`.
 * @example
 * modelName(['deepseek/deepseek-flash', 'local/extractive']) // 'deepseek/deepseek-flash → local/extractive'
 */
export function modelName(choice: ModelChoice): string {
  if (typeof choice === 'string') return choice
  if (isModelConfig(choice)) return choice.ref
  if ('weighted' in choice) return choice.weighted.map(({ model, weight }) => `${inner(model)}×${weight}`).join(' | ')
  if ('cheapest' in choice) return `¥↓(${choice.cheapest.map(inner).join(', ')})`
  return ('fallback' in choice ? choice.fallback : choice).map(inner).join(' → ')
}

function inner(reference: ModelReference): string {
  return typeof reference === 'object' && 'weighted' in reference ? `(${modelName(reference)})` : modelName(reference)
}

/** The environment variables that put a model in place of the manifests' own, for every solution of a process. */
export const modelEnvironment = Object.freeze({
  model: 'KAIWU_MODEL',
  baseUrl: 'KAIWU_BASE_URL',
  key: 'KAIWU_API_KEY',
  settings: 'KAIWU_MODELS',
})

// Behind an address of the operator's own these keep their habits; any other name is one the address gave its models.
const servers: readonly string[] = ['ollama', 'vllm', 'llamacpp', 'lmstudio', 'xinference', 'openai-compatible']

function isServer(provider: string): boolean {
  return servers.includes(provider)
}

/**
 * The model to use: the environment's when `KAIWU_MODEL` is set, otherwise the manifest's. Several names, with commas between, are
 * each for when the one before fails. A bare name is an alias of models.yaml, or with `KAIWU_BASE_URL` a model behind it.
 * The manifest's limits stay; its price stays only with its very model at its very address, for nobody has said what another
 * one costs.
 * @example
 * modelFromEnvironment({ ref: 'local/extractive' }, { KAIWU_MODEL: 'qwen3', KAIWU_BASE_URL: 'http://127.0.0.1:8000/v1' }).ref // 'openai-compatible/qwen3'
 */
export function modelFromEnvironment(own: ModelChoice, environment: Readonly<Record<string, string | undefined>>): ModelChoice {
  const names = (environment[modelEnvironment.model] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const [model] = names
  if (!model) return own
  if (names.length > 1 || model === localModel) return names.length > 1 ? names : model
  return singleModel(model, isModelConfig(own) ? own : { ref: '' }, environment)
}

function singleModel(
  model: string,
  own: ModelConfig,
  environment: Readonly<Record<string, string | undefined>>,
): ModelConfig | string {
  const [provider = ''] = model.split('/')
  const isKnown = model.includes('/') && providerById(provider) !== undefined
  // A known provider has an address of its own: the manifest's is another service's.
  const baseUrl = environment[modelEnvironment.baseUrl]?.trim() || (isKnown && !isServer(provider) ? undefined : own.baseUrl)
  if (!baseUrl && !model.includes('/')) return model
  const ref = !baseUrl || isServer(provider) ? model : `openai-compatible/${model}`
  const { ref: ownRef, baseUrl: ownUrl, keyEnv: ownKey, price, ...limits } = own
  const sameModel = ownRef === ref && baseUrl === ownUrl
  const sameService = baseUrl === ownUrl && ownRef.split('/')[0] === ref.split('/')[0]
  // The manifest's key goes to the manifest's service and nowhere else; without any, a provider's own counts.
  const stated = environment[modelEnvironment.key]?.trim() ? modelEnvironment.key : sameService ? ownKey : undefined
  const keyEnv = stated ?? (baseUrl ? modelEnvironment.key : undefined)
  return Object.freeze({
    ...limits,
    ...(price && sameModel ? { price } : {}),
    ref,
    ...(baseUrl ? { baseUrl } : {}),
    ...(keyEnv ? { keyEnv } : {}),
  })
}
