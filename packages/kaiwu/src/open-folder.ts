import { join, resolve } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import type { Access } from '@kaiwu/knowledge'
import type { Solution, SolutionDefinition } from '@kaiwu/solution'
import { textOption, type CommandOption, type Invocation } from './command.ts'
import type { Terminal } from './terminal.ts'

/** The option that says where data is kept. */
export const dataOption: CommandOption = Object.freeze({
  flags: '--data <folder>',
  text: {
    zh: '数据放在这个文件夹里，每个解决方案一个子文件夹；默认 <解决方案>/.kaiwu',
    en: 'keep data in this folder, a folder for each solution; default <solution>/.kaiwu',
  },
})

/** The option that puts another model in place of the manifest's. */
export const modelOption: CommandOption = Object.freeze({
  flags: '--model <ref>',
  text: {
    zh: '换一个模型：local/extractive、供应商/模型、models.yaml 里的别名，或模型服务上的名字；用逗号分隔几个，前一个失败用后一个',
    en: 'use another model: local/extractive, provider/model, an alias of models.yaml, or a name at the model service; several with commas, each for when the one before fails',
  },
})

/** The option that says which labelled documents may be read. */
export const accessOption: CommandOption = Object.freeze({
  flags: '--access <labels>',
  text: {
    zh: '读者持有的可见范围标签，用逗号分隔；all 表示全部；默认只能看没有标签的文档',
    en: 'labels of documents that readers hold, with commas; all for every label; default: documents without labels only',
  },
})

/** The labels that an option lists, with commas; none where it was not given. */
export function labelsOf(invocation: Invocation, option: string): string[] {
  return (textOption(invocation, option) ?? '')
    .split(/[,，]/)
    .map((label) => label.trim())
    .filter((label) => label !== '')
}

/** What `--access` says. */
export function accessOf(invocation: Invocation): Access {
  const labels = labelsOf(invocation, 'access')
  return labels.includes('all') ? 'all' : labels
}

/** A solution's definition and where it stands. */
export type LoadedFolder = Readonly<{ definition: SolutionDefinition; root: string }>

/** Whether a command has to do with cases; one that has not starts sooner without the case types. */
export type WithCases = Readonly<{ cases: boolean }>

/**
 * Checks and loads the solution of a folder.
 * @throws SOLUTION_FOLDER_MISSING, SOLUTION_INVALID with every mistake in the reader's language
 */
export async function loadFolder(
  folder: string,
  terminal: Terminal,
  { cases }: WithCases = { cases: true },
): Promise<LoadedFolder> {
  const { checkFolder, formatProblem, loadSolution, openSolutionFolder, operatorSettings } = await import('@kaiwu/solution')
  try {
    return { definition: await loadSolution(folder, { environment: terminal.environment, cases }), root: resolve(folder) }
  } catch (error) {
    if (!KaiwuError.is(error) || error.code !== 'SOLUTION_INVALID') throw error
    const settings = operatorSettings(terminal.environment, terminal.language)
    const { problems } = await checkFolder(openSolutionFolder(folder), { cases, ...(settings ? { settings } : {}) })
    const lines = problems.map((problem) => formatProblem(problem, terminal.language))
    throw new KaiwuError('SOLUTION_INVALID', { count: problems.length, problems: lines.join('\n') }, { cause: error })
  }
}

/**
 * Where a solution's data is: in its own folder, or in a folder named after it below `--data` or `KAIWU_DATA`, so that
 * solutions never share one store.
 */
export function dataFolder(
  { root, name }: Readonly<{ root: string; name: string }>,
  data: string | undefined,
  { environment }: Terminal,
): string {
  const base = data ?? environment['KAIWU_DATA']
  return base ? join(resolve(base), name) : join(root, '.kaiwu')
}

/** The environment with a model put in place of the manifest's. */
export function environmentWithModel(model: string | undefined, environment: Terminal['environment']): Terminal['environment'] {
  return model === undefined ? environment : { ...environment, KAIWU_MODEL: model }
}

/**
 * Opens the solution of a folder as a command's options say.
 * @throws what loading and opening throw; STORE_IN_USE only with access `write`
 */
export async function openFolder(
  folder: string,
  invocation: Invocation,
  { access, cases }: WithCases & Readonly<{ access: 'write' | 'write-or-read' }>,
  terminal: Terminal,
): Promise<Solution> {
  const { definition, root } = await loadFolder(folder, terminal, { cases })
  const { openSolution } = await import('@kaiwu/solution')
  const data = dataFolder({ root, name: definition.name }, textOption(invocation, 'data'), terminal)
  const environment = environmentWithModel(textOption(invocation, 'model'), terminal.environment)
  return openSolution(definition, { root, data, access, environment })
}
