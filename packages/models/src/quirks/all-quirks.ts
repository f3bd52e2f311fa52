import { baseResp } from './base-resp.ts'
import { cachedTokensElsewhere } from './cached-tokens-elsewhere.ts'
import { codeInBody } from './code-in-body.ts'
import { collidingIds } from './colliding-ids.ts'
import { errorCodeInBody } from './error-code-in-body.ts'
import { fixedSampling } from './fixed-sampling.ts'
import { jsonWord } from './json-word.ts'
import { maxCompletionTokens } from './max-completion-tokens.ts'
import { noFinishReason } from './no-finish-reason.ts'
import { noForcedToolWhenThinking } from './no-forced-tool-when-thinking.ts'
import { noJsonWhenThinking } from './no-json-when-thinking.ts'
import { noMessageNames } from './no-message-names.ts'
import { noSystemRole } from './no-system-role.ts'
import { plainToolSchemas } from './plain-tool-schemas.ts'
import { positiveTemperature } from './positive-temperature.ts'
import { reasoningField } from './reasoning-field.ts'
import { replayReasoning } from './replay-reasoning.ts'
import { streamOnly } from './stream-only.ts'
import { thinkTags } from './think-tags.ts'
import { toolArgumentsObject } from './tool-arguments-object.ts'
import { usageInChoice } from './usage-in-choice.ts'
import type { QuirkName } from './quirk-names.ts'
import type { Quirk } from './quirk.ts'

/** Every quirk by its name, in the order in which they are applied. */
export const allQuirks: Readonly<Record<QuirkName, Quirk>> = Object.freeze({
  'replay-reasoning': replayReasoning,
  'json-word': jsonWord,
  'no-forced-tool-when-thinking': noForcedToolWhenThinking,
  'no-json-when-thinking': noJsonWhenThinking,
  'no-message-names': noMessageNames,
  'plain-tool-schemas': plainToolSchemas,
  'fixed-sampling': fixedSampling,
  'positive-temperature': positiveTemperature,
  'max-completion-tokens': maxCompletionTokens,
  'no-system-role': noSystemRole,
  'stream-only': streamOnly,
  'reasoning-field': reasoningField,
  'think-tags': thinkTags,
  'usage-in-choice': usageInChoice,
  'cached-tokens-elsewhere': cachedTokensElsewhere,
  'tool-arguments-object': toolArgumentsObject,
  'code-in-body': codeInBody,
  'error-code-in-body': errorCodeInBody,
  'base-resp': baseResp,
  'no-finish-reason': noFinishReason,
  'colliding-ids': collidingIds,
})
