import { nearest } from './nearest.ts'
import { closingMarks } from './ascii-feel.ts'
import { columnTypeWords, hitPolicies, type ColumnType, type HitPolicy, type TableColumn } from './decision-table.ts'
import type { Said } from './feel-scope.ts'

/** What is wrong with a cell, and what to do. */
export type CellFault = Readonly<{ message: Said; remedy: Said }>

const policyWords: ReadonlyMap<string, HitPolicy> = new Map(
  (Object.keys(hitPolicies) as HitPolicy[]).flatMap((policy) =>
    [policy, ...hitPolicies[policy]].map((word) => [wordKey(word), policy] as const),
  ),
)

function wordKey(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_]+/gu, '')
}

/** The hit policy that the first cell of a table names, in English, Chinese or as DMN's letter. */
export function readHitPolicy(cell: string): Readonly<{ policy: HitPolicy } | { fault: CellFault }> {
  const policy = policyWords.get(wordKey(cell.replace(/[（(:：]/gu, ' ').replace(/[)）]/gu, '')))
  if (policy) return { policy }
  const near = nearest(cell.trim().toLowerCase(), Object.keys(hitPolicies))
  const known = (Object.keys(hitPolicies) as HitPolicy[])
    .map((name) => `${name} (${hitPolicies[name].slice(0, 2).join(' ')})`)
    .join(', ')
  const message: Said = [`第一格“${shorten(cell)}”不是命中策略`, `the first cell, "${shorten(cell)}", is no hit policy`]
  return {
    fault: { message, remedy: near ? [`是否 ${near}？`, `did you mean ${near}?`] : [`可用：${known}`, `there is ${known}`] },
  }
}

const kinds: readonly (readonly [RegExp, TableColumn['kind']])[] = [
  [/^when(?=\s|$)\s*/iu, 'input'],
  [/^条件\s*/u, 'input'],
  [/^then(?=\s|$)\s*/iu, 'output'],
  [/^结果\s*/u, 'output'],
  [/^(?:note|说明)(?=[\s:：]|$)\s*/iu, 'note'],
]
const optionalWords = new Set(['optional', '可空'])

/** A column's head: `when <expression>`, `then <name>`, `note`, with a type after a colon. */
export function readColumnHead(cell: string): Readonly<{ column: TableColumn } | { fault: CellFault }> {
  const head = cell.trim()
  const found = kinds.find(([pattern]) => pattern.test(head))
  if (!found) return { fault: unknownHead(head) }
  const [pattern, kind] = found
  if (kind === 'note') return { column: { kind, head } }
  const { body, suffix } = splitType(head.replace(pattern, '').replace(/^[:：]\s*/u, ''))
  const marks = readType(suffix, kind)
  if ('fault' in marks) return marks
  if (body === '') {
    const remedy: Said = kind === 'input' ? ['写作“条件 字段”', 'write "when field"'] : ['写作“结果 名称”', 'write "then name"']
    return { fault: { message: ['这一列没有写内容', 'this column names nothing'], remedy } }
  }
  const type = marks.type ? { type: marks.type } : {}
  if (kind === 'input') return { column: { kind, head, expression: body, ...type } }
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(body) || ['__proto__', 'constructor', 'prototype'].includes(body)) {
    const message: Said = [`“${shorten(body)}”不能作结果的名称`, `"${shorten(body)}" cannot name a result`]
    return { fault: { message, remedy: ['名称由文字、数字和 _ 组成', 'names are letters, digits and _'] } }
  }
  return { column: { kind, head, name: body, optional: marks.optional, ...type } }
}

function unknownHead(head: string): CellFault {
  const word = head.split(/[\s:：]/u)[0]!
  const near = nearest(word, ['when', 'then', 'note', '条件', '结果', '说明'])
  return {
    message: [`看不懂列名“${shorten(head)}”`, `the head "${shorten(head)}" is not understood`],
    remedy: near
      ? [`是否“${near}”？`, `did you mean "${near}"?`]
      : ['列名以 when/条件、then/结果 或 note/说明 开头', 'a head begins with when, then or note'],
  }
}

/** What stands before and after the last colon that is in no text. */
function splitType(text: string): Readonly<{ body: string; suffix: string }> {
  let colon = -1
  for (let i = 0; i < text.length; i++) {
    const closing = closingMarks(text[i]!)
    if (closing) for (i++; i < text.length && !closing.includes(text[i]!); i++) if (text[i] === '\\') i++
    if (text[i] === ':' || text[i] === '：') colon = i
  }
  if (colon >= 0) return { body: text.slice(0, colon).trim(), suffix: text.slice(colon + 1).trim() }
  return { body: text.trim(), suffix: '' }
}

function readType(
  suffix: string,
  kind: 'input' | 'output',
): Readonly<{ type?: ColumnType; optional: boolean } | { fault: CellFault }> {
  let type: ColumnType | undefined
  let optional = false
  for (const word of suffix.toLowerCase().split(/[\s\u3000]+/u)) {
    if (word === '') continue
    if (optionalWords.has(word) && kind === 'output') optional = true
    else if (columnTypeWords.has(word) && !type) type = columnTypeWords.get(word)!
    else return { fault: unknownType(word) }
  }
  return type ? { type, optional } : { optional }
}

function unknownType(word: string): CellFault {
  const near = nearest(word, [...columnTypeWords.keys(), ...optionalWords])
  return {
    message: [`没有类型“${shorten(word)}”`, `there is no type "${shorten(word)}"`],
    remedy: near
      ? [`是否“${near}”？`, `did you mean "${near}"?`]
      : ['类型：文字、数字、日期、是否；结果列可加“可空”', 'types: text, number, date, yes-no; a result may be optional'],
  }
}

/** A cell as quoted in a message. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim()
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}
