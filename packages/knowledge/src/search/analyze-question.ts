import { detectLanguage, type Language } from '@kaiwu/core'
import type { QueryGroup, QueryTerm } from '../keyword/keyword-index.ts'
import { fold } from '../text/fold.ts'
import { codes, terms } from '../text/terms.ts'
import { queryGroups, type CorrectedCode, type TermStatistics } from './query-groups.ts'
import type { QuerySettings } from './query-settings.ts'
import { stopWords } from './stop-words.ts'
import { namesUnknownPlace } from './unknown-place.ts'
import type { Glossary, GlossaryMatch, SynonymSet } from './glossary.ts'

/** One thing a question speaks of. */
export type Concept = Readonly<{
  /** Folded ways to say it; the first is the asker's. */
  words: SynonymSet
  /** How much finding it says, as an idf. */
  weight: number
  /** False when no passage at all holds any of its words. */
  known: boolean
}>

/** A question made ready for searching and for judging evidence. */
export type AnalyzedQuestion = Readonly<{
  text: string
  language: Language
  groups: readonly QueryGroup[]
  concepts: readonly Concept[]
  /** Codes it names, without separators: an answer must be about them. */
  codes: readonly string[]
  /** Codes that no passage holds, searched with what they may be a slip of. */
  corrected: readonly CorrectedCode[]
  /** The keyword score of a passage of average length that holds every known term once. */
  ideal: number
  /** It asks about a city, county or province that no passage names. */
  unknownPlace: boolean
}>

const asking =
  /请问一下|请问|问一下|我想问|想问|咨询|麻烦|你好|您好|多少钱|多少|多长时间|几分钟|几小时|几天|几个月|几年|几次|什么时候|什么时间|为什么|什么样|什么|怎么样|怎么办|怎么|怎样|如何|哪些|哪里|哪儿|哪个|哪种|几个|几种|能不能|可不可以|能否|可否|是否|是不是|有没有|要不要|需不需要|一下|的话|我们|你们|他们|这个|那个|这种|那种|现在|目前|今天|如果|或者|还是|应该|需要|可以|知道|告诉|[吗呢吧啊呀嘛的了]/g
// Which day is meant decides which documents may be used; it is nothing to look for in them.
const dates = /\d{4}年(?:\d{1,2}月)?(?:\d{1,2}[日号])?(?:份|的时候|当时|那时|那会儿|那年|以前|以后)?|(?:去年|明年|今年)/g
const blankOf = (run: string): string => ' '.repeat(run.length)

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

/**
 * Makes a question ready: its synonyms from the glossary, its terms with weights, the things it speaks of, the codes it names.
 * @param index gives how rare a word is among the passages
 * @param models the models that titles name, as written: people say 630 for HX-630
 * @param settings what terms weigh
 */
export function analyzeQuestion(
  asked: string,
  glossary: Glossary,
  index: TermStatistics,
  models: readonly string[] = [],
  settings?: QuerySettings,
): AnalyzedQuestion {
  const text = withFullModels(asked, models)
  const folded = fold(text).text
  const matches = glossary.find(folded)
  const rest = blank(folded, matches).replace(dates, blankOf).replace(asking, blankOf)
  const { groups, corrected } = queryGroups(folded.replace(dates, blankOf).replace(asking, blankOf), matches, index, settings)
  let concepts: readonly Concept[] | undefined
  let named: readonly string[] | undefined
  let ideal: number | undefined
  let unknownPlace: boolean | undefined
  return Object.freeze({
    text,
    language: detectLanguage(asked),
    groups,
    corrected,
    // What an answer alone asks for is worked out when it does: a search wants the terms.
    get concepts() {
      return (concepts ??= conceptsOf(rest, matches, index))
    },
    get codes() {
      return (named ??= Object.freeze(codes(text)))
    },
    get ideal() {
      return (ideal ??= idealScore(groups, index))
    },
    get unknownPlace() {
      return (unknownPlace ??= namesUnknownPlace(folded.replace(asking, blankOf), (name) => frequencyOf(name, index) > 0))
    },
  })
}

function conceptsOf(rest: string, matches: readonly GlossaryMatch[], index: TermStatistics): readonly Concept[] {
  const words = [...segmenter.segment(rest)].filter((part) => part.isWordLike).map((part) => part.segment)
  const concepts = [
    ...matches.map((match) => conceptOf([match.word, ...match.set.filter((word) => word !== match.word)], index, true)),
    ...joinCodes(rest, words).map((word) => conceptOf([word], index, false)),
  ]
  return Object.freeze(unique(concepts))
}

/** 630主轴 → HX-630主轴, when one model alone has that number and no unit follows it. */
function withFullModels(text: string, models: readonly string[]): string {
  return text.replace(
    /(?<![\w.-]|\d[,，])\d{3,5}(?![\w.-]|\s*(?:mm|毫米|元|块|年|号|h\b|小时|转|r\/min|kg|公斤|V|伏|W|kW|N|A\b|L\b|MPa|bar|℃|度|个|人|名|户|次|件|台|米|斤|升|分钟|秒|天|[,，]\d))/g,
    (number) => {
      const named = models.filter((model) => /\d+$/.exec(model)?.[0] === number)
      return named.length === 1 ? named[0]! : number
    },
  )
}

function idealScore(groups: readonly QueryGroup[], index: TermStatistics): number {
  const variantScore = (variant: readonly QueryTerm[]) =>
    variant.reduce((sum, { term, weight }) => sum + (index.documentFrequency(term) > 0 ? weight * index.idf(term) : 0), 0)
  const stands = (variant: readonly QueryTerm[]) => variant.every(({ term }) => index.documentFrequency(term) > 0)
  return groups.reduce((sum, { variants }) => {
    // Of synonyms, those that the documents use: a rarer word nobody wrote would set a bar nothing can reach.
    const used = variants.filter(stands)
    return sum + Math.max(0, ...(used.length > 0 ? used : variants).map(variantScore))
  }, 0)
}

function blank(text: string, matches: readonly GlossaryMatch[]): string {
  let out = text
  for (const { start, end } of matches) out = out.slice(0, start) + ' '.repeat(end - start) + out.slice(end)
  return out
}

/** The segmenter takes `e-203` apart; codes are put back whole, and words without content are left out. */
function joinCodes(text: string, words: readonly string[]): string[] {
  const whole: readonly string[] = text.match(/(?<![a-z0-9])[a-z0-9]+(?:[-_/.][a-z0-9]+)+/g) ?? []
  const inside = new Set(whole.flatMap((code) => code.split(/[-_/.]/)))
  const plain = words.filter((word) => !inside.has(word) && !whole.includes(word))
  return [...plain, ...whole].filter((word) => {
    if (/^\p{Script=Han}+$/u.test(word)) return !stopWords.has(word)
    return !stopWords.has(word) && (word.length > 1 || /\d/.test(word))
  })
}

function conceptOf(words: readonly string[], index: TermStatistics, fromGlossary: boolean): Concept {
  const frequency = Math.max(...words.map((word) => frequencyOf(word, index)))
  const rarity =
    frequency === 0 ? unknownRarity(words[0]!, index) : Math.log(1 + (index.size - frequency + 0.5) / (frequency + 0.5))
  // A single character is a word of its own (狗, 油) or the rest of one that the segmenter took apart.
  const share = !fromGlossary && /^\p{Script=Han}$/u.test(words[0]!) ? 0.4 : 1
  return Object.freeze({ words: Object.freeze([...words]), weight: share * rarity, known: frequency > 0 })
}

/** A short word nobody wrote is more often lay talk than a thing of its own; a long one is a name. */
function unknownRarity(word: string, index: TermStatistics): number {
  const rarest = Math.log(1 + (index.size - 0.5) / 1.5)
  return /^\p{Script=Han}{1,2}$/u.test(word) ? 0.6 * rarest : rarest
}

/** In how many passages a word may occur: no more than the rarest of its pairs does. */
function frequencyOf(word: string, index: TermStatistics): number {
  const parts = terms(word).filter(({ kind }) => kind !== 'character')
  const counted = parts.length > 0 ? parts : terms(word)
  if (counted.length === 0) return 0
  return Math.min(...counted.map(({ term }) => index.documentFrequency(term)))
}

function unique(concepts: readonly Concept[]): Concept[] {
  const seen = new Set<string>()
  return concepts.filter(({ words }) => {
    const key = [...words].sort()[0]!
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
