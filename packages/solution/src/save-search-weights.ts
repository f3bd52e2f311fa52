import { randomUUID } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { KaiwuError, formatProblem } from '@kaiwu/core'
import type { SearchWeights } from '@kaiwu/knowledge'
import { isMap, isScalar, parseDocument, type Pair, type YAMLMap } from 'yaml'
import { readYaml } from './read-yaml.ts'

/** The file that a solution is described in. */
const manifestFile = 'solution.yaml'

/**
 * Writes weights of search into a solution's manifest. Only the numbers change: comments, order and layout stay as the author has them.
 * @param root the solution's folder
 * @throws SOLUTION_INVALID when the file is no YAML, SOLUTION_READ_ONLY when it cannot be written; the file is as before
 */
export async function saveSearchWeights(root: string, weights: SearchWeights): Promise<void> {
  const path = join(root, manifestFile)
  const source = await readFile(path, 'utf8')
  const { problems } = readYaml(source, manifestFile)
  if (problems.length > 0) {
    const said = problems.map((problem) => formatProblem(problem, 'zh')).join('\n')
    throw new KaiwuError('SOLUTION_INVALID', { count: problems.length, problems: said })
  }
  await replaceFile(path, withSearchWeights(source, weights))
}

/**
 * A manifest's text with other weights of search.
 * @example
 * withSearchWeights('kaiwu: 1\n', { keyword: 1, vector: 2, title: 0.6, path: 0.6 })
 * // 'kaiwu: 1\nsearch:\n  weights: { keyword: 1, vector: 2, title: 0.6, path: 0.6 }\n'
 */
export function withSearchWeights(source: string, weights: SearchWeights): string {
  const search = pairOf(parseDocument(source).contents, 'search')
  if (!search) return `${ended(source)}search:\n  weights: ${flowOf(Object.entries(weights))}\n`
  if (!isMap(search.value)) return replaced(source, search, `search:\n  weights: ${flowOf(Object.entries(weights))}`)
  const found = pairOf(search.value, 'weights')
  if (!found || !isMap(found.value))
    return withEntries(source, search.value, [['weights', flowOf(Object.entries(weights))]], found)
  return withNumbers(source, found.value, weights)
}

/** Puts each number in the place of the one that is there, and those that are missing at the end of the group. */
function withNumbers(source: string, group: YAMLMap, weights: SearchWeights): string {
  const given = Object.entries(weights)
  const missing = given.filter(([name]) => !pairOf(group, name)).map(([name, value]): [string, string] => [name, String(value)])
  // From the end on, so that the places found before stay right.
  const added = missing.length > 0 ? withEntries(source, group, missing) : source
  return given
    .flatMap(([name, value]) => {
      const node = pairOf(group, name)?.value
      return isScalar(node) && node.range ? [{ at: node.range, value: String(value) }] : []
    })
    .sort((a, b) => b.at[0] - a.at[0])
    .reduce((text, { at: [start, end], value }) => text.slice(0, start) + value + text.slice(end), added)
}

/** Adds entries at the end of a group, in the form that the group has; or puts the first in the place of a pair. */
function withEntries(source: string, group: YAMLMap, entries: readonly [string, string][], instead?: Pair): string {
  if (instead) return replaced(source, instead, `${entries[0]![0]}: ${entries[0]![1]}`)
  const last = group.items.at(-1)
  const end = last && endOf(last)
  if (group.flow || end === undefined) {
    const close = source.lastIndexOf('}', group.range![1])
    const at = end ?? close
    const text = entries.map(([name, value]) => `${name}: ${value}`).join(', ')
    return source.slice(0, at) + (last ? `, ${text}` : ` ${text} `) + source.slice(at)
  }
  const first = (group.items[0]!.key as { range?: [number, number, number] }).range![0]
  const indent = ' '.repeat(first - (source.lastIndexOf('\n', first - 1) + 1))
  const lineEnd = source.indexOf('\n', end)
  const at = lineEnd === -1 ? source.length : lineEnd
  return source.slice(0, at) + entries.map(([name, value]) => `\n${indent}${name}: ${value}`).join('') + source.slice(at)
}

function replaced(source: string, pair: Pair, text: string): string {
  const start = (pair.key as { range?: [number, number, number] }).range![0]
  return source.slice(0, start) + text + source.slice(endOf(pair) ?? start)
}

function pairOf(node: unknown, name: string): Pair | undefined {
  return isMap(node) ? (node.items.find(({ key }) => isScalar(key) && key.value === name) as Pair | undefined) : undefined
}

/** Where the value of a pair ends; of one without a value, its key and the colon. */
function endOf({ key, value }: Pair): number | undefined {
  const range = (value as { range?: [number, number, number] } | null)?.range
  const keyEnd = (key as { range?: [number, number, number] }).range?.[1]
  return range ? Math.max(range[1], keyEnd === undefined ? 0 : keyEnd + 1) : keyEnd
}

function flowOf(entries: readonly (readonly [string, number])[]): string {
  return `{ ${entries.map(([name, value]) => `${name}: ${value}`).join(', ')} }`
}

function ended(source: string): string {
  return source === '' || source.endsWith('\n') ? source : `${source}\n`
}

/** The whole new file or the whole old one, whatever happens. */
async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${randomUUID()}.tmp`
  try {
    const file = await open(beside, 'wx')
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw new KaiwuError('SOLUTION_READ_ONLY', { path, reason: (error as Error).message }, { cause: error })
  }
}
