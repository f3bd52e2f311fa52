import { KaiwuError, type ChatModel, type ChatRequest, type Money } from '@kaiwu/core'
import {
  isModelConfig,
  localModel,
  modelName,
  splitExtractive,
  type ModelChoice,
  type ModelReference,
  type Models,
  type StructuredOutput,
} from '@kaiwu/models'

/**
 * The model a solution asks, in words and as a model, and whether the documents are quoted when it fails. `support`: how every service
 * that may answer holds an answer to a form; absent where nobody has said. `tools`: whether all of them call tools. `estimate`: about
 * what a request costs.
 */
export type ChosenModel = Readonly<{
  name: string
  chat?: ChatModel
  support?: StructuredOutput
  tools?: boolean
  estimate?: (request: ChatRequest) => Money | undefined
  extractive: boolean
}>

/**
 * Makes a chat model of what was chosen. Without a model the documents are always quoted; nothing is sent yet.
 * @throws MODEL_UNKNOWN, MODEL_NOT_CONFIGURED, MODEL_KEY_MALFORMED, MODEL_UNPRICED, MODEL_SETTINGS_INVALID
 */
export function chosenModel(choice: ModelChoice, models: Models): ChosenModel {
  const name = modelName(choice)
  if (name === localModel) return { name, extractive: true }
  if (typeof choice === 'string' && !choice.includes('/') && !Object.hasOwn(models.settings.aliases, choice))
    throw new KaiwuError('MODEL_NOT_CONFIGURED', { ref: choice, missing: `KAIWU_BASE_URL / aliases.${choice} (models.yaml)` })
  if (isModelConfig(choice)) return { name, ...asked(choice, models), extractive: false }
  const { reference, extractive } = splitExtractive(choice, models.settings.aliases)
  if (reference === undefined) return { name, extractive: true }
  return { name, ...asked(reference, models), support: supportOf(reference, models), extractive }
}

function asked(choice: ModelChoice, models: Models): Pick<ChosenModel, 'chat' | 'tools' | 'estimate'> {
  const tools = models.channels(choice).every(({ facts }) => facts.tools === true)
  return { chat: models.chat(choice), tools, estimate: models.estimate(choice) }
}

/** The least that any model of a reference can be held to: each of them may be the one that answers. */
function supportOf(reference: ModelReference, models: Models): StructuredOutput {
  const known = models.channels(reference).map(({ facts }) => facts.structuredOutput ?? 'none')
  return (['none', 'json_object', 'json_schema'] as const).find((one) => known.includes(one)) ?? 'none'
}
