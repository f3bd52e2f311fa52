import type { CaseDefinition } from '@kaiwu/cases'
import { KaiwuError, type Problem, suggest } from '@kaiwu/core'
import { choiceMistakes, noSettings, type ModelSettings } from '@kaiwu/models'
import { casePattern, readCaseFiles, type CaseFiles } from './case-files.ts'
import { missing } from './case-names.ts'
import { checkManifest, manifestFile } from './check-manifest.ts'
import { parseGlossary } from './glossary-file.ts'
import { encodingProblem } from './encoding-problem.ts'
import type { Manifest } from './manifest.ts'
import { checkModelSettings, modelSettingsFile, type CheckedModelSettings } from './model-settings-file.ts'
import { checkPrompt } from './prompt-file.ts'
import { noFile } from './no-file.ts'
import { parseQuestions } from './questions-file.ts'
import type { YamlFile } from './read-yaml.ts'
import type { SolutionFolder } from './solution-folder.ts'
import { priceProblems } from './price-problems.ts'
import { modelChoice } from './solution-from-manifest.ts'

/** What checking a folder came to. `manifest` is there when `solution.yaml` itself is in order. */
export type CheckedFolder = Readonly<{ manifest?: Manifest; cases: readonly CaseDefinition[]; problems: readonly Problem[] }>

/**
 * Checks everything a solution says of itself: the manifest, and every file it names. Finds all mistakes at once.
 * @param options.settings models as the operator set them, in place of the folder's `models.yaml`
 * @param options.cases false leaves the case types unread, and what is said of them
 */
export async function checkFolder(
  folder: SolutionFolder,
  { settings, cases: withCases = true }: Readonly<{ settings?: ModelSettings; cases?: boolean }> = {},
): Promise<CheckedFolder> {
  const { manifest, problems, yaml } = checkManifest((await folder.text(manifestFile)) ?? '')
  if (!manifest) return { cases: [], problems }
  const checking = { folder, manifest, yaml, ...(settings ? { settings } : {}) }
  const { cases, problems: inCases } = withCases ? await checkedCases(checking) : noCases
  const inFiles = (await Promise.all(rules.map(async (rule) => rule(checking)))).flat()
  const found = [...inFiles, ...inCases]
  return {
    manifest,
    cases,
    problems: found.sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1)),
  }
}

const noCases = { cases: [], problems: [] }

/** The case types, and what is wrong with them and with the prices of their ends. */
async function checkedCases({ folder, manifest, yaml }: Checking): Promise<CaseFiles> {
  const { cases, problems } = await readCaseFiles(folder, {
    knowledge: Object.keys(manifest.knowledge),
    webhooks: Object.keys(manifest.webhooks),
  })
  const inPrices = priceProblems(manifest.prices, cases, await folder.list(casePattern)).map(({ path, ...told }) => {
    return { file: manifestFile, ...yaml.place(path, true), setting: path.join('.'), ...told }
  })
  return { cases, problems: [...problems, ...inPrices] }
}

type Checking = Readonly<{ folder: SolutionFolder; manifest: Manifest; yaml: YamlFile; settings?: ModelSettings }>
type Rule = (checking: Checking) => Promise<Problem[]> | Problem[]

const rules: readonly Rule[] = [
  knowledgeHasFiles,
  stepsNameKnowledge,
  flowAsksLast,
  promptsAreRight,
  runsExist,
  glossaryIsRight,
  questionsAreRight,
  modelIsKnown,
  notifyIsKnown,
]

function problemAt(
  { yaml }: Checking,
  path: readonly PropertyKey[],
  message: Problem['message'],
  remedy: Problem['remedy'],
): Problem {
  return { file: manifestFile, ...yaml.place(path), setting: path.join('.'), message, remedy }
}

/** A path that leads out of the folder, as a mistake at the setting that names it. */
function outsideProblem(checking: Checking, path: readonly PropertyKey[], error: KaiwuError): Problem {
  return problemAt(
    checking,
    path,
    { zh: error.text('zh'), en: error.text('en') },
    { zh: '只写文件夹以内的相对路径', en: 'use a relative path within the folder' },
  )
}

/** Reads a file that a setting names; a missing one, one outside the folder, or one that is not UTF-8 is a mistake. */
async function named(
  checking: Checking,
  path: readonly PropertyKey[],
  file: string,
  problems: Problem[],
): Promise<string | undefined> {
  try {
    const text = await checking.folder.text(file)
    if (text === undefined) {
      problems.push(problemAt(checking, path, ...noFile(file)))
    }
    const unreadable = text === undefined ? undefined : encodingProblem(text, file)
    if (!unreadable) return text
    problems.push(unreadable)
    return undefined
  } catch (error) {
    if (!KaiwuError.is(error)) throw error
    problems.push(outsideProblem(checking, path, error))
    return undefined
  }
}

function notifyIsKnown(checking: Checking): Problem[] {
  const { notify, webhooks } = checking.manifest
  if (notify === undefined || Object.hasOwn(webhooks, notify)) return []
  const { message, remedy } = missing(notify, Object.keys(webhooks), ['webhook', 'webhook', 'webhooks'])
  return [problemAt(checking, ['notify'], message, remedy)]
}

async function knowledgeHasFiles(checking: Checking): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const [name, { from }] of Object.entries(checking.manifest.knowledge)) {
    const path = ['knowledge', name, 'from']
    try {
      if ((await checking.folder.list(from)).length > 0) continue
      const pattern = [from].flat().join(', ')
      problems.push(
        problemAt(
          checking,
          path,
          { zh: `${pattern} 没有匹配到任何文件`, en: `${pattern} matches no file` },
          {
            zh: '把文档放进去，或改写路径；** 表示任意层文件夹',
            en: 'put documents there, or mend the pattern; ** stands for any folders',
          },
        ),
      )
    } catch (error) {
      if (!KaiwuError.is(error)) throw error
      problems.push(outsideProblem(checking, path, error))
    }
  }
  return problems
}

function stepsNameKnowledge(checking: Checking): Problem[] {
  const known = Object.keys(checking.manifest.knowledge)
  return checking.manifest.flow.flatMap((step, index) => {
    if (!('find' in step) || known.includes(step.find)) return []
    const near = suggest(step.find, known)
    const remedy = near
      ? { zh: `是不是“${near}”？`, en: `did you mean "${near}"?` }
      : { zh: `可用：${known.join('、')}`, en: `use ${known.join(', ')}` }
    return [
      problemAt(
        checking,
        ['flow', index, 'find'],
        { zh: `没有名为“${step.find}”的知识库`, en: `there is no knowledge named "${step.find}"` },
        remedy,
      ),
    ]
  })
}

function flowAsksLast(checking: Checking): Problem[] {
  const { flow } = checking.manifest
  const asks = flow.flatMap((step, index) => ('ask' in step ? [index] : []))
  if (asks.length === 1 && asks[0] === flow.length - 1 && flow.some((step) => 'find' in step)) return []
  return [
    problemAt(
      checking,
      ['flow'],
      { zh: '流程要先 find，最后恰好有一个 ask', en: 'a flow finds first and ends with exactly one ask' },
      {
        zh: '例如：- find: policies，然后 - ask: prompts/answer.md',
        en: 'for example: - find: policies, then - ask: prompts/answer.md',
      },
    ),
  ]
}

async function promptsAreRight(checking: Checking): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const [index, step] of checking.manifest.flow.entries()) {
    if (!('ask' in step)) continue
    const text = await named(checking, ['flow', index, 'ask'], step.ask, problems)
    if (text !== undefined) problems.push(...checkPrompt(text, step.ask))
  }
  return problems
}

async function runsExist(checking: Checking): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const [index, step] of checking.manifest.flow.entries()) {
    if ('run' in step) await named(checking, ['flow', index, 'run'], step.run, problems)
  }
  return problems
}

async function glossaryIsRight(checking: Checking): Promise<Problem[]> {
  const { glossary } = checking.manifest
  if (!glossary) return []
  const problems: Problem[] = []
  const text = await named(checking, ['glossary'], glossary, problems)
  return text === undefined ? problems : [...parseGlossary(text, glossary).problems]
}

async function questionsAreRight(checking: Checking): Promise<Problem[]> {
  const { evals } = checking.manifest
  if (!evals) return []
  const problems: Problem[] = []
  const text = await named(checking, ['evals', 'questions'], evals.questions, problems)
  if (text === undefined) return problems
  const { questions, problems: found } = parseQuestions(text, evals.questions)
  const files = new Set(
    (
      await Promise.all(Object.values(checking.manifest.knowledge).map(({ from }) => checking.folder.list(from).catch(() => [])))
    ).flat(),
  )
  for (const { id, sources = [] } of questions) {
    for (const { document } of sources) {
      if (files.has(document)) continue
      const line = text.split(/\r?\n/).findIndex((row) => row.includes(JSON.stringify(id))) + 1
      found.push({
        file: evals.questions,
        line: Math.max(1, line),
        column: 1,
        message: {
          zh: `题目 ${id} 的出处 ${document} 不在任何知识库里`,
          en: `question ${id} names ${document}, which is in no knowledge`,
        },
        remedy: { zh: '检查路径', en: 'check the path' },
      })
    }
  }
  return found
}

async function settingsOf({ settings, folder }: Checking): Promise<CheckedModelSettings> {
  if (settings) return { settings, problems: [] }
  const text = await folder.text(modelSettingsFile)
  return text === undefined ? { settings: noSettings, problems: [] } : checkModelSettings(text)
}

/** The models chosen, against what is known and what the folder's `models.yaml` says; that file too. */
async function modelIsKnown(checking: Checking): Promise<Problem[]> {
  const { settings, problems } = await settingsOf(checking)
  const { chat } = checking.manifest.models
  const path = ['models', 'chat', ...(typeof chat === 'object' && 'model' in chat ? ['model'] : [])]
  const mistakes = settings ? choiceMistakes(modelChoice(checking.manifest), settings) : []
  return [
    ...problems,
    ...mistakes.map((error) =>
      problemAt(
        checking,
        path,
        { zh: error.text('zh'), en: error.text('en') },
        {
          zh: '写成“供应商/模型”（见 docs/providers.md），或 openai-compatible/<模型名> 加 baseUrl',
          en: 'write provider/model (see docs/providers.md), or openai-compatible/<model name> with baseUrl',
        },
      ),
    ),
  ]
}
