import { foldWidth } from './fold-width.ts'

/** Where a known value stands in a text. */
export type ValueHit<Item> = Readonly<{ start: number; end: number; item: Item }>

/** What says nothing about a person, though it stands in a sensitive field. */
const emptyWords = new Set([
  '匿名',
  '不详',
  '未知',
  '未提供',
  '没有',
  '保密',
  '不愿透露',
  'none',
  'null',
  'unknown',
  'true',
  'false',
])
const blank = /[\s\u200B-\u200D\u2060\uFEFF\u00AD]/
const blanks = /[\s\u200B-\u200D\u2060\uFEFF\u00AD]+/g
const wordSign = /[A-Za-z0-9]/
const mostBlanks = 3
const longestFolded = 120

type Known<Item> = Readonly<{ signs: string; item: Item }>

/**
 * A finder of given values in free text: a caller's name inside the content. Sees through width, letter case and blanks inside;
 * an ASCII value must stand alone (`Li` is not found in `Line`). Values of one sign, and words such as 匿名, are left.
 */
export function defineValueFinder<Item>(values: ReadonlyMap<string, Item>): (text: string) => readonly ValueHit<Item>[] {
  const byFirst = new Map<string, Known<Item>[]>()
  for (const [value, item] of values) {
    const signs = plain(value).replace(blanks, '')
    if ([...signs].length < 2 || /^\d{1,3}$/.test(signs) || emptyWords.has(signs) || signs.length > longestFolded) continue
    const same = byFirst.get(signs.charAt(0)) ?? []
    same.push({ signs, item })
    byFirst.set(signs.charAt(0), same)
  }
  for (const same of byFirst.values()) same.sort((one, other) => other.signs.length - one.signs.length)
  const long = [...values].filter(([value]) => plain(value).replace(blanks, '').length > longestFolded)
  return (text) => [...(byFirst.size === 0 ? [] : findShort(plain(text), byFirst)), ...findLong(text, long)]
}

/** Folded, with ASCII letters small; one unit stays one unit. */
function plain(text: string): string {
  return foldWidth(text).replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

function findShort<Item>(text: string, byFirst: ReadonlyMap<string, readonly Known<Item>[]>): readonly ValueHit<Item>[] {
  const hits: ValueHit<Item>[] = []
  for (let start = 0; start < text.length; start++) {
    for (const { signs, item } of byFirst.get(text.charAt(start)) ?? []) {
      const end = endOf(text, start, signs)
      if (end === undefined || !standsAlone(text, start, end)) continue
      hits.push({ start, end, item })
      start = end - 1
      break
    }
  }
  return hits
}

function endOf(text: string, start: number, signs: string): number | undefined {
  let at = start
  for (let index = 0; index < signs.length; index++) {
    const limit = at + mostBlanks
    while (index > 0 && at < limit && blank.test(text.charAt(at))) at++
    if (text.charAt(at) !== signs.charAt(index)) return undefined
    at++
  }
  return at
}

function standsAlone(text: string, start: number, end: number): boolean {
  if (wordSign.test(text.charAt(start)) && wordSign.test(text.charAt(start - 1))) return false
  return !(wordSign.test(text.charAt(end - 1)) && wordSign.test(text.charAt(end)))
}

/** Long values are looked for as they are. */
function findLong<Item>(text: string, values: readonly (readonly [string, Item])[]): readonly ValueHit<Item>[] {
  const hits: ValueHit<Item>[] = []
  for (const [value, item] of values) {
    for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
      hits.push({ start: at, end: at + value.length, item })
    }
  }
  return hits
}
