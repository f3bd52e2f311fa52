import { stemmer } from 'stemmer'
import { chineseNumber } from './chinese-number.ts'
import { fold } from './fold.ts'

/** One thing a text can be found by. Offsets count UTF-16 units of the text as given. */
export type Term = Readonly<{
  term: string
  kind: 'bigram' | 'character' | 'word' | 'code' | 'number'
  start: number
  end: number
}>

const runs = /(\p{Script=Han}|[\u3040-\u30ff\uac00-\ud7af])+|[a-z0-9]+(?:[-_/.+#][a-z0-9]+)*/gu
const hanRun = /^[\p{Script=Han}\u3040-\u30ff\uac00-\ud7af]/u
// Of 1,500; not of E-203,204.
const digitGroups = /(?<![a-z][-_/.]?|[\d_.,])\d{1,3}(?:,\d{3})+(?!\d)/g
// E-203/E-204 are two codes; 7014C/P4 is one.
const alikeCodes = /(?<![a-z0-9-])([a-z]+)(?=[-\d])[a-z0-9-]*\/(?=\1[-\d])/g

/**
 * Everything a text is indexed and searched by: overlapping character pairs and single characters of Chinese,
 * stems of English words, numbers in one form, and codes (`E-203`, `6205-2RS`) whole, without their separators, beside their parts.
 * @example
 * terms('更换6205-2RS').map((t) => t.term) // ['更', '更换', '换', '62052rs', '6205', 'rs']
 */
export function terms(text: string): Term[] {
  const { text: folded, origin } = fold(text)
  const found: Term[] = []
  // Keeps lengths: the comma of 1,500 becomes a joiner that the run below takes in and canonicalNumber drops. 220，380 stay two.
  const joined = apart(folded).replace(digitGroups, (group, at: number) =>
    group.replace(/,/g, (comma, within: number) => (text[origin[at + within]!] === ',' ? '_' : comma)),
  )
  for (const match of joined.matchAll(runs)) {
    const at = match.index
    const place = (from: number, to: number) => ({ start: origin[at + from]!, end: origin[at + to]! })
    if (hanRun.test(match[0])) pushHan(match[0], place, found)
    else pushLatin(match[0], place, found)
  }
  return found
}

function apart(folded: string): string {
  return folded.replace(alikeCodes, (code) => `${code.slice(0, -1)} `)
}

type Place = (from: number, to: number) => { start: number; end: number }

function pushHan(run: string, place: Place, found: Term[]): void {
  const characters = [...run]
  let at = 0
  for (const [index, character] of characters.entries()) {
    const next = characters[index + 1]
    found.push({ term: character, kind: 'character', ...place(at, at + character.length) })
    if (next !== undefined)
      found.push({ term: character + next, kind: 'bigram', ...place(at, at + character.length + next.length) })
    at += character.length
  }
}

const plainNumber = /^\d+(?:_\d{3})*(?:\.\d+)?$/
const plainWord = /^[a-z]+$/

function pushLatin(run: string, place: Place, found: Term[]): void {
  const whole = place(0, run.length)
  if (plainNumber.test(run)) {
    found.push({ term: canonicalNumber(run), kind: 'number', ...whole })
    return
  }
  if (plainWord.test(run)) {
    found.push({ term: stemmer(run), kind: 'word', ...whole })
    return
  }
  const code = codeOf(run)
  if (/\d/.test(code)) found.push({ term: code, kind: 'code', ...whole })
  for (const part of run.matchAll(/[a-z]+|\d+(?:_\d{3})*(?:\.\d+)?|[a-z0-9]+/g)) pushPart(part[0], part.index, place, code, found)
}

function pushPart(part: string, at: number, place: Place, code: string, found: Term[]): void {
  if (part.length < 2 || part === code) return
  const where = place(at, at + part.length)
  if (plainNumber.test(part)) found.push({ term: canonicalNumber(part), kind: 'number', ...where })
  else if (plainWord.test(part)) found.push({ term: stemmer(part), kind: 'word', ...where })
}

/**
 * The form in which a code is compared: lower case, no separators; the point of a number (`3.5mm`, `V2.1`) stays.
 * @example
 * codeOf('HX630-SP-0412') // 'hx630sp0412'
 */
export function codeOf(code: string): string {
  return fold(code).text.replace(/[-_/+#\s]|(?<!\d)\.|\.(?!\d)/g, '')
}

function canonicalNumber(digits: string): string {
  const plain = digits.replaceAll('_', '')
  return plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain
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
  const folded = fold(text).text
  for (const [run] of apart(folded).matchAll(codeRun)) {
    if (/\d/.test(run) && /[a-z]/.test(run) && !measure.test(run)) found.add(codeOf(run))
  }
  for (const [, number = '', after] of folded.matchAll(articlePattern)) {
    const inserted = after ? `之${chineseNumber(after) ?? after}` : ''
    found.add(`第${chineseNumber(number) ?? number}条${inserted}`)
  }
  return [...found]
}

const articlePattern = /第\s*([零〇一二三四五六七八九十百千\d]+)\s*条(?:之([一二三四五六七八九十]+))?/g
