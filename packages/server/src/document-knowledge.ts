import type { Knowledge } from '@kaiwu/knowledge'
import type { Admitted } from './admission.ts'
import { writableSolution } from './writable-solution.ts'

/** A request about one document of a solution. */
export type DocumentCall = Pick<Admitted, 'solution' | 'access'> & Readonly<{ params: Readonly<{ id: string }> }>

/**
 * The knowledge that holds a document, once whoever asks may read it.
 * @throws DOCUMENT_NOT_FOUND also when it is not for the asker; STORE_IN_USE when it is to be changed
 */
export async function documentKnowledge({ params, solution, access }: DocumentCall, use: 'read' | 'change'): Promise<Knowledge> {
  const { knowledge } = use === 'read' ? solution : writableSolution(solution)
  await knowledge.document(params.id, undefined, access)
  return knowledge
}
