import traditionalToSimplified from 'opencc-js/dict/TSCharacters'
import { stemmer } from 'stemmer'

/** What {@link plainTerms} finds: offsets count UTF-16 units of the text given. */
export type PlainTerm = { term: string; kind: string; start: number; end: number }

const simplified = new Map(traditionalToSimplified.split('|').map((pair) => [pair.split(' ')[0]!, pair.split(' ')[1] ?? '']))
const twins = new Map([
  ['∶', ':'],
  ['〜', '~'],
  ['∼', '~'],
])
const marks = /^[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u3099\u309a]$/

/** Folding character by character, as its rules say: the measure for {@link Folding}. */
export function plainFold(text: string): { text: string; origin: number[] } {
  let folded = ''
  const origin: number[] = []
  for (let at = 0; at < text.length;) {
    let character = String.fromCodePoint(text.codePointAt(at)!)
    const mark = text[at + character.length]
    if (mark && marks.test(mark) && (character + mark).normalize('NFC').length === character.length) character += mark
    let out = character.normalize('NFKC').toLowerCase()
    if (/\p{Default_Ignorable_Code_Point}/u.test(out)) out = ''
    else if (/[‐‑‒–—―−]/.test(out)) out = '-'
    out = simplified.get(out) ?? twins.get(out) ?? out
    for (let unit = 0; unit < out.length; unit++) origin.push(at)
    folded += out
    at += character.length
  }
  origin.push(text.length)
  return { text: folded, origin }
}

const runs = /(\p{Script=Han}|[\u3040-\u30ff\uac00-\ud7af])+|[a-z0-9]+(?:[-_/.+#][a-z0-9]+)*/gu
const digitGroups = /(?<![a-z][-_/.]?|[\d_.,])\d{1,3}(?:,\d{3})+(?!\d)/g
const alikeCodes = /(?<![a-z0-9-])([a-z]+)(?=[-\d])[a-z0-9-]*\/(?=\1[-\d])/g
const number = /^\d+(?:_\d{3})*(?:\.\d+)?$/

/** The analysis by regular expressions, slow and short: the measure for {@link TermReader}. */
export function plainTerms(text: string): PlainTerm[] {
  const { text: folded, origin } = plainFold(text)
  const found: PlainTerm[] = []
  const apart = folded.replace(alikeCodes, (code) => `${code.slice(0, -1)} `)
  const joined = apart.replace(digitGroups, (group, at: number) =>
    group.replace(/,/g, (comma, within: number) => (text[origin[at + within]!] === ',' ? '_' : comma)),
  )
  for (const { 0: run, index } of joined.matchAll(runs)) {
    const push = (term: string, kind: string, from: number, to: number) =>
      found.push({ term, kind, start: origin[index + from]!, end: origin[index + to]! })
    if (/^[a-z0-9]/.test(run)) latin(run, push)
    else chinese(run, push)
  }
  return found
}

type Push = (term: string, kind: string, from: number, to: number) => void

function chinese(run: string, push: Push): void {
  const characters = [...run]
  let at = 0
  for (const [index, character] of characters.entries()) {
    const next = characters[index + 1]
    push(character, 'character', at, at + character.length)
    if (next) push(character + next, 'bigram', at, at + character.length + next.length)
    at += character.length
  }
}

function latin(run: string, push: Push): void {
  if (number.test(run)) return push(canonical(run), 'number', 0, run.length)
  if (/^[a-z]+$/.test(run)) return push(stemmer(run), 'word', 0, run.length)
  const code = run.replace(/[-_/+#]|(?<!\d)\.|\.(?!\d)/g, '')
  if (/\d/.test(code)) push(code, 'code', 0, run.length)
  for (const { 0: part, index } of run.matchAll(/[a-z]+|\d+(?:_\d{3})*(?:\.\d+)?/g)) {
    if (part.length < 2 || part === code) continue
    if (number.test(part)) push(canonical(part), 'number', index, index + part.length)
    else push(stemmer(part), 'word', index, index + part.length)
  }
}

function canonical(digits: string): string {
  const plain = digits.replaceAll('_', '')
  return plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain
}
