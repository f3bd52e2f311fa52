import type { KeywordIndex, QueryGroup, QueryTerm } from '../keyword/keyword-index.ts'
import { terms, type Term } from '../text/terms.ts'
import type { GlossaryMatch } from './glossary.ts'
import { defaultQuerySettings, type QuerySettings } from './query-settings.ts'
import { stopWords } from './stop-words.ts'

/** What is known of the terms of a base; every keyword index is one. */
export type TermStatistics = Pick<KeywordIndex, 'size' | 'documentFrequency' | 'idf'> &
  Readonly<Partial<Pick<KeywordIndex, 'similarCodes'>>>

/** A code that no passage holds, and the codes searched beside it because they are one slip away. */
export type CorrectedCode = Readonly<{ from: string; to: readonly string[] }>

/** The weighted terms of a question, ready for a keyword index. */
export type QueryGroups = Readonly<{ groups: readonly QueryGroup[]; corrected: readonly CorrectedCode[] }>

/** More codes near to an unknown one would be guessing. */
const mostCorrections = 3
/** Searching the passages of a common character costs nothing yet where it is held by no more than these. */
const fewPassages = 1000

/**
 * Weighs the terms of a question. Of a thing the glossary knows, and of an unknown code with codes near to it, the passage's best
 * variant counts; all the rest adds up.
 * @param folded the folded question, what is not to be searched blanked
 * @param matches what the glossary knows in it
 */
export function queryGroups(
  folded: string,
  matches: readonly GlossaryMatch[],
  index: TermStatistics,
  settings: QuerySettings = defaultQuerySettings,
): QueryGroups {
  const inMatch = ({ start, end }: Term) => matches.some((match) => start >= match.start && end <= match.end)
  const all = terms(folded)
  const weigh = weigher(all, index, settings)
  const plain = all.filter((term) => !inMatch(term) && !stopWords.has(folded.slice(term.start, term.end)))
  const corrected = correctedCodes(plain, index)
  const groups: QueryGroup[] = matches.map(({ word, set }) => ({
    // The asker's own word counts in full, what the glossary puts for it a little less.
    variants: [word, ...set.filter((other) => other !== word)].map((variant) =>
      damped(weigh(terms(variant), variant === word ? 1 : settings.synonymWeight)),
    ),
  }))
  const known = plain.filter(({ term }) => !corrected.has(term))
  if (known.length > 0) groups.push({ variants: [weigh(known, 1)] })
  for (const [code, near] of corrected) {
    const lighter = settings.codeWeight * settings.correctedWeight
    groups.push({ variants: [[{ term: code, weight: settings.codeWeight }], ...near.map((term) => [{ term, weight: lighter }])] })
  }
  return Object.freeze({
    groups: Object.freeze(groups),
    corrected: Object.freeze([...corrected].map(([from, to]) => Object.freeze({ from, to }))),
  })
}

function correctedCodes(found: readonly Term[], index: TermStatistics): Map<string, readonly string[]> {
  const corrected = new Map<string, readonly string[]>()
  for (const { term, kind } of found) {
    if (kind !== 'code' || index.documentFrequency(term) > 0) continue
    const near = index.similarCodes?.(term).slice(0, mostCorrections) ?? []
    if (near.length > 0) corrected.set(term, Object.freeze(near))
  }
  return corrected
}

type Weigh = (found: readonly Term[], weight: number) => QueryTerm[]

function weigher(all: readonly Term[], index: TermStatistics, settings: QuerySettings): Weigh {
  const characters = all.filter(({ kind }) => kind === 'character').length
  const character = (settings.characterWeight * settings.characterHalf) / (settings.characterHalf + characters)
  const most = Math.max(fewPassages, settings.commonCharacter * index.size)
  // The one character of a question (狗) is all there is to search for, however common.
  const isAlone = all.length === 1
  const weightOf = ({ term, kind }: Term): number => {
    if (kind === 'character') return isAlone || index.documentFrequency(term) <= most ? character : 0
    return kind === 'code' ? settings.codeWeight : 1
  }
  return (found, weight) => {
    const weights = new Map<string, { own: number; times: number }>()
    for (const term of found) {
      const own = weightOf(term)
      const { own: before = 0, times = 0 } = weights.get(term.term) ?? {}
      if (own > 0) weights.set(term.term, { own: Math.max(before, own), times: times + 1 })
    }
    // Said twice it means more, but not twice as much.
    return [...weights].map(([term, { own, times }]) => ({ term, weight: own * Math.sqrt(times) * weight }))
  }
}

/** A long word has many pairs; it still is one thing, and must not drown the rest of the question. */
function damped(variant: readonly QueryTerm[]): QueryTerm[] {
  const factor = Math.min(1, Math.sqrt(2 / Math.max(1, variant.length)))
  return variant.map(({ term, weight }) => ({ term, weight: weight * factor }))
}
