import type { Hit } from '@kaiwu/core'
import { codes, contextOf, fold, statedNumbers } from '@kaiwu/knowledge'
import type { Stretch } from './marks.ts'

const numeral = '[零〇一二两三四五六七八九十百千\\d]+'
/** 第八条, 第八、九条, 第三条之一, 第十二条第二款第（三）项, 第二章. */
const article = new RegExp(
  `第\\s*(${numeral}(?:\\s*[、,]\\s*${numeral})*)\\s*(条|章|节|编)(?:之([一二三四五六七八九十]+))?` +
    `(?:第?\\s*(${numeral})\\s*款)?(?:第?\\s*[（(]?(${numeral})[)）]?\\s*项)?`,
  'g',
)
const articleRange = new RegExp(`第\\s*(${numeral})\\s*条?\\s*(?:至|到|-|~)\\s*第?\\s*(${numeral})\\s*条`, 'g')
// 3.2.1 is a section by its form; 3.2 only where something says so.
const section =
  /(?<![\d.A-Za-z-])(?:\d{1,2}(?:\.\d{1,2}){2,4}(?![\d.]*\d)|(?<=第\s?|见\s?|照\s?|据\s?|section\s|sec\.\s|clause\s|§\s?)\d{1,2}\.\d{1,2}(?![\d.]*\d)(?!\s*(?:%|mm|cm|m|kg|g|MPa|kPa|V|A|kW|h|min|s|元|万|倍|℃|°))|\d{1,2}\.\d{1,2}(?=\s?(?:节|条|款|章)))/gi
const code = /(?<![A-Za-z0-9]|\w[-_/.])[A-Za-z]{1,4}-?\d{2,5}(?![A-Za-z0-9]|[-_/.]\w)/g

/** A place that an answer names: an article with its paragraph and item, a numbered section, an alarm code. */
export type NamedPlace = Stretch & Readonly<{ names: readonly string[]; paragraph?: number; item?: string }>

/** The articles, chapters, sections and codes that a sentence names. */
export function namedPlaces(body: string): NamedPlace[] {
  const places: NamedPlace[] = []
  for (const match of body.matchAll(article)) {
    const [whole, numbers = '', kind = '', after, paragraph, item] = match
    const names = numbers.split(/[、,]/).map((number) => placeName(number, kind, after))
    const stretch = { start: match.index, end: match.index + whole.trimEnd().length }
    const within = paragraph ? ordinal(paragraph) : undefined
    places.push({ ...stretch, names, ...(within ? { paragraph: within } : {}), ...(item ? { item } : {}) })
  }
  for (const { 0: number, index } of body.matchAll(section)) {
    places.push({ start: index, end: index + number.length, names: [number] })
  }
  for (const { 0: whole, index } of body.matchAll(code)) {
    const [name] = codes(whole)
    if (name) places.push({ start: index, end: index + whole.length, names: [name] })
  }
  return places
}

/** The places named that a cited passage neither is nor speaks of. */
export function unfoundPlaces(places: readonly NamedPlace[], evidence: readonly Hit[]): NamedPlace[] {
  if (places.length === 0) return []
  const known = new Set(evidence.flatMap((hit) => [...placesOf(`${hit.passage.text}\n${contextOf(hit)}`)]))
  return places.filter(({ names, paragraph, item }) => {
    if (!names.every((name) => known.has(name))) return true
    const whole = evidence.find((hit) => names.length === 1 && isWholeArticle(hit, names[0]!))
    return whole !== undefined && !holdsPart(whole.passage.text, paragraph, item)
  })
}

function placesOf(text: string): Set<string> {
  const found = new Set([...codes(text), ...namedPlaces(text).flatMap(({ names }) => names)])
  // Any numbered heading may be named, whether its number is marked as one or not.
  for (const [number] of text.matchAll(/(?<![\d.])\d{1,2}(?:\.\d{1,2}){1,4}(?![\d.]*\d)/g)) found.add(number)
  for (const [, from = '', to = ''] of fold(text).text.matchAll(articleRange)) {
    const first = ordinal(from) ?? 0
    const last = Math.min(ordinal(to) ?? 0, first + 100)
    for (let number = first; number <= last; number++) found.add(`第${number}条`)
  }
  return found
}

function placeName(number: string, kind: string, after?: string): string {
  return `第${ordinal(number) ?? number.trim()}${kind}${after ? `之${ordinal(after) ?? after}` : ''}`
}

function ordinal(numerals: string): number | undefined {
  const value = statedNumbers(`${numerals.trim()}条`)[0]?.value
  return value === undefined ? undefined : Number(value)
}

// A longer article is cut in parts, and its later paragraphs stand in another passage.
const cutBeyond = 1000

function isWholeArticle({ passage }: Hit, name: string): boolean {
  const [heading] = namedPlaces(passage.text.slice(0, 20))
  return passage.text.length < cutBeyond && !passage.lead && heading?.start === 0 && heading.names[0] === name
}

/** Whether an article has so many paragraphs, and an item of that number; a line that begins with （一） is an item. */
function holdsPart(text: string, paragraph: number | undefined, item: string | undefined): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const paragraphs = lines.filter((line) => !/^\s*(?:[（(][一二三四五六七八九十\d]+[)）]|\d+[.、])/.test(line)).length
  // An article whose heading has a line of its own counts that line too: never too few.
  if (paragraph !== undefined && paragraph > paragraphs) return false
  if (item === undefined) return true
  const items = new Set(
    [...text.matchAll(/[（(]([一二三四五六七八九十\d]+)[)）]|^\s*(\d+)[.、]/gm)].map((match) => ordinal(match[1] ?? match[2]!)),
  )
  return items.size === 0 || items.has(ordinal(item))
}
