import { caseSchema, caseStepSchemas, checkBetween, compileCase, type CaseDefinition, type CaseForm } from '@kaiwu/cases'
import { KaiwuError, type Problem } from '@kaiwu/core'
import { decodeText } from '@kaiwu/knowledge'
import { unknownNames, type KnownNames } from './case-names.ts'
import { asSource, stepFiles, stepProblems } from './case-steps/step-files.ts'
import { readYaml, type YamlFile } from './read-yaml.ts'
import { settingProblems, type SettingsForm } from './setting-problems.ts'
import type { SolutionFolder } from './solution-folder.ts'

/** The case types of a folder that are in order, and every mistake in the others. */
export type CaseFiles = Readonly<{ cases: readonly CaseDefinition[]; problems: readonly Problem[] }>

/** Where the case types of a solution are. */
export const casePattern = 'cases/*.yaml'

/**
 * Reads the case types of a solution, `cases/<key>.yaml`, with the tables, calendars, prompts and labelled rows they name, which Excel
 * may have saved as UTF-8 or as GBK.
 */
export async function readCaseFiles(folder: SolutionFolder, known?: KnownNames): Promise<CaseFiles> {
  const cases: CaseDefinition[] = []
  const problems: Problem[] = []
  const sources = new Map<string, Source>()
  for (const file of await folder.list(casePattern)) {
    const read = await readCaseFile(folder, file, known)
    problems.push(...read.problems)
    for (const { definition, source } of read.whole) {
      cases.push(definition)
      sources.set(definition.key, source)
    }
  }
  // What one says of another can be told when all of them are in order.
  if (problems.length === 0)
    problems.push(
      ...checkBetween(cases, (key, path) => ({ file: sources.get(key)!.file, ...sources.get(key)!.yaml.place(path) })),
    )
  return Object.freeze({ cases: Object.freeze(cases), problems: Object.freeze(problems) })
}

type ReadFile = Readonly<{
  /** The case type, if it is in order. */
  whole: readonly Readonly<{ definition: CaseDefinition; source: Source }>[]
  problems: readonly Problem[]
}>

async function readCaseFile(folder: SolutionFolder, file: string, known?: KnownNames): Promise<ReadFile> {
  const yaml = readYaml((await folder.text(file)) ?? '', file)
  if (yaml.problems.length > 0) return { whole: [], problems: yaml.problems }
  const parsed = caseSchema.safeParse(yaml.data)
  if (!parsed.success) return { whole: [], problems: settingProblems(parsed.error.issues, yaml, { ...caseForm, file }) }
  const form = parsed.data
  const { files, problems } = await namedFiles(folder, form, { yaml, file })
  const named = [...nameProblem(form, { yaml, file }), ...(known ? unknownNames(form, yaml, file, known) : [])]
  const compiled = compileCase({ form, files }, (path) => ({ file, ...yaml.place(path) }))
  const ofSteps = stepProblems({ form, files, problem: (path, ...said) => problemAt({ yaml, file }, path, ...said) })
  const others = [...compiled.problems, ...ofSteps].filter((one) => !problems.some((other) => isSamePlace(one, other)))
  const all = [...problems, ...named, ...others]
  const { definition } = compiled
  return { whole: definition && all.length === 0 ? [{ definition, source: { yaml, file } }] : [], problems: all }
}

type Source = Readonly<{ yaml: YamlFile; file: string }>

/** The texts of the files that a case type names. */
async function namedFiles(
  folder: SolutionFolder,
  form: CaseForm,
  source: Source,
): Promise<Readonly<{ files: Record<string, string>; problems: Problem[] }>> {
  const files: Record<string, string> = Object.create(null) as Record<string, string>
  const problems: Problem[] = []
  const { calendar, tables = {} } = form
  const wanted = [
    ...(calendar === undefined ? [] : [{ path: ['calendar'], name: calendar, kind: 'table' } as const]),
    ...Object.entries(tables).map(([key, name]) => ({ path: ['tables', key], name, kind: 'table' }) as const),
    ...stepFiles(form),
  ]
  for (const { path, name, kind } of wanted) {
    try {
      const bytes = await folder.bytes(name)
      if (bytes)
        files[name] = asSource(
          kind,
          decodeText(bytes, name)
            .text.replace(/^\ufeff/, '')
            .replace(/\r\n?/g, '\n'),
        )
    } catch (error) {
      if (!KaiwuError.is(error)) throw error
      const remedy = error.code === 'FILE_TYPE_MISMATCH' ? asText : outside
      problems.push(problemAt(source, path, { zh: error.text('zh'), en: error.text('en') }, remedy))
    }
  }
  return { files: { ...files }, problems }
}

const asText = {
  zh: '在 Excel 里打开，另存为“CSV UTF-8（逗号分隔）”',
  en: 'open it in Excel and save it as "CSV UTF-8 (Comma delimited)"',
}
const outside = {
  zh: '写解决方案文件夹以内的文件',
  en: 'name a file within the folder of the solution',
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
  path: readonly (string | number)[],
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
