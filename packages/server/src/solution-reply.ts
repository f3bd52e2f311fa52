import type { Knowledge } from '@kaiwu/knowledge'
import { modelName } from '@kaiwu/models'
import type { SolutionDefinition } from '@kaiwu/solution'
import type { z } from 'zod'
import { bothLanguages, errorInBothLanguages } from './both-languages.ts'
import type { HostedSolution } from './hosted-solution.ts'
import type { knowledgeInfo, solutionInfo } from './schemas/solution.ts'

/** A solution as the API tells it. */
export type SolutionReply = Readonly<z.output<typeof solutionInfo>>

type KnowledgeReply = z.output<typeof knowledgeInfo>

// The provider whose models run in this process and send nothing anywhere.
const localProvider = 'local/'

/**
 * Tells a solution as it stands now. Its model is the one in use as soon as it has been opened, before that its own.
 * @param inside whether whoever asks may use it: to others its name is told, and nothing of what it holds
 */
export function solutionReply({ definition, state }: HostedSolution, inside: boolean): SolutionReply {
  const now = state()
  const solution = now.status === 'failed' ? undefined : now.solution
  const model = solution?.model ?? modelName(definition.model)
  const modelIsLocal = model.startsWith(localProvider)
  return Object.freeze({
    name: definition.name,
    title: bothLanguages(definition.title),
    description: bothLanguages(definition.description),
    language: definition.language,
    contact: bothLanguages(definition.contact),
    model,
    modelIsLocal,
    questions: inside ? [...definition.questions] : [],
    knowledge: inside ? knowledgeReplies(definition, solution?.knowledge) : [],
    cases: definition.cases.length > 0,
    // Without a model nobody looks for anything by themselves.
    agent: definition.agent !== undefined && !modelIsLocal,
    status: now.status,
    ...(now.status === 'indexing' && now.progress ? { progress: now.progress } : {}),
    ...(now.status === 'failed' ? { problem: errorInBothLanguages(now.error) } : {}),
  })
}

function knowledgeReplies(definition: SolutionDefinition, knowledge: Knowledge | undefined): KnowledgeReply[] {
  const documents = knowledge?.documents() ?? []
  return Object.entries(definition.knowledge).map(([name, { title }]) => {
    const own = documents.filter((document) => document.knowledge === name)
    const passages = own.reduce((sum, document) => sum + document.passages, 0)
    return { name, title: bothLanguages(title), documents: own.length, passages }
  })
}
