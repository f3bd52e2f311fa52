import type { ModelOverride } from '../model-settings.ts'
import type { QuirkName } from '../quirks/quirk-names.ts'
import type { EmbeddingFacts, ModelFacts, Provider, RerankFacts } from './provider.ts'

/** Everything known about one model of a provider. */
export type KnownFacts = ModelFacts & Readonly<{ embedding?: EmbeddingFacts; rerank?: RerankFacts }>

/**
 * What is known about a model: what holds for its provider, then for the families that it belongs to, in order, then for itself,
 * then what the operator says; the later replaces the earlier, but quirks add up. A model nobody has described works too.
 * `embedding` and `rerank` are there for every model of a provider that has such an interface, with whole addresses.
 * @example
 * modelFacts(deepseek, 'deepseek-v9-pro').replay // 'tool-calls', as of its family
 */
export function modelFacts(provider: Provider, model: string, override: ModelOverride = {}): KnownFacts {
  const { timeouts: _, retry: __, circuit: ___, limits: ____, maxTokens: _____, embedding, rerank, ...stated } = override
  const families = (provider.families ?? []).filter(({ match }) => matchesModel(match, model))
  const layers: readonly ModelFacts[] = [
    chatDefaults(provider),
    ...families.map(({ match: ______, ...facts }) => facts),
    own(provider.models, model),
    stated,
  ]
  const vectors = embeddingFacts(provider, model, embedding)
  const order = rerankFacts(provider, model, rerank)
  return Object.freeze({
    ...Object.assign({}, ...layers),
    quirks: unionOf(layers.map(({ quirks = [] }) => quirks)),
    ...(vectors ? { embedding: vectors } : {}),
    ...(order ? { rerank: order } : {}),
  })
}

/** Whether a model's id is of a family: `*` stands for anything, capitals do not matter. */
export function matchesModel(pattern: string, model: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*')
  const id = model.toLowerCase()
  if (rest.length === 0) return id === first
  const last = rest.pop() ?? ''
  if (!id.startsWith(first) || !id.endsWith(last) || id.length < first.length + last.length) return false
  let at = first.length
  for (const part of rest) {
    const found = id.indexOf(part, at)
    if (found < 0 || found + part.length > id.length - last.length) return false
    at = found + part.length
  }
  return true
}

function chatDefaults({ chat }: Provider): ModelFacts {
  if (!chat) return {}
  const { quirks, thinkingSwitch, efforts, replay, structuredOutput } = chat
  return {
    quirks,
    structuredOutput,
    ...(thinkingSwitch ? { thinkingSwitch } : {}),
    ...(efforts ? { efforts } : {}),
    ...(replay ? { replay } : {}),
  }
}

function embeddingFacts(provider: Provider, model: string, override?: EmbeddingFacts): EmbeddingFacts | undefined {
  const known = provider.embeddings
  if (!known && !override) return undefined
  const { maxBatch = 1, baseUrl = provider.baseUrl, models = {} } = known ?? {}
  return Object.freeze({ maxBatch, baseUrl, ...own(models, model), ...override })
}

function rerankFacts(provider: Provider, model: string, override?: RerankFacts): RerankFacts | undefined {
  const known = provider.rerank
  if (!known && !override) return undefined
  const { shape = 'cohere', url = '/rerank', maxTexts, models = {} } = known ?? {}
  const facts: RerankFacts = { shape, url, ...(maxTexts === undefined ? {} : { maxTexts }), ...own(models, model), ...override }
  return Object.freeze({ ...facts, url: facts.url?.startsWith('/') ? provider.baseUrl + facts.url : (facts.url ?? '') })
}

function own<T extends object>(models: Readonly<Record<string, T>>, model: string): T | Record<string, never> {
  return Object.hasOwn(models, model) ? (models[model] ?? {}) : {}
}

function unionOf(lists: readonly (readonly QuirkName[])[]): readonly QuirkName[] {
  return Object.freeze([...new Set(lists.flat())])
}
