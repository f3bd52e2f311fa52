import { agreementOf, caseReplies, openAttachmentStore, type People, type StepRunner } from '@kaiwu/cases'
import type { Database } from '@kaiwu/store'
import type { ChosenModel } from '../chosen-model.ts'
import { caseSteps } from './case-steps.ts'
import type { StepTools } from './step-tools.ts'

/** The parts of a solution that steps of its cases work with. */
export type SolutionParts = Pick<StepTools, 'definition' | 'root' | 'data' | 'knowledge' | 'clock'> &
  Readonly<{ database: Database; chat: Pick<ChosenModel, 'chat' | 'support'> }>

/** The steps of a solution's cases. They read what who began the case may read. */
export function solutionSteps({ database, chat: { chat, support }, ...parts }: SolutionParts): (people: People) => StepRunner {
  return (people) =>
    caseSteps({
      ...parts,
      ...(chat ? { chat } : {}),
      ...(support ? { support } : {}),
      labelsOf: async (personId) => (await people.subjectOfPerson(personId)).labels,
      replies: caseReplies(database, parts.clock),
      fileContent: openAttachmentStore(database, parts.clock).get,
      agreement: (asked) => agreementOf(database, asked),
    })
}
