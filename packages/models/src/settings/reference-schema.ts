import { z } from 'zod'
import type { ModelReference, SwitchCause } from '../routing/model-reference.ts'

const causes = [
  'auth',
  'permission',
  'quota',
  'rate-limit',
  'overloaded',
  'content-filter',
  'context-length',
  'not-found',
  'bad-request',
  'timeout',
  'server',
  'unreachable',
  'protocol',
  'cut-off',
] as const satisfies readonly SwitchCause[]

/** A model, or how one of several is chosen. */
export const modelReference: z.ZodType<ModelReference> = z.lazy(() =>
  z.union([z.string().min(1), z.array(modelReference).min(1), strategies.fallback, strategies.weighted, strategies.cheapest]),
)

const fallback = z.strictObject({
  fallback: z.array(modelReference).min(1).describe('In this order: each for when the one before fails.'),
  on: z
    .array(z.enum(causes))
    .min(1)
    .exactOptional()
    .describe('For which errors the next one is asked. Default: all that another provider may do better.'),
})

const weighted = z.strictObject({
  weighted: z
    .array(
      z.strictObject({
        model: modelReference.describe('`provider/model`, an alias, or another choice.'),
        weight: z.number().positive().describe('Its part of the calls, beside those of the others.'),
      }),
    )
    .min(1)
    .describe('The first by chance in these proportions, the others when it fails.'),
})

const cheapest = z.strictObject({
  cheapest: z.array(modelReference).min(1).describe('By what the call is estimated to cost; those without a price come last.'),
})

/** The schema of each way to choose, by its verb. */
export const strategies = { fallback, weighted, cheapest } as const
