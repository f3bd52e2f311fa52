import { createStore, useStore } from '../frame/store.ts'
import type { Values } from '../http/case-contract.ts'
import type { Problem } from '../http/request-problem.ts'
import type { Choices } from './proposals.ts'

/** What the reader has put in and not sent yet. */
export type Draft = Readonly<{ values: Values; choices: Choices; comment: string; said: string; action?: string }>

const nothing: Draft = Object.freeze({ values: {}, choices: {}, comment: '', said: '' })
// In memory only: what is typed may be sensitive, and a shared computer must not keep it.
const drafts = createStore<Readonly<Record<string, Draft>>>({})

/** What went wrong after a case had begun, to be told on its own page; by its id. */
export const troubles = createStore<Readonly<Record<string, Problem>>>({})

/** A draft that outlives the view: a failed request, another view, signing in again. `key` names person and case. */
export function useDraft(key: string): Readonly<{ draft: Draft; change: (part: Partial<Draft>) => void; clear: () => void }> {
  const draft = useStore(drafts)[key] ?? nothing
  return {
    draft,
    change: (part) => drafts.set({ ...drafts.get(), [key]: { ...(drafts.get()[key] ?? nothing), ...part } }),
    clear: () => {
      const { [key]: before, ...rest } = drafts.get()
      // What was begun to be said is another matter than what was decided.
      drafts.set(before === undefined || before.said === '' ? rest : { ...rest, [key]: { ...nothing, said: before.said } })
    },
  }
}

/** The key of the draft of a new case of a type. */
export function newCaseKey(solution: string, personId: string, type: string): string {
  return `${solution} ${personId} new ${type}`
}

/** Puts values into a draft, in place of what stands there for the same fields. */
export function fillDraft(key: string, values: Values): void {
  const before = drafts.get()[key] ?? nothing
  drafts.set({ ...drafts.get(), [key]: { ...before, values: { ...before.values, ...values } } })
}

/** Whether anything was put in. */
export function isTouched({ values, choices, comment }: Draft): boolean {
  return Object.keys(values).length > 0 || Object.keys(choices).length > 0 || comment !== ''
}
