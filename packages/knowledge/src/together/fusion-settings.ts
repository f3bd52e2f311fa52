import { KaiwuError } from '@kaiwu/core'

/** The engines whose lists are fused. */
export type FusedEngine = 'keyword' | 'vector'

/** The engines in the order in which they are shown. */
export const fusedEngines: readonly FusedEngine[] = Object.freeze(['keyword', 'vector'])

/**
 * How lists become one. `rrf` looks at places alone, `weighted` at scores brought to one scale. Only the relation of the weights
 * matters to the order: 1 to 3 orders as 2 to 6 does. A list of weight 0 adds nothing, and what it alone found is left out.
 */
export type FusionSettings = Readonly<{
  method: 'rrf' | 'weighted'
  weights: Readonly<Record<FusedEngine, number>>
  /** Of `rrf`: how little the very first places outweigh the next. */
  k: number
}>

/** Places alone, both lists alike, k as in the paper: holds for any embedding model, whatever range its cosines keep to. */
export const defaultFusionSettings: FusionSettings = Object.freeze({
  method: 'rrf',
  weights: Object.freeze({ keyword: 1, vector: 1 }),
  k: 60,
})

/** Settings as somebody writes them: what is left out is the default. */
export type FusionChanges = Readonly<{
  method?: FusionSettings['method']
  weights?: Readonly<Partial<FusionSettings['weights']>>
  k?: number
}>

/**
 * Checks settings and fills in what is left out.
 * @throws FUSION_SETTING_INVALID an unknown method, a weight below 0, both weights 0, a k that is not above 0
 * @example
 * fusionSettings({ method: 'weighted', weights: { vector: 3 } })
 */
export function fusionSettings(changes: FusionChanges = {}): FusionSettings {
  const { method = defaultFusionSettings.method, k = defaultFusionSettings.k } = changes
  const weights = { ...defaultFusionSettings.weights, ...changes.weights }
  if (method !== 'rrf' && method !== 'weighted') throw invalid('method', method, 'rrf | weighted')
  for (const engine of fusedEngines) {
    if (!isNumber(weights[engine], 0)) throw invalid(`weights.${engine}`, weights[engine], '>= 0')
  }
  if (weights.keyword === 0 && weights.vector === 0) throw invalid('weights', '0, 0', 'keyword + vector > 0')
  if (!isNumber(k, Number.MIN_VALUE)) throw invalid('k', k, '> 0')
  return Object.freeze({ method, weights: Object.freeze({ keyword: weights.keyword, vector: weights.vector }), k })
}

/** Settings come from files, where a number may be a text. */
function isNumber(value: unknown, least: number): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= least
}

function invalid(setting: string, value: unknown, expected: string): KaiwuError {
  return new KaiwuError('FUSION_SETTING_INVALID', { setting, value: String(value), expected })
}
