import { z } from 'zod'
import { manifestSchema, stepSchemas, stepVerbs, type Manifest } from './manifest.ts'
import type { Problem } from './problem.ts'
import { readYaml, type YamlFile } from './read-yaml.ts'
import { suggest } from './suggest.ts'

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
  const problems = parsed.error.issues.flatMap((issue) => describe(issue, yaml, yaml.data))
  return { problems: problems.sort((a, b) => a.line - b.line || a.column - b.column), yaml }
}

type Issue = z.core.$ZodIssue

function describe(issue: Issue, yaml: YamlFile, data: unknown): Problem[] {
  if (issue.code === 'invalid_union') return describeUnion(issue, yaml, data)
  const path = issue.path
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], keysAt(path), yaml))
  }
  const key = issue.code === 'invalid_key'
  return [{ file: manifestFile, ...yaml.place(path, key), setting: path.join('.'), ...explain(issue, valueAt(data, path)) }]
}

/** A flow step is judged by its own verb; any other union by the form that the value comes nearest to. */
function describeUnion(issue: Issue & { code: 'invalid_union' }, yaml: YamlFile, data: unknown): Problem[] {
  const value = valueAt(data, issue.path)
  if (issue.path[0] === 'flow' && issue.path.length === 2) return describeStep(issue.path, value, yaml, data)
  if (value === undefined || value === null)
    return [{ file: manifestFile, ...yaml.place(issue.path), setting: issue.path.join('.'), ...absent(issue.path, value) }]
  const isObject = typeof value === 'object'
  const branch =
    issue.errors.find((errors) => errors.every((error) => error.path.length > 0 || error.code !== 'invalid_type')) ??
    issue.errors[0]
  if (isObject && branch)
    return branch.flatMap((inner) => describe({ ...inner, path: [...issue.path, ...inner.path] } as Issue, yaml, data))
  const { message, remedy } = expected(
    issue.path[0] === 'models'
      ? { zh: '模型名或一组模型设置', en: 'a model name or a group of model settings' }
      : { zh: '文字', en: 'text' },
    value,
  )
  return [{ file: manifestFile, ...yaml.place(issue.path), setting: issue.path.join('.'), message, remedy }]
}

function describeStep(path: readonly PropertyKey[], value: unknown, yaml: YamlFile, data: unknown): Problem[] {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : []
  const verb = stepVerbs.find((candidate) => keys.includes(candidate))
  if (verb) {
    const parsed = stepSchemas[verb].safeParse(value)
    return (parsed.error?.issues ?? []).flatMap((inner) =>
      describe({ ...inner, path: [...path, ...inner.path] } as Issue, yaml, data),
    )
  }
  const first = keys[0] ?? ''
  const near = suggest(first, stepVerbs)
  return [
    {
      file: manifestFile,
      ...yaml.place(first ? [...path, first] : path, true),
      setting: path.join('.'),
      message: {
        zh: first ? `没有“${first}”这个步骤` : '步骤要以动词开头',
        en: first ? `there is no step "${first}"` : 'a step begins with its verb',
      },
      remedy: near
        ? { zh: `是不是“${near}”？`, en: `did you mean "${near}"?` }
        : { zh: `可用：${stepVerbs.join('、')}`, en: `use ${stepVerbs.join(', ')}` },
    },
  ]
}

function unknownKey(path: readonly PropertyKey[], known: readonly string[], yaml: YamlFile): Problem {
  const key = String(path.at(-1))
  const near = suggest(key, known)
  return {
    file: manifestFile,
    ...yaml.place(path, true),
    setting: path.join('.'),
    message: { zh: `没有“${key}”这项设置`, en: `there is no setting "${key}"` },
    remedy: near
      ? { zh: `是不是“${near}”？`, en: `did you mean "${near}"?` }
      : { zh: `可用：${known.join('、')}`, en: `use ${known.join(', ')}` },
  }
}

/** The settings that exist at a place, read from the JSON Schema so that they are listed once only. */
function keysAt(path: readonly PropertyKey[]): string[] {
  type Json = { properties?: Record<string, Json>; additionalProperties?: Json; items?: Json; anyOf?: Json[] }
  let places: Json[] = [z.toJSONSchema(manifestSchema, { io: 'input', unrepresentable: 'any' }) as Json]
  const options = (json: Json): Json[] => (json.anyOf ? json.anyOf.flatMap(options) : [json])
  for (const part of path) {
    places = places.flatMap(options).flatMap((json) => {
      const next = typeof part === 'number' ? json.items : (json.properties?.[String(part)] ?? json.additionalProperties)
      return next ? [next] : []
    })
  }
  return [...new Set(places.flatMap(options).flatMap((json) => Object.keys(json.properties ?? {})))]
}

const empty: Pick<Problem, 'message' | 'remedy'> = {
  message: { zh: '是空的', en: 'it is empty' },
  remedy: { zh: '写上内容', en: 'fill it in' },
}

function absent(path: readonly PropertyKey[], value: undefined | null): Pick<Problem, 'message' | 'remedy'> {
  if (value === null) return empty
  const setting = String(path.at(-1) ?? '')
  return { message: { zh: `缺少“${setting}”`, en: `"${setting}" is missing` }, remedy: { zh: '补上这一项', en: 'add it' } }
}

function explain(issue: Issue, value: unknown): Pick<Problem, 'message' | 'remedy'> {
  const setting = String(issue.path.at(-1) ?? '')
  if (value === undefined || value === null) return absent(issue.path, value)
  if (issue.code === 'invalid_type') return expected(typeName(issue.expected), value)
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String)
    return expected({ zh: values.join(' 或 '), en: values.join(' or ') }, value)
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    const bound = issue.code === 'too_small' ? issue.minimum : issue.maximum
    const least = issue.code === 'too_small'
    if (issue.origin === 'string' || issue.origin === 'array') return empty
    return expected(
      { zh: `${least ? '不小于' : '不大于'} ${bound} 的数`, en: `a number ${least ? 'not below' : 'not above'} ${bound}` },
      value,
    )
  }
  // The only rule beyond types: a group that must hold something.
  if (issue.code === 'custom') return empty
  if (issue.code === 'invalid_format' || issue.code === 'invalid_key') return formatRule(issue, setting, value)
  return {
    message: { zh: `写法有误（${issue.message}）`, en: `it is not right (${issue.message})` },
    remedy: { zh: '见 docs/manifest.md', en: 'see docs/manifest.md' },
  }
}

function formatRule(issue: Issue, setting: string, value: unknown): Pick<Problem, 'message' | 'remedy'> {
  if (setting === 'baseUrl')
    return expected({ zh: '以 http:// 或 https:// 开头的网址', en: 'an address that begins with http:// or https://' }, value)
  if (setting === 'asOf') return expected({ zh: '形如 2026-11-22 的日期', en: 'a date such as 2026-11-22' }, value)
  if (setting === 'keyEnv')
    return expected(
      {
        zh: '环境变量的名字（大写字母），不是密钥本身',
        en: 'the name of an environment variable (capitals), never the key itself',
      },
      '…',
    )
  return expected(
    { zh: '小写字母开头，只含小写字母、数字和连字符', en: 'lower case letters, digits and hyphens, beginning with a letter' },
    issue.code === 'invalid_key' ? setting : value,
  )
}

function expected(wanted: { zh: string; en: string }, value: unknown): Pick<Problem, 'message' | 'remedy'> {
  const given = typeof value === 'object' ? (Array.isArray(value) ? '[…]' : '{…}') : JSON.stringify(value)
  return {
    message: { zh: `这里写的是 ${given}`, en: `it is ${given}` },
    remedy: { zh: `应为${wanted.zh}`, en: `it must be ${wanted.en}` },
  }
}

function typeName(type: string): { zh: string; en: string } {
  const names: Record<string, { zh: string; en: string }> = {
    string: { zh: '文字', en: 'text' },
    number: { zh: '数字', en: 'a number' },
    int: { zh: '整数', en: 'a whole number' },
    boolean: { zh: ' true 或 false', en: 'true or false' },
    array: { zh: '列表（每行以 - 开头）', en: 'a list (lines that begin with -)' },
    object: { zh: '一组“键: 值”', en: 'a group of key: value lines' },
    record: { zh: '一组“键: 值”', en: 'a group of key: value lines' },
  }
  return names[type] ?? { zh: type, en: type }
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined),
    data,
  )
}
