import { KaiwuError } from '@kaiwu/core'
import { isModelConfig, localModel, type ModelChoice } from '../model-config.ts'
import type { ModelSettings } from '../model-settings.ts'
import { openChannel } from '../provider/open-channel.ts'
import { resolveReference, splitExtractive } from '../routing/resolve-reference.ts'
import { leavesOf } from '../routing/route.ts'
import { everyKeySet } from './known-models.ts'

/**
 * What is wrong with a choice of models, as far as it can be told without keys: providers and aliases nobody knows, addresses that
 * are missing, `local/extractive` where it cannot stand.
 */
export function choiceMistakes(choice: ModelChoice, settings: ModelSettings): readonly KaiwuError[] {
  return mistakesOf(() => {
    if (isModelConfig(choice))
      return choice.ref === localModel
        ? []
        : mistakesOf(() => void openChannel(choice.ref, { settings, environment: everyKeySet, config: choice }))
    const { reference } = splitExtractive(choice, settings.aliases)
    if (reference === undefined) return []
    return leavesOf(resolveReference(reference, settings.aliases)).flatMap((ref) =>
      mistakesOf(() => void openChannel(ref, { settings, environment: everyKeySet })),
    )
  })
}

function mistakesOf(work: () => readonly KaiwuError[] | void): readonly KaiwuError[] {
  try {
    return work() ?? []
  } catch (error) {
    if (KaiwuError.is(error)) return [error]
    throw error
  }
}
