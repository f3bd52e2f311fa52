import { type Problem, suggest } from '@kaiwu/core'
import type { ZodType } from 'zod'
import { z } from 'zod'
import type { YamlFile } from './read-yaml.ts'

/** What is wanted at a place. `secret`: what stands there instead may be a key and is not repeated. */
export type Wanted = Readonly<{ zh: string; en: string; secret?: boolean }>

/** What a settings file says about itself, so that its mistakes can be told in its own words. */
export type SettingsForm = Readonly<{
  /** Path of the file, for messages. */
  file: string
  schema: ZodType
  /** The page that describes every setting. */
  page: string
  /** A group judged by its own first key: a step by its verb. Any other union by the form that the value comes nearest to. */
  choiceAt(
    path: readonly PropertyKey[],
    value: unknown,
  ): Readonly<{ verbs: Readonly<Record<string, ZodType>>; zh: string; en: string }> | undefined
  /** What may stand at a union, when a value is none of its forms. */
  union(path: readonly PropertyKey[]): Wanted
  /** What a rule beyond types wants; `message` is the schema's own. */
  rule(setting: string, message: string): Wanted | undefined
}>

type Issue = z.core.$ZodIssue
type Reading = Readonly<{ yaml: YamlFile; form: SettingsForm }>

/** Mistakes that a schema found in a file, each with its place and its remedy, in the order of the file. */
export function settingProblems(issues: readonly Issue[], yaml: YamlFile, form: SettingsForm): readonly Problem[] {
  return issues.flatMap((issue) => describe(issue, { yaml, form })).sort((a, b) => a.line - b.line || a.column - b.column)
}

function describe(issue: Issue, reading: Reading): Problem[] {
  if (issue.code === 'invalid_union') return describeUnion(issue, reading)
  const { yaml, form } = reading
  const path = issue.path
  if (issue.code === 'unrecognized_keys') {
    const value = valueAt(yaml.data, path)
    const choice = form.choiceAt(path, value)
    const verb = choice && verbOf(value, choice.verbs)
    const known = choice && verb ? keysAt([], choice.verbs[verb]!) : keysAt(path, form.schema)
    return issue.keys.map((key) => unknownKey([...path, key], known, reading))
  }
  return [problemAt(path, explain(issue, valueAt(yaml.data, path), form), reading, issue.code === 'invalid_key')]
}

function problemAt(path: readonly PropertyKey[], told: Told, { yaml, form }: Reading, key = false): Problem {
  return { file: form.file, ...yaml.place(path, key), setting: path.join('.'), ...told }
}

function describeUnion(issue: Issue & { code: 'invalid_union' }, reading: Reading): Problem[] {
  const { yaml, form } = reading
  const value = valueAt(yaml.data, issue.path)
  const choice = form.choiceAt(issue.path, value)
  if (choice) return describeChoice(issue.path, value, choice, reading)
  if (value === undefined || value === null) return [problemAt(issue.path, absent(issue.path, value), reading)]
  const isObject = typeof value === 'object'
  const branch =
    issue.errors.find((errors) => errors.every((error) => error.path.length > 0 || error.code !== 'invalid_type')) ??
    issue.errors[0]
  if (isObject && branch)
    return branch.flatMap((inner) => describe({ ...inner, path: [...issue.path, ...inner.path] } as Issue, reading))
  return [problemAt(issue.path, expected(form.union(issue.path), value), reading)]
}

function describeChoice(
  path: readonly PropertyKey[],
  value: unknown,
  { verbs, zh, en }: NonNullable<ReturnType<SettingsForm['choiceAt']>>,
  reading: Reading,
): Problem[] {
  const verb = verbOf(value, verbs)
  if (verb) {
    const parsed = verbs[verb]!.safeParse(value)
    return (parsed.error?.issues ?? []).flatMap((inner) =>
      describe({ ...inner, path: [...path, ...inner.path] } as Issue, reading),
    )
  }
  const names = Object.keys(verbs)
  const first = keysOf(value)[0] ?? ''
  const near = suggest(first, names)
  return [
    {
      file: reading.form.file,
      ...reading.yaml.place(first ? [...path, first] : path, true),
      setting: path.join('.'),
      message: {
        zh: first ? `没有“${first}”这个${zh}` : `${zh}要以动词开头`,
        en: first ? `there is no ${en} "${first}"` : `a ${en} begins with its verb`,
      },
      remedy: near
        ? { zh: `是不是“${near}”？`, en: `did you mean "${near}"?` }
        : { zh: `可用：${names.join('、')}`, en: `use ${names.join(', ')}` },
    },
  ]
}

function verbOf(value: unknown, verbs: Readonly<Record<string, ZodType>>): string | undefined {
  const keys = keysOf(value)
  return Object.keys(verbs).find((verb) => keys.includes(verb))
}

function keysOf(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : []
}

function unknownKey(path: readonly PropertyKey[], known: readonly string[], reading: Reading): Problem {
  const key = String(path.at(-1))
  const near = suggest(key, known)
  const told: Told = {
    message: { zh: `没有“${key}”这项设置`, en: `there is no setting "${key}"` },
    remedy: near
      ? { zh: `是不是“${near}”？`, en: `did you mean "${near}"?` }
      : { zh: `可用：${known.join('、')}`, en: `use ${known.join(', ')}` },
  }
  return problemAt(path, told, reading, true)
}

type Json = Readonly<{
  $ref?: string
  $defs?: Readonly<Record<string, Json>>
  properties?: Readonly<Record<string, Json>>
  additionalProperties?: Json | boolean
  items?: Json
  anyOf?: readonly Json[]
}>

/** The settings that exist at a place, read from the JSON Schema so that they are listed once only. */
function keysAt(path: readonly PropertyKey[], schema: ZodType): string[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json
  const options = (json: Json): Json[] => {
    if (json.$ref !== undefined) return options(root.$defs?.[json.$ref.replace('#/$defs/', '')] ?? {})
    return json.anyOf ? json.anyOf.flatMap(options) : [json]
  }
  let places: Json[] = [root]
  for (const part of path) {
    places = places.flatMap(options).flatMap(({ items, properties, additionalProperties }) => {
      const next = typeof part === 'number' ? items : (properties?.[String(part)] ?? additionalProperties)
      return typeof next === 'object' ? [next] : []
    })
  }
  return [...new Set(places.flatMap(options).flatMap((json) => Object.keys(json.properties ?? {})))]
}

type Told = Pick<Problem, 'message' | 'remedy'>

const empty: Told = {
  message: { zh: '是空的', en: 'it is empty' },
  remedy: { zh: '写上内容', en: 'fill it in' },
}

function absent(path: readonly PropertyKey[], value: undefined | null): Told {
  if (value === null) return empty
  const setting = String(path.at(-1) ?? '')
  return { message: { zh: `缺少“${setting}”`, en: `"${setting}" is missing` }, remedy: { zh: '补上这一项', en: 'add it' } }
}

function explain(issue: Issue, value: unknown, form: SettingsForm): Told {
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
    if (issue.inclusive === false)
      return expected(
        { zh: `${least ? '大于' : '小于'} ${bound} 的数`, en: `a number ${least ? 'above' : 'below'} ${bound}` },
        value,
      )
    return expected(
      { zh: `${least ? '不小于' : '不大于'} ${bound} 的数`, en: `a number ${least ? 'not below' : 'not above'} ${bound}` },
      value,
    )
  }
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? '') : issue.message
  const wanted = form.rule(setting, message)
  if (wanted && (issue.code === 'invalid_format' || issue.code === 'invalid_key' || issue.code === 'custom'))
    return expected(wanted, wanted.secret ? '…' : issue.code === 'invalid_key' ? setting : value)
  if (issue.code === 'custom') return empty
  return {
    message: { zh: `写法有误（${issue.message}）`, en: `it is not right (${issue.message})` },
    remedy: { zh: `见 ${form.page}`, en: `see ${form.page}` },
  }
}

function expected(wanted: Wanted, value: unknown): Told {
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
