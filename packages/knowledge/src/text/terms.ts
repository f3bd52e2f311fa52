import { chineseNumber } from './chinese-number.ts'
import { fold, Folding, stringOf } from './fold.ts'
import { standsBetweenAlike, termKinds, TermReader } from './term-reader.ts'

/** One thing a text can be found by. Offsets count UTF-16 units of the text as given. */
export type Term = Readonly<{
  term: string
  kind: (typeof termKinds)[number]
  start: number
  end: number
}>

/**
 * Everything a text is indexed and searched by: overlapping character pairs and single characters of Chinese,
 * stems of English words, numbers in one form, and codes (`E-203`, `6205-2RS`) whole, without their separators, beside their parts.
 * To count terms without an object for each, read them with a {@link TermReader}.
 * @example
 * terms('更换6205-2RS').map((t) => t.term) // ['更', '更换', '换', '62052rs', '6205', 'rs']
 */
export function terms(text: string): Term[] {
  const found: Term[] = []
  const reader = text.length > keptUnits ? new TermReader() : kept
  const push = (term: string, kind: number, start: number, end: number): void => {
    const { origin } = reader
    found.push({ term, kind: termKinds[kind]!, start: origin[start]!, end: origin[end]! })
  }
  reader.read(text, {
    short: (key, kind, start, end) => push(shortTerm(key), kind, start, end),
    long: (units, from, to, kind, start, end) => push(stringOf(units, from, to), kind, start, end),
  })
  return found
}

// Questions are read by the dozen; memory for a whole book is let go again.
const keptUnits = 65_536
const kept = new TermReader()

function shortTerm(key: number): string {
  return key >>> 16 === 0 ? String.fromCharCode(key) : String.fromCharCode(key >>> 16, key & 0xffff)
}

/**
 * The form in which a code is compared: lower case, no separators; the point of a number (`3.5mm`, `V2.1`) stays.
 * @example
 * codeOf('HX630-SP-0412') // 'hx630sp0412'
 */
export function codeOf(code: string): string {
  return fold(code).text.replace(/[-_/+#\s]|(?<!\d)\.|\.(?!\d)/g, '')
}

const codeRun = /[a-z0-9]+(?:[-_/.][a-z0-9]+)*/g
const amount = String.raw`\d+(?:\.\d+)?`
const unit =
  '(?:mm|cm|m|km|um|kg|g|t|mg|mpa|kpa|pa|bar|v|kv|mv|vac|vdc|a|ma|kw|w|kva|kwh|s|ms|min|h|d|l|ml|hz|khz|mhz|rpm|r|n|kn|nm|db|lux|iso|st|nd|rd|th)'
const quantity = `${amount}(?:-${amount})?${unit}(?:/${unit})?`
const measure = new RegExp(`^(?:${quantity}(?:[-/]${quantity})*|\\d+(?:x\\d+)+${unit}?)$`)

/**
 * The codes of a text (alarm codes, part numbers, models, articles), in one form each; amounts with units are not codes.
 * @example
 * codes('HX-630 报 Ｅ203，压力 5MPa') // ['hx630', 'e203']
 */
export function codes(text: string): string[] {
  const found = new Set<string>()
  const folding = new Folding(text.length)
  folding.read(text)
  const folded = folding.text
  for (const [run] of apart(folding, folded).matchAll(codeRun)) {
    if (/\d/.test(run) && /[a-z]/.test(run) && !measure.test(run)) found.add(codeOf(run))
  }
  for (const [, number = '', after] of folded.matchAll(articlePattern)) {
    const inserted = after ? `之${chineseNumber(after) ?? after}` : ''
    found.add(`第${chineseNumber(number) ?? number}条${inserted}`)
  }
  return [...found]
}

/** The folded text with a blank for each slash that stands between two codes. */
function apart({ units }: Folding, folded: string): string {
  return folded.replaceAll('/', (slash, at: number) => (standsBetweenAlike(units, at) ? ' ' : slash))
}

const articlePattern = /第\s*([零〇一二三四五六七八九十百千\d]+)\s*条(?:之([一二三四五六七八九十]+))?/g
