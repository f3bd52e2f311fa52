import type { Knowledge } from '@kaiwu/knowledge'
import type { Request } from 'express'
import type { ServerContext } from './server-context.ts'
import { writableSolution } from './writable-solution.ts'

/** A request about one document of a solution. */
export type DocumentCall = Readonly<{
  params: Readonly<{ name: string; id: string }>
  request: Request
  context: ServerContext
}>

/**
 * The knowledge that holds a document, once whoever asks may read it.
 * @throws SOLUTION_NOT_FOUND, SOLUTION_NOT_READY; DOCUMENT_NOT_FOUND also when it is not for the asker; STORE_IN_USE when it is to be changed
 */
export async function documentKnowledge({ params, request, context }: DocumentCall, use: 'read' | 'change'): Promise<Knowledge> {
  const solution = context.solutions.ready(params.name)
  const { knowledge } = use === 'read' ? solution : writableSolution(solution)
  await knowledge.document(params.id, undefined, context.accessOf(request))
  return knowledge
}
