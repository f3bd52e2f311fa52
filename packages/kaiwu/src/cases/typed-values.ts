import { suggest } from '@kaiwu/core'
import type { CaseTypeInfo } from '@kaiwu/server'
import { textOption, textsOption, type Invocation } from '../command.ts'
import { readNamedFile } from '../read-named-file.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'
import type { CaseClient } from './case-client.ts'
import { readRows } from './read-rows.ts'

/** What a field holds, as the API takes it. */
export type Value = string | number | boolean | null | readonly Value[] | Readonly<{ [key: string]: Value }>

/** A field of a case type, or a column of its rows. */
export type FieldPart = Pick<CaseTypeInfo['fields'][number], 'key' | 'type' | 'title'>

/**
 * What was typed for fields, each by its type. What does not fit its type goes as it was typed: the server says what is wrong with it.
 * @throws USAGE_INVALID for a field that is not there, a file that is none; PATH_UNUSABLE
 */
export async function typedValues(
  type: CaseTypeInfo,
  client: CaseClient,
  invocation: Invocation,
  terminal: Terminal,
): Promise<ReadonlyMap<string, Value>> {
  const values = new Map<string, Value>()
  const field = (key: string) => fieldNamed(type, key, terminal)
  const file = textOption(invocation, 'values')
  for (const [key, value] of file === undefined ? [] : await jsonValues(file, terminal)) values.set(field(key).key, value)
  const names = namesOf(client)
  for (const pair of textsOption(invocation, 'rows')) {
    const [key, path] = pairOf(pair, '--rows', terminal)
    const { columns = [], ...found } = field(key)
    if (found.type !== 'rows') throw usageError(terminal, { zh: `字段 ${key} 不是多行`, en: `the field ${key} holds no rows` })
    values.set(found.key, await readRows(path, columns, (column, text) => typed(column, text, names), terminal))
  }
  for (const pair of textsOption(invocation, 'set')) {
    const [key, text] = pairOf(pair, '--set', terminal)
    values.set(field(key).key, await typed(field(key), text, names))
  }
  return values
}

function fieldNamed(type: CaseTypeInfo, key: string, terminal: Terminal): CaseTypeInfo['fields'][number] {
  const found = type.fields.find((one) => one.key === key || one.title.zh === key || one.title.en === key)
  const keys = type.fields.map((one) => one.key)
  const near = suggest(key, keys)
  if (!found)
    throw usageError(terminal, {
      zh: `“${type.key}”没有字段“${key}”${near ? `；是不是 ${near}？` : ''} 可用：${keys.join('、')}`,
      en: `"${type.key}" has no field "${key}"${near ? `; did you mean ${near}?` : ''} There are ${keys.join(', ')}`,
    })
  if (found.type === 'files')
    throw usageError(terminal, {
      zh: `字段 ${key} 放附件：用 kaiwu case attach`,
      en: `the field ${key} holds files: use kaiwu case attach`,
    })
  return found
}

function pairOf(pair: string, option: string, terminal: Terminal): readonly [key: string, value: string] {
  const at = pair.indexOf('=')
  if (at < 1)
    throw usageError(terminal, {
      zh: `${option} 要写成 字段=值，这里是“${pair}”`,
      en: `${option} is field=value; it is "${pair}"`,
    })
  return [pair.slice(0, at).trim(), pair.slice(at + 1)]
}

async function jsonValues(path: string, terminal: Terminal): Promise<readonly (readonly [string, Value])[]> {
  const text = (await readNamedFile(path)).toString('utf8')
  const values = parsed(text)
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw usageError(terminal, {
      zh: `${path} 不是 JSON 对象，应如 {"days": 3}`,
      en: `${path} is no JSON object such as {"days": 3}`,
    })
  return Object.entries(values)
}

function parsed(text: string): Value | undefined {
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as Value
  } catch {
    // What is no JSON is told by whoever wanted some.
    return undefined
  }
}

/** Finds the id of a person by login or name, of a department by key or name; the text itself where there is none. */
type Names = (type: 'person' | 'department', text: string) => Promise<string>

type Named = Readonly<{ id: string; login?: string; key?: string; name: string }>

function namesOf(client: CaseClient): Names {
  const lists: { person?: readonly Named[]; department?: readonly Named[] } = {}
  return async (type, text) => {
    const list = (lists[type] ??= await (type === 'person' ? everybody(client) : departments(client)))
    const named = list.filter((one) => one.name === text)
    return (
      (list.find(({ id, login, key }) => text === id || text === (login ?? key)) ?? (named.length === 1 ? named[0] : undefined))
        ?.id ?? text
    )
  }
}

async function departments(client: CaseClient): Promise<readonly Named[]> {
  return (await client.get<{ departments: readonly Named[] }>('departments')).departments
}

async function everybody(client: CaseClient): Promise<readonly Named[]> {
  const all: Named[] = []
  for (let after = ''; ;) {
    const query = new URLSearchParams({ limit: '999', ...(after === '' ? {} : { after }) })
    const { people, next } = await client.get<{ people: readonly Named[]; next?: string }>(`people?${query.toString()}`)
    all.push(...people)
    if (next === undefined) return all
    after = next
  }
}

async function typed({ type }: Pick<FieldPart, 'type'>, text: string, names: Names): Promise<Value> {
  const plain = text.trim()
  if (plain === '') return null
  switch (type) {
    case 'number':
    case 'integer':
    case 'money':
      return /^[-+]?\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : text
    case 'yesNo':
      return /^(?:是|yes|true|1)$/i.test(plain) ? true : /^(?:否|no|false|0)$/i.test(plain) ? false : text
    case 'choices':
      return plain.split(/\s*[,，、;；]\s*/)
    case 'person':
    case 'department':
      return names(type, plain)
    case 'rows':
      return parsed(plain) ?? text
    case 'longText':
      return text
    default:
      return plain
  }
}
