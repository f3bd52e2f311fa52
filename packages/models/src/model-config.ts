import type { TokenPrice } from '@kaiwu/core'

/** Where a model is and what it costs. The key itself is read when a call is made, never kept in a definition. */
export type ModelConfig = Readonly<{
  /** `provider/model`; what follows the first slash is sent to the service as the model's name. */
  ref: string
  /** Base of an OpenAI-compatible API, up to and including `/v1`. */
  baseUrl?: string
  /** Name of the environment variable that holds the key; a service on this machine may need none. */
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

/** The model that needs no key and no network: it quotes the evidence. */
export const localModel = 'local/extractive'

/** The environment variables that put a model in place of the manifests' own, for every solution of a process. */
export const modelEnvironment = Object.freeze({ model: 'KAIWU_MODEL', baseUrl: 'KAIWU_BASE_URL', key: 'KAIWU_API_KEY' })

/**
 * The model to use: the environment's when `KAIWU_MODEL` is set, otherwise the manifest's.
 * A bare name in `KAIWU_MODEL` is taken for a model behind `KAIWU_BASE_URL`. The manifest's limits stay; its price stays only
 * with its very model at its very address, for nobody has said what another one costs.
 * @example
 * modelFromEnvironment({ ref: 'local/extractive' }, { KAIWU_MODEL: 'qwen3', KAIWU_BASE_URL: 'http://127.0.0.1:8000/v1' }).ref // 'openai-compatible/qwen3'
 */
export function modelFromEnvironment(own: ModelConfig, environment: Readonly<Record<string, string | undefined>>): ModelConfig {
  const model = environment[modelEnvironment.model]?.trim()
  if (!model) return own
  if (model === localModel) return { ref: localModel }
  const baseUrl = environment[modelEnvironment.baseUrl]?.trim() || own.baseUrl
  const name = model.replace(/^openai-compatible\//, '')
  const { ref: _, baseUrl: ownUrl, keyEnv: __, price, ...limits } = own
  const sameService = own.ref === `openai-compatible/${name}` && baseUrl === ownUrl
  return Object.freeze({
    ...limits,
    ...(price && sameService ? { price } : {}),
    ref: model.includes('/') && !baseUrl ? model : `openai-compatible/${name}`,
    ...(baseUrl ? { baseUrl } : {}),
    keyEnv: modelEnvironment.key,
  })
}
