/**
 * Documents for the benches of ingesting and serving: half Chinese, half English, of real text where there is a folder of sets, else
 * of made words that occur as words do (Zipf). The same number gives the same document.
 * @module
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededChance } from './measures.ts'

/** A document to be put in. */
export type BenchRecord = Readonly<{ path: string; title: string; text: string }>

/** Texts to measure with. */
export type BenchTexts = Readonly<{
  /** Where the text is from. */
  source: 'sets' | 'made'
  /** The n-th document, of {@link passagesEach} passages; a hundredth of all have paths that begin with `one/`. */
  record(at: number): BenchRecord
  /** The n-th short document, of one passage. */
  note(at: number): BenchRecord
  /** The n-th question; every other one is Chinese. */
  question(at: number): string
}>

/** Articles of a Chinese document, sections of an English one: each becomes one passage. */
export const passagesEach = 20

type Language = Readonly<{ pieces: readonly string[]; questions: readonly string[] }>

const pieceLength = { chinese: 200, english: 500 } as const

/** Reads the sets of a folder, or makes words. */
export function benchTexts(data: string | undefined): BenchTexts {
  const chinese = data === undefined ? madeLanguage('chinese') : setLanguage(data, 'chinese')
  const english = data === undefined ? madeLanguage('english') : setLanguage(data, 'english')
  return {
    source: data === undefined ? 'made' : 'sets',
    record(at) {
      const isChinese = at % 2 === 0
      const { pieces } = isChinese ? chinese : english
      const first = Math.floor(at / 2) * passagesEach
      const parts = Array.from({ length: passagesEach }, (_, part) => {
        const piece = pieceAt(pieces, first + part)
        return isChinese ? `第${part + 1}条　${piece}` : `${part + 1}.1 Section ${part + 1}\n\n${piece}`
      })
      const path = `${at % 100 === 0 ? 'one' : 'rest'}/${String(at).padStart(7, '0')}.md`
      return { path, title: isChinese ? `管理规定${at}号` : `Procedure ${at}`, text: parts.join('\n\n') }
    },
    note(at) {
      const isChinese = at % 2 === 0
      const { pieces } = isChinese ? chinese : english
      const text = pieceAt(pieces, (Math.floor(at / 2) * 17 + 5) % (pieces.length * 3))
      return { path: `notes/${at}.md`, title: isChinese ? `工单${at}` : `Work order ${at}`, text }
    },
    question(at) {
      const { questions } = at % 2 === 0 ? chinese : english
      return questions[Math.floor(at / 2) % questions.length]!
    },
  }
}

/** Where the pieces end they begin again, each made of halves of two, so that no passage is twice there. */
function pieceAt(pieces: readonly string[], at: number): string {
  const piece = pieces[at % pieces.length]!
  const round = Math.floor(at / pieces.length)
  if (round === 0) return piece
  const other = pieces[(at * 31 + round * 7919) % pieces.length]!
  return piece.slice(0, piece.length >> 1) + other.slice(other.length >> 1)
}

function setLanguage(data: string, language: keyof typeof pieceLength): Language {
  const folders = [data, ...readdirSync(data).map((name) => join(data, name))].filter((one) =>
    existsSync(join(one, 'corpus.jsonl')),
  )
  const isWanted = (text: string): boolean => /[\u3400-\u9fff]{4}/.test(text.slice(0, 100)) === (language === 'chinese')
  const texts = folders.flatMap((folder) => linesOf<{ text?: string }>(join(folder, 'corpus.jsonl')).map(({ text = '' }) => text))
  const length = pieceLength[language]
  const pieces = new Set<string>()
  for (const text of texts.filter(isWanted)) {
    const line = text.replaceAll(/\s+/g, ' ')
    for (let start = 0; start < line.length; start += length)
      if (line.length - start > 40) pieces.add(line.slice(start, start + length))
  }
  const asked = folders.map((folder) => join(folder, 'queries.jsonl')).filter((file) => existsSync(file))
  const questions = asked.flatMap((file) => linesOf<{ text: string }>(file).map(({ text }) => text)).filter(isWanted)
  if (pieces.size === 0 || questions.length === 0) throw new Error(`${data}: no ${language} texts with questions`)
  return { pieces: mixed([...pieces]), questions: mixed(questions) }
}

function linesOf<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T)
}

function mixed<T>(all: readonly T[]): T[] {
  const chance = seededChance(11)
  return all
    .map((one) => [chance(), one] as const)
    .sort(([one], [other]) => one - other)
    .map(([, one]) => one)
}

const madeWords = 20_000
const madePieces = 20_000

function madeLanguage(language: keyof typeof pieceLength): Language {
  const chance = seededChance(language === 'chinese' ? 3 : 5)
  const word = language === 'chinese' ? chineseWord : englishWord
  const words = Array.from({ length: madeWords }, () => word(chance))
  // The n-th word occurs about 1/n as often as the first.
  const draw = (): string => words[Math.floor(madeWords ** chance()) - 1]!
  const piece = (length: number): string => {
    let text = ''
    while (text.length < length) text += language === 'chinese' ? draw() : `${draw()} `
    return language === 'chinese' ? `${text}。` : `${text.trim()}.`
  }
  const pieces = Array.from({ length: madePieces }, () => piece(pieceLength[language]))
  return { pieces, questions: Array.from({ length: 1_000 }, () => piece(language === 'chinese' ? 12 : 40)) }
}

function chineseWord(chance: () => number): string {
  return Array.from({ length: 2 }, () => String.fromCodePoint(0x4e00 + Math.floor(3_000 * chance() ** 2))).join('')
}

function englishWord(chance: () => number): string {
  const letter = (from: string): string => from[Math.floor(chance() * from.length)]!
  return Array.from({ length: 2 + Math.floor(chance() * 2) }, () => letter('bcdfgklmnprstv') + letter('aeiou')).join('')
}
