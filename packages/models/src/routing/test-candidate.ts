import type { Money } from '@kaiwu/core'
import type { Candidate } from './candidate-order.ts'
import type { Route } from './route.ts'
import { scriptedChat, type Scripted, type ScriptedChat } from './test-scripted-chat.ts'

/** A scripted model as one to choose from. */
export type ScriptedCandidate = Candidate & Readonly<{ model: ScriptedChat }>

/** What a test may say about a candidate. */
export type CandidateFacts = Readonly<{ internal?: boolean; price?: Money; open?: boolean; address?: string }>

/** @param script what its model does, call by call */
export function candidate(ref: string, script: Scripted | readonly Scripted[], facts: CandidateFacts = {}): ScriptedCandidate {
  const { internal = false, price, open = false, address } = facts
  return {
    ref,
    internal,
    ...(address === undefined ? {} : { address }),
    model: scriptedChat(ref, ...(Array.isArray(script) ? (script as readonly Scripted[]) : [script as Scripted])),
    priceEstimate: () => price,
    circuitOpen: () => open,
  }
}

/** A fallback over candidates. */
export function inOrder(...candidates: readonly Candidate[]): Route<Candidate> {
  return { fallback: candidates.map((leaf) => ({ leaf })) }
}
