/** By which form a question was seen to ask for several things. */
export type DecompositionForm = 'respectively' | 'difference' | 'in-turn' | 'besides' | 'several-asked'

/** What a question asks for, one by one. */
export type Decomposition = Readonly<{
  /** Questions complete in themselves, in the asker's order; the question alone where it asks for one thing, or it is unsure. */
  parts: readonly string[]
  /** Who took it apart. */
  by: 'rules' | 'model' | 'nobody'
  form?: DecompositionForm
}>

/** More parts than this are rather a list of words than several questions. */
export const mostParts = 4

/** A question left as it is. */
export function undivided(question: string): Decomposition {
  return Object.freeze({ parts: Object.freeze([question]), by: 'nobody' as const })
}

/** A question taken apart by a rule. */
export function divided(parts: readonly string[], form: DecompositionForm): Decomposition {
  return Object.freeze({ parts: Object.freeze([...parts]), by: 'rules' as const, form })
}
