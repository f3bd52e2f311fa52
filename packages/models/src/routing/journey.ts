import { KaiwuError } from '@kaiwu/core'
import { leadsOn, type Candidate, type Turn } from './candidate-order.ts'
import { switchCause, type FailureCause } from './switch-cause.ts'

/** How an attempt at one model failed. `end`: it broke off cleanly, and this is how it said so. */
export type Failure<End> = Readonly<{ from: string; error: unknown; end?: End }>

/** The way of one request from model to model; no channel is on it twice. */
export type Journey = Readonly<{
  /** Whom to ask first: the first that is not being left alone; if all are, the first, which says for how long. */
  first(): Candidate
  /** Whom to ask after the one asked last; undefined: nobody, as the error is none that another model can help, or all were asked. */
  next(failure: Failure<unknown>): Candidate | undefined
  /** Whether another model might have answered after this failure of the one asked last, had there been one. */
  couldHelp(failure: Failure<unknown>): boolean
  /** An error as it is thrown in the end: with all that were asked in `details.tried`, when there were several. */
  told(error: unknown): unknown
}>

/** Sets out on the turns of one request. @param turns at least one */
export function journey(turns: readonly Turn[], mayLeaveTheHouse: boolean): Journey {
  const allowed = mayLeaveTheHouse ? turns : withoutLeavingTheHouse(turns)
  const asked = new Map<string, string>()
  let at = -1
  const go = (to: number): Candidate | undefined => {
    const candidate = allowed[to]?.candidate
    if (!candidate) return undefined
    at = to
    asked.set(channelOf(candidate), candidate.ref)
    return candidate
  }
  const isFree = ({ candidate }: Turn): boolean => !asked.has(channelOf(candidate)) && !candidate.circuitOpen()
  return Object.freeze({
    first() {
      const candidate = go(Math.max(0, allowed.findIndex(isFree)))
      if (!candidate) throw new KaiwuError('MODEL_SETTINGS_INVALID', { count: 1, problems: 'no model is named / 没有写模型' })
      return candidate
    },
    next(failure: Failure<unknown>) {
      const from = allowed[at]
      const cause = causeOf(failure)
      if (!from || cause === undefined) return undefined
      return go(allowed.findIndex((to, index) => index > at && isFree(to) && (cause === 'closed' || leadsOn(from, to, cause))))
    },
    couldHelp(failure: Failure<unknown>) {
      const cause = causeOf(failure)
      return cause === 'closed' || (cause !== undefined && (allowed[at]?.within ?? []).some(({ on }) => on.includes(cause)))
    },
    told(error: unknown) {
      if (!KaiwuError.is(error) || asked.size < 2) return error
      return new KaiwuError(error.code, { ...error.details, tried: [...asked.values()].join(', ') }, { cause: error })
    },
  })
}

function causeOf({ error, end }: Failure<unknown>): FailureCause | undefined {
  return end === undefined ? switchCause(error) : 'cut-off'
}

function channelOf({ ref, address = '' }: Candidate): string {
  return `${ref} ${address}`
}

/** Whoever put a service of the house before one outside meant what is asked to stay, be the service asked or passed over. */
function withoutLeavingTheHouse(turns: readonly Turn[]): readonly Turn[] {
  const first = turns.findIndex(({ candidate }) => candidate.internal)
  return first < 0 ? turns : turns.filter(({ candidate }, index) => index < first || candidate.internal)
}
