import { KaiwuError, type ChatModel } from '@kaiwu/core'
import { isModelConfig, localModel, modelName, splitExtractive, type ModelChoice, type Models } from '@kaiwu/models'

/** The model a solution asks, in words and as a model, and whether the documents are quoted when it fails. */
export type ChosenModel = Readonly<{ name: string; chat?: ChatModel; extractive: boolean }>

/**
 * Makes a chat model of what was chosen. Without a model the documents are always quoted; nothing is sent yet.
 * @throws MODEL_UNKNOWN, MODEL_NOT_CONFIGURED, MODEL_KEY_MALFORMED, MODEL_UNPRICED, MODEL_SETTINGS_INVALID
 */
export function chosenModel(choice: ModelChoice, models: Models): ChosenModel {
  const name = modelName(choice)
  if (name === localModel) return { name, extractive: true }
  if (typeof choice === 'string' && !choice.includes('/') && !Object.hasOwn(models.settings.aliases, choice))
    throw new KaiwuError('MODEL_NOT_CONFIGURED', { ref: choice, missing: `KAIWU_BASE_URL / aliases.${choice} (models.yaml)` })
  if (isModelConfig(choice)) return { name, chat: models.chat(choice), extractive: false }
  const { reference, extractive } = splitExtractive(choice, models.settings.aliases)
  return reference === undefined ? { name, extractive: true } : { name, chat: models.chat(reference), extractive }
}
