import type { Problem } from '@kaiwu/core'
import { formNamed, strategies } from '@kaiwu/models'
import { manifestSchema, signsNothing, stepSchemas, webhookForms, type Manifest } from './manifest.ts'
import { readYaml, type YamlFile } from './read-yaml.ts'
import { settingProblems, type SettingsForm } from './setting-problems.ts'

/** What reading `solution.yaml` came to: a manifest, or every mistake in it. */
export type CheckedManifest = Readonly<{ manifest?: Manifest; problems: readonly Problem[]; yaml: YamlFile }>

/** The name of the manifest file. */
export const manifestFile = 'solution.yaml'

/** Reads and checks the text of a `solution.yaml` by itself, without looking at any other file. */
export function checkManifest(source: string): CheckedManifest {
  const yaml = readYaml(source, manifestFile)
  if (yaml.problems.length > 0) return { problems: yaml.problems, yaml }
  const parsed = manifestSchema.safeParse(yaml.data)
  if (parsed.success) return { manifest: parsed.data, problems: [], yaml }
  return { problems: settingProblems(parsed.error.issues, yaml, manifestForm), yaml }
}

const name = {
  zh: '小写字母开头，只含小写字母、数字和连字符',
  en: 'lower case letters, digits and hyphens, beginning with a letter',
}

const manifestForm: SettingsForm = {
  file: manifestFile,
  schema: manifestSchema,
  page: 'docs/manifest.md',
  choiceAt(path, value) {
    if (path[0] === 'flow' && path.length === 2) return { verbs: stepSchemas, zh: '步骤', en: 'step' }
    if (path[0] === 'webhooks' && path.length === 2 && typeof value === 'object' && value !== null)
      return { verbs: webhookForms, zh: 'webhook 写法', en: 'form of webhook' }
    const chosen =
      path[0] === 'models' && typeof value === 'object' && Object.keys(strategies).some((verb) => verb in (value ?? {}))
    return chosen ? { verbs: strategies, zh: '选法', en: 'choice' } : undefined
  },
  union: (path) =>
    path[0] === 'models'
      ? { zh: '模型名或一组模型设置', en: 'a model name or a group of model settings' }
      : { zh: '文字', en: 'text' },
  rule(setting, message) {
    const form = formNamed(message)
    if (form) return form
    // The only rule beyond the form of a text: a group that must hold something.
    if (setting === 'knowledge') return undefined
    if (setting === 'baseUrl' || setting === 'url')
      return { zh: '以 http:// 或 https:// 开头的网址', en: 'an address that begins with http:// or https://' }
    if (setting === 'asOf') return { zh: '形如 2026-11-22 的日期', en: 'a date such as 2026-11-22' }
    if (!setting.endsWith('Env')) return name
    if (message === signsNothing)
      return { zh: '空，即不写这一项：企业微信的机器人不签名', en: 'left out: a robot of wecom signs nothing', secret: true }
    // A key, or the address of a robot, put in place of its variable's name is not repeated.
    return {
      zh: setting === 'urlEnv' ? '环境变量的名字（大写字母），不是地址本身' : '环境变量的名字（大写字母），不是密钥本身',
      en: `the name of an environment variable (capitals), never the ${setting === 'urlEnv' ? 'address' : 'key'} itself`,
      secret: true,
    }
  },
}
