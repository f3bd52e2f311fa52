import { goTo, here, openCase, openSource, startCase } from '../frame/location.ts'
import type { SourceTarget } from '../routes.ts'

const newCase = 'new:'

/** Whether what is cited is a record of the house: a case, the reader's tasks, a form that was filled in. */
export function isRecord(documentId: string): boolean {
  return documentId === 'tasks' || documentId.startsWith('case_') || documentId.startsWith(newCase)
}

/** Opens what is cited where it stands: a document beside the answer, a record on its own page. */
export function openEvidence(target: SourceTarget): void {
  const { documentId } = target
  const { solution } = here.get()
  if (documentId.startsWith('case_')) openCase(documentId)
  else if (documentId.startsWith(newCase)) startCase(documentId.slice(newCase.length))
  else if (documentId === 'tasks' && solution !== undefined) goTo(solution, 'tasks')
  else openSource(target)
}
