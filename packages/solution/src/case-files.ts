import { caseSchema, caseStepSchemas, compileCase, type CaseDefinition, type CaseForm } from '@kaiwu/cases'
import { KaiwuError, type Problem } from '@kaiwu/core'
import { decodeText } from '@kaiwu/knowledge'
import { readYaml, type YamlFile } from './read-yaml.ts'
import { settingProblems, type SettingsForm } from './setting-problems.ts'
import type { SolutionFolder } from './solution-folder.ts'

/** The case types of a folder that are in order, and every mistake in the others. */
export type CaseFiles = Readonly<{ cases: readonly CaseDefinition[]; problems: readonly Problem[] }>

/** Where the case types of a solution are. */
export const casePattern = 'cases/*.yaml'

/**
 * Reads the case types of a solution, `cases/<key>.yaml`, with the tables and calendars they name, which Excel may have saved as UTF-8
 * or as GBK.
 */
export async function readCaseFiles(folder: SolutionFolder): Promise<CaseFiles> {
  const cases: CaseDefinition[] = []
  const problems: Problem[] = []
  for (const file of await folder.list(casePattern)) {
    const read = await readCaseFile(folder, file)
    problems.push(...read.problems)
    cases.push(...read.cases)
  }
  return Object.freeze({ cases: Object.freeze(cases), problems: Object.freeze(problems) })
}

async function readCaseFile(folder: SolutionFolder, file: string): Promise<CaseFiles> {
  const yaml = readYaml((await folder.text(file)) ?? '', file)
  if (yaml.problems.length > 0) return { cases: [], problems: yaml.problems }
  const parsed = caseSchema.safeParse(yaml.data)
  if (!parsed.success) return { cases: [], problems: settingProblems(parsed.error.issues, yaml, { ...caseForm, file }) }
  const form = parsed.data
  const { files, problems } = await namedFiles(folder, form, { yaml, file })
  const named = nameProblem(form, { yaml, file })
  const compiled = compileCase({ form, files }, (path) => ({ file, ...yaml.place(path) }))
  const all = [...problems, ...named, ...compiled.problems.filter((one) => !problems.some((other) => isSamePlace(one, other)))]
  return { cases: compiled.definition && all.length === 0 ? [compiled.definition] : [], problems: all }
}

type Source = Readonly<{ yaml: YamlFile; file: string }>

/** The texts of the files that a case type names. */
async function namedFiles(
  folder: SolutionFolder,
  { calendar, tables = {} }: CaseForm,
  source: Source,
): Promise<Readonly<{ files: Record<string, string>; problems: Problem[] }>> {
  const files: Record<string, string> = Object.create(null) as Record<string, string>
  const problems: Problem[] = []
  const wanted: (readonly [path: readonly string[], name: string])[] = [
    ...(calendar === undefined ? [] : [[['calendar'], calendar] as const]),
    ...Object.entries(tables).map(([key, name]) => [['tables', key], name] as const),
  ]
  for (const [path, name] of wanted) {
    try {
      const bytes = await folder.bytes(name)
      if (bytes)
        files[name] = decodeText(bytes, name)
          .text.replace(/^\ufeff/, '')
          .replace(/\r\n?/g, '\n')
    } catch (error) {
      if (!KaiwuError.is(error)) throw error
      problems.push(problemAt(source, path, { zh: error.text('zh'), en: error.text('en') }, outside))
    }
  }
  return { files: { ...files }, problems }
}

const outside = {
  zh: '写解决方案文件夹以内的 CSV 文件',
  en: 'name a CSV file within the folder of the solution',
}

/** A case type is found by its name: the file bears it. */
function nameProblem({ case: key }: CaseForm, source: Source): readonly Problem[] {
  if (source.file === `cases/${key}.yaml`) return []
  return [
    problemAt(
      source,
      ['case'],
      { zh: `文件叫 ${source.file}，里面却写着 ${key}`, en: `the file is ${source.file}, and says ${key}` },
      { zh: `改名为 cases/${key}.yaml，或改 case`, en: `rename it to cases/${key}.yaml, or change case` },
    ),
  ]
}

function problemAt(
  { yaml, file }: Source,
  path: readonly string[],
  message: Problem['message'],
  remedy: Problem['remedy'],
): Problem {
  return { file, ...yaml.place(path), setting: path.join('.'), message, remedy }
}

function isSamePlace(one: Problem, other: Problem): boolean {
  return one.file === other.file && one.line === other.line && one.column === other.column
}

const whoForms = {
  zh: '角色名、initiator、{ role, in }、{ field }、{ headOf }、{ person }、{ ownerOf, table, key, owner }，或它们的列表',
  en: 'a role, initiator, { role, in }, { field }, { headOf }, { person }, { ownerOf, table, key, owner }, or a list of these',
}
const patterns: Readonly<Record<string, Readonly<{ zh: string; en: string }>>> = {
  number: { zh: '形如 WX-{date}-{seq:4} 的编号', en: 'a number such as WX-{date}-{seq:4}' },
}

const caseForm: SettingsForm = {
  file: '',
  schema: caseSchema,
  page: 'docs/cases.md',
  choiceAt: (path) =>
    path[0] === 'states' && path[2] === 'steps' && path.length === 4
      ? { verbs: caseStepSchemas, zh: '步骤', en: 'step' }
      : undefined,
  union: (path) => {
    const last = String(path.at(-1))
    if (last === 'values') return { zh: '列表，或 { table, column }', en: 'a list, or { table, column }' }
    if (last === 'sensitive') return { zh: '是否，或角色列表', en: 'yes or no, or a list of roles' }
    if (['title', 'help', 'message', 'basis'].includes(last)) return { zh: '文字', en: 'text' }
    return whoForms
  },
  rule: (setting) =>
    patterns[setting] ?? {
      zh: '字母或汉字开头，只含字母、汉字、数字和下划线，不超过 40 个字',
      en: 'letters, digits and underscores, at most 40, beginning with a letter',
    },
}
