/**
 * The parts of a solution with cases, opened on its folder: for tests, and for the processes they kill.
 * @module
 */
import { join } from 'node:path'
import { agreementOf, caseReplies, openAttachmentStore, type StepRunner } from '@kaiwu/cases'
import { formatProblem, type Clock } from '@kaiwu/core'
import { openKnowledge, type Access, type Knowledge } from '@kaiwu/knowledge'
import { noSettings, openModels, type ModelSettings, type Models } from '@kaiwu/models'
import { openDatabase, type Database } from '@kaiwu/store'
import { readCaseFiles } from '../case-files.ts'
import { defineSolution } from '../define-solution.ts'
import { openCaseWork, type CaseWork } from '../open-case-work.ts'
import { openSolutionFolder } from '../solution-folder.ts'
import { solutionMigrations } from '../solution-migrations.ts'
import { syncFolder } from '../sync-folder.ts'
import { caseSteps } from './case-steps.ts'

/** What the parts are opened with. */
export type DeskPartsOptions = Readonly<{
  clock: Clock
  labels?: Access
  budgets?: ModelSettings['budgets']
  /** Where the model is; absent: there is none. */
  address?: Readonly<{ url: string; key: string }>
  postgres?: Readonly<{ url: string; schema: string }>
}>

/** The parts at work. */
export type DeskParts = Readonly<{ database: Database; knowledge: Knowledge; models: Models; runner: StepRunner; work: CaseWork }>

/** Opens the parts on a folder with `cases/*.yaml`. */
export async function openParts(root: string, options: DeskPartsOptions): Promise<DeskParts> {
  const { clock, labels = [], budgets = [], address, postgres } = options
  const { cases, problems } = await readCaseFiles(openSolutionFolder(root))
  if (problems.length > 0) throw new Error(problems.map((problem) => formatProblem(problem, 'zh')).join('\n'))
  const knowledgeFiles = { policies: 'knowledge/**' }
  const definition = defineSolution({ name: 'desk', title: '补贴台', contact: '12333', knowledge: knowledgeFiles, cases })
  const data = join(root, '.kaiwu')
  const models = openModels({ environment: { KEY: address?.key }, data, settings: { ...noSettings, budgets } })
  const model = { ref: 'deepseek/deepseek-flash', keyEnv: 'KEY', firstTokenTimeoutMs: 3_000 }
  const database = await openDatabase({ folder: data, migrations: solutionMigrations, ...postgres })
  const knowledge = await openKnowledge({ database, clock })
  await syncFolder(definition, root, knowledge, {})
  const runner = caseSteps({
    ...{ definition, root, data, knowledge, clock, labelsOf: () => labels },
    ...(address ? { chat: models.chat({ ...model, baseUrl: address.url }), support: 'json_object' as const } : {}),
    replies: caseReplies(database, clock),
    fileContent: openAttachmentStore(database, clock).get,
    agreement: (of) => agreementOf(database, of),
  })
  const work = await openCaseWork({ definition, database, data, clock, environment: {}, steps: () => runner })
  return { database, knowledge, models, runner, work }
}
