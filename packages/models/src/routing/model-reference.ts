import type { ErrorKind } from '../provider/provider.ts'

/** Why a call goes on to the next model: an error's kind, or that nothing can be reached. */
export type SwitchCause = ErrorKind | 'unreachable' | 'protocol' | 'cut-off'

/**
 * Which model is to answer: one by `provider/model` or alias; a list, each for when the one before fails; or a strategy.
 * References nest. A model that was tried for a request is never tried again for it.
 * @example
 * const reference: ModelReference = [{ weighted: [{ model: 'deepseek/deepseek-flash', weight: 3 }, { model: 'qianfan/ernie-5.1', weight: 1 }] }, 'local/extractive']
 */
export type ModelReference =
  | string
  | readonly ModelReference[]
  /** In order; `on` says which errors go on to the next. Default: whatever another provider may do better. */
  | Readonly<{ fallback: readonly ModelReference[]; on?: readonly SwitchCause[] }>
  /** The first by chance, in these proportions; the others in the order of their weight when it fails. */
  | Readonly<{ weighted: readonly Readonly<{ model: ModelReference; weight: number }>[] }>
  /** By what the call is estimated to cost; those without a price come last. */
  | Readonly<{ cheapest: readonly ModelReference[] }>

/** Causes for which another provider is asked unless a reference says otherwise. Refusals and bad requests are not among them. */
export const switchCauses: readonly SwitchCause[] = Object.freeze([
  'auth',
  'permission',
  'quota',
  'rate-limit',
  'overloaded',
  'not-found',
  'timeout',
  'server',
  'unreachable',
  'protocol',
  'cut-off',
])
