import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { KaiwuError, type Language, type Problem, formatProblem } from '@kaiwu/core'
import {
  formNamed,
  knownModels,
  mistakesIn,
  modelSettingsOf,
  modelSettingsSchema,
  noSettings,
  settingsForms,
  strategies,
  type KnownModels,
  type ModelSettings,
} from '@kaiwu/models'
import { readYaml } from './read-yaml.ts'
import { settingProblems, type SettingsForm } from './setting-problems.ts'

/** The name of the file of model settings. */
export const modelSettingsFile = 'models.yaml'

/** What reading `models.yaml` came to: settings, or every mistake in it. */
export type CheckedModelSettings = Readonly<{ settings?: ModelSettings; problems: readonly Problem[] }>

/** Checks the text of a `models.yaml`. @param file its path, for messages */
export function checkModelSettings(
  text: string,
  file: string = modelSettingsFile,
  known: KnownModels = knownModels,
): CheckedModelSettings {
  const yaml = readYaml(text, file)
  if (yaml.problems.length > 0) return { problems: yaml.problems }
  // A file with nothing but remarks states nothing, which is allowed.
  const parsed = modelSettingsSchema.safeParse(yaml.data ?? {})
  if (!parsed.success) return { problems: settingProblems(parsed.error.issues, yaml, { ...form, file }) }
  const settings = modelSettingsOf(parsed.data)
  const problems = mistakesIn(settings, known)
    .map(({ path, message, remedy }) => ({ file, ...yaml.place(path), setting: path.join('.'), message, remedy }))
    .sort((a, b) => a.line - b.line || a.column - b.column)
  return problems.length > 0 ? { problems } : { settings, problems }
}

/**
 * Reads model settings. A file that is not there states nothing.
 * @param options.language that of the messages; default `zh`
 * @throws MODEL_SETTINGS_INVALID with every mistake as file:line:column; PATH_UNUSABLE when the file cannot be read
 * @example
 * loadModelSettings('my-desk/models.yaml').aliases // { fast: 'deepseek/deepseek-chat' }
 */
export function loadModelSettings(path: string, { language = 'zh' }: Readonly<{ language?: Language }> = {}): ModelSettings {
  const text = textOf(path)
  if (text === undefined) return noSettings
  const { settings, problems } = checkModelSettings(text, basename(path))
  if (settings) return settings
  const lines = problems.map((problem) => formatProblem(problem, language))
  throw new KaiwuError('MODEL_SETTINGS_INVALID', { count: problems.length, problems: lines.join('\n') })
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new KaiwuError('PATH_UNUSABLE', { path, reason: message }, { cause: error })
  }
}

const form: SettingsForm = {
  file: modelSettingsFile,
  schema: modelSettingsSchema,
  page: 'docs/models.md',
  choiceAt: (path, value) =>
    path[0] === 'aliases' && typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { verbs: strategies, zh: '选法', en: 'choice' }
      : undefined,
  union: () => ({ zh: '“供应商/模型”、别名、列表或一种选法', en: 'provider/model, an alias, a list or a way to choose' }),
  rule(_setting, message) {
    const wanted = formNamed(message)
    // What stands there instead may be a key, which messages never repeat.
    return wanted === settingsForms.key || wanted === settingsForms.hash ? { ...wanted, secret: true } : wanted
  },
}
