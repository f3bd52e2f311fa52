import type { Problem } from '@kaiwu/core'
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml'
import { encodingProblem } from './encoding-problem.ts'

/** A YAML file with the way from a setting back to its line. */
export type YamlFile = Readonly<{
  data: unknown
  /** Mistakes of the YAML itself. When there are any, `data` is not to be used. */
  problems: readonly Problem[]
  /** Where a setting stands; the nearest place above it when it is missing. `key` gives the key's own place. */
  place(path: readonly PropertyKey[], key?: boolean): Readonly<{ line: number; column: number }>
}>

const largest = 256 * 1024
const mostLevels = 100
const levelsOnOneLine = new RegExp(`(?:[-?:][ \\t]+){${mostLevels}}`)

/**
 * Reads YAML as plain data: no anchors, no aliases, no tags, no key twice, so that a file can neither explode nor make objects.
 */
export function readYaml(source: string, file: string): YamlFile {
  const lines = new LineCounter()
  const placeAt = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  if (source.length > largest) return broken([tooLarge(file)])
  const text = source.replace(/^\ufeff/, '')
  const unreadable = encodingProblem(text, file)
  if (unreadable) return broken([unreadable])
  const deep = tooDeepAt(text)
  if (deep !== undefined) return broken([{ file, line: text.slice(0, deep).split('\n').length, column: 1, ...tooDeep }])
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, version: '1.2', merge: false })
  const problems = [...syntaxProblems(document, text, file, placeAt), ...featureProblems(document, file, placeAt)]
  if (problems.length > 0) return broken(problems.sort((a, b) => a.line - b.line || a.column - b.column))
  return {
    data: document.toJS({ maxAliasCount: 0 }),
    problems,
    place: (path, key = false) => placeAt(offsetOf(document, path, key)),
  }
}

type Place = Readonly<{ line: number; column: number }>

function broken(problems: readonly Problem[]): YamlFile {
  return { data: undefined, problems, place: () => ({ line: 1, column: 1 }) }
}

/** Where a text opens more levels than anybody writes by hand, which the parser would follow until its stack is full. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if ('[{'.includes(text[at]!)) depth++
    else if (']}'.includes(text[at]!)) depth = Math.max(0, depth - 1)
    if (depth > mostLevels) return at
  }
  const chain = levelsOnOneLine.exec(text)
  return chain ? chain.index : undefined
}

/** What the parser says, once a line: the first error of a line brings the others about. */
function syntaxProblems(document: Document, source: string, file: string, placeAt: (offset: number) => Place): Problem[] {
  const byLine = new Map<number, Problem>()
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    // Tags have a message of their own.
    if (code === 'TAG_RESOLVE_FAILED') continue
    const opened = code === 'MISSING_CHAR' ? openedQuote(document, pos[0]) : undefined
    const place = placeAt(opened ?? pos[0])
    const line = source.split('\n', place.line).at(-1) ?? ''
    if (!byLine.has(place.line)) byLine.set(place.line, { file, ...place, ...explain(code, message, line, opened !== undefined) })
  }
  return [...byLine.values()]
}

/** Where the quote begins that is not closed at an offset. */
function openedQuote(document: Document, end: number): number | undefined {
  let start: number | undefined
  visit(document, {
    Scalar(_, { type, range }) {
      if (type?.startsWith('QUOTE') && range && range[0] < end && range[1] >= end) start = range[0]
    },
  })
  return start
}

type Explanation = Pick<Problem, 'message' | 'remedy'>

const tooDeep: Explanation = {
  message: { zh: '嵌套的层数太多', en: 'it is nested too deeply' },
  remedy: { zh: '减少层数', en: 'use fewer levels' },
}

const explained: Readonly<Record<string, Explanation>> = {
  DUPLICATE_KEY: {
    message: { zh: '同一个键写了两次', en: 'the same key is written twice' },
    remedy: { zh: '改名或删去其中一个', en: 'rename or delete one of them' },
  },
  TAB_AS_INDENT: {
    message: { zh: '用了制表符缩进', en: 'a tab is used for indentation' },
    remedy: { zh: '改用空格', en: 'use spaces' },
  },
  MULTIPLE_DOCS: {
    message: {
      zh: '一个文件里有两份文档（--- 之后又是一份）',
      en: 'the file holds two documents (another one begins after ---)',
    },
    remedy: { zh: '删去 --- 和它之后的内容', en: 'delete --- and what follows it' },
  },
}

const colonWithoutBlank = /^\s*(?:- +)*[A-Za-z][\w@-]*\s*(?:：|:\S)/

function explain(code: string, message: string, line: string, quote: boolean): Explanation {
  const known = explained[code]
  if (known) return known
  if (quote) {
    return {
      message: { zh: '引号没有成对', en: 'a quote is never closed' },
      remedy: { zh: '在这段文字的末尾补上引号', en: 'close it at the end of the text' },
    }
  }
  if (colonWithoutBlank.test(line)) {
    return {
      message: { zh: '用了中文冒号，或者冒号后面没有空格', en: 'the colon is a Chinese one, or no blank follows it' },
      remedy: { zh: '写成英文冒号加一个空格', en: 'write a plain colon and a blank' },
    }
  }
  const first = message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')
  return {
    message: { zh: `YAML 写法有误（${first}）`, en: `this is not YAML (${first})` },
    remedy: { zh: '检查这一行的缩进、冒号和引号', en: 'check the indentation, colons and quotes of this line' },
  }
}

function tooLarge(file: string): Problem {
  return {
    file,
    line: 1,
    column: 1,
    message: { zh: '文件超过 256 KB', en: 'the file is larger than 256 KB' },
    remedy: { zh: '把知识内容放进 knowledge 文件夹', en: 'put knowledge into the knowledge folder' },
  }
}

/** Anchors, aliases and tags: with them a file could explode, or make something that is no plain data. */
function featureProblems(document: Document, file: string, placeAt: (offset: number) => Place): Problem[] {
  const found: Problem[] = []
  const check = (_: unknown, node: Node): void => {
    const { anchor, tag } = node as { anchor?: string; tag?: string }
    const place = placeAt(node.range?.[0] ?? 0)
    if (anchor !== undefined || isAlias(node)) {
      found.push({
        file,
        ...place,
        message: { zh: '不支持 YAML 的锚点和别名（& 与 *）', en: 'YAML anchors and aliases (& and *) are not supported' },
        remedy: { zh: '把内容直接写出来；若是普通文字，请加引号', en: 'write the content out; quote it if it is plain text' },
      })
    } else if (tag !== undefined) {
      found.push({
        file,
        ...place,
        message: { zh: '不支持 YAML 的类型标记（!）', en: 'YAML tags (!) are not supported' },
        remedy: { zh: '删去标记；若是普通文字，请加引号', en: 'delete the tag; quote it if it is plain text' },
      })
    }
  }
  visit(document, { Node: check })
  return found
}

function offsetOf(document: Document, path: readonly PropertyKey[], key: boolean): number {
  let node: unknown = document.contents
  let offset = (node as Node | null)?.range?.[0] ?? 0
  for (const [index, part] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part))
      if (!pair) return offset
      const own = key && index === path.length - 1 ? pair.key : (pair.value ?? pair.key)
      offset = (own as Node).range?.[0] ?? (pair.key as Node).range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(part)]
      offset = (node as Node | undefined)?.range?.[0] ?? offset
    } else return offset
  }
  return offset
}
