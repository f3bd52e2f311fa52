import { fold } from '../text/fold.ts'

/** Words that mean the same in search, each folded. */
export type SynonymSet = readonly string[]

/** A unit's own words: what people say and what the documents say. */
export type Glossary = Readonly<{
  sets: readonly SynonymSet[]
  /** The synonym sets a text uses, with the place and the word used; longest words first, places do not overlap. */
  find(foldedText: string): GlossaryMatch[]
}>

/** A glossary word found in a folded text. */
export type GlossaryMatch = Readonly<{ start: number; end: number; word: string; set: SynonymSet }>

/**
 * Makes a glossary of rows of interchangeable words. Single letters are left out: they match everywhere.
 * Rows that share a word are one set.
 * @example
 * defineGlossary([['居住证', '暂住证', 'residence permit']])
 */
export function defineGlossary(rows: readonly (readonly string[])[]): Glossary {
  const byWord = new Map<string, Set<string>>()
  for (const row of rows) {
    const words = row.map((word) => fold(word.trim()).text).filter((word) => word.length > 1 || /\p{Script=Han}/u.test(word))
    const set = new Set(words)
    for (const word of words) for (const known of byWord.get(word) ?? []) set.add(known)
    for (const word of set) byWord.set(word, set)
  }
  const words = [...byWord.keys()].sort((a, b) => b.length - a.length)
  const frozen = new Map([...new Set(byWord.values())].map((set) => [set, Object.freeze([...set])] as const))
  return Object.freeze({
    sets: Object.freeze([...frozen.values()]),
    find: (text: string) => findWords(text, words, (word) => frozen.get(byWord.get(word)!)!),
  })
}

/** A glossary without words. */
export const emptyGlossary: Glossary = defineGlossary([])

function findWords(text: string, words: readonly string[], setOf: (word: string) => SynonymSet): GlossaryMatch[] {
  const taken = new Uint8Array(text.length)
  const found: GlossaryMatch[] = []
  for (const word of words) {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
      const end = at + word.length
      if (taken[at] || taken[end - 1] || insideLatinWord(text, at, end)) continue
      taken.fill(1, at, end)
      found.push({ start: at, end, word, set: setOf(word) })
    }
  }
  return found.sort((a, b) => a.start - b.start)
}

function insideLatinWord(text: string, start: number, end: number): boolean {
  const latin = /[a-z0-9]/
  const before = latin.test(text[start] ?? '') && latin.test(text[start - 1] ?? '')
  // A plural s still ends the word.
  const rest = /^s?(?![a-z0-9])/.test(text.slice(end, end + 2))
  return before || (latin.test(text[end - 1] ?? '') && !rest)
}
