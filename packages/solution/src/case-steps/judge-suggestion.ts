import type { CaseEvidence, CaseField, ConfidenceBand, JsonValue, ProposalEvidence } from '@kaiwu/cases'
import { localText } from '@kaiwu/core'
import { findQuote, mayBeCited, terms } from '@kaiwu/knowledge'
import { unborne } from '../check-answer.ts'
import type { SaidOfField } from './answer-form.ts'
import { textOf } from './case-texts.ts'
import { hitOf } from './find-step.ts'

/** How well a suggestion is borne out, and by what. */
export type Judgement = Readonly<{ band: ConfidenceBand; evidence: ProposalEvidence }>

/** What a suggestion may rest on. */
export type Grounds = Readonly<{
  /** The passages as they were numbered in the prompt, from 1. */
  passages: readonly CaseEvidence[]
  /** The case's own words: the text fields that were sent. */
  own: readonly Readonly<{ field: CaseField; text: string }>[]
  /** Everything the case says, for its numbers. */
  words: string
}>

/** Shorter quotes stand anywhere. */
const shortestQuote = 4
/** So many of a text's words stand in the quote or in the case, where it says what they say. */
const leastShared = 0.6

/**
 * Judges a suggestion by what it rests on, never by the model's own word. High: the quote stands in the passage, the passage was in force,
 * and what the value says stands in the quote. Medium: the quote stands there, or in the case's own words, and something else does not.
 * Low: no quote that stands anywhere.
 */
export function judge(field: CaseField, { value, passage, quote = '' }: SaidOfField, grounds: Grounds): Judgement {
  const { key } = field
  if ((quote.match(/[\p{L}\p{N}]/gu)?.length ?? 0) < shortestQuote) return unfounded(key)
  const candidates = passage === undefined ? grounds.passages : grounds.passages.slice(passage - 1, passage)
  for (const source of passage === 0 ? [] : candidates) {
    const place = findQuote(source.quote, quote)
    if (!place) continue
    const stands = source.quote.slice(place.start, place.end)
    const bornOut = mayBeCited(source.validity) && says(field, value, { source, quote: stands, words: grounds.words })
    return { band: bornOut ? 'high' : 'medium', evidence: cited(key, source, stands) }
  }
  return (passage === undefined || passage === 0 ? inOwnWords(key, quote, grounds) : undefined) ?? unfounded(key)
}

/** The quote of a passage as evidence for a field. */
export function cited(field: string, { passageId, title, locator }: CaseEvidence, quote: string): ProposalEvidence {
  return {
    source: passageId,
    field,
    where: [`《${title}》`, locator].filter((part) => part !== '').join(' '),
    quote,
    verified: true,
  }
}

function unfounded(field: string): Judgement {
  return { band: 'low', evidence: { source: '', field, verified: false } }
}

/** What somebody wrote into the case bears out that they wrote it. A sensitive field is named and not quoted. */
function inOwnWords(key: string, quote: string, { own }: Grounds): Judgement | undefined {
  for (const { field, text } of own) {
    const place = findQuote(text, quote)
    if (!place) continue
    const isOpen = field.sensitive === undefined || field.sensitive === false
    const words = isOpen ? { quote: text.slice(place.start, place.end) } : {}
    return {
      band: 'medium',
      evidence: { source: 'case', field: key, where: localText(field.title, 'zh'), ...words, verified: true },
    }
  }
  return undefined
}

type Said = Readonly<{ source: CaseEvidence; quote: string; words: string }>

/** Whether a quote, or the case for its numbers, says what a value says. */
function says({ type, unit = '' }: CaseField, value: JsonValue, { source, quote, words }: Said): boolean {
  if (typeof value === 'boolean') return false
  if (type === 'choice' || type === 'choices') return [value].flat().every((one) => findQuote(quote, textOf(one)) !== undefined)
  const text = typeof value === 'number' ? `${value}${unit}` : leavesOf(value).join('\n')
  const inPassage = unborne(text, [hitOf(source)], words).filter(({ kind }) => kind !== 'number-not-found')
  const inQuote = unborne(text, [hitOf(source, quote)], words).filter(({ kind }) => kind === 'number-not-found')
  if (inPassage.length > 0 || inQuote.length > 0) return false
  return (
    typeof value === 'number' || type === 'date' || sharedWords(text, `${quote}\n${source.title}\n${source.locator}\n${words}`)
  )
}

/** What a value says without the names of its columns. */
function leavesOf(value: JsonValue): readonly string[] {
  if (typeof value !== 'object' || value === null) return [textOf(value)]
  return Object.values(value).flatMap(leavesOf)
}

function sharedWords(text: string, said: string): boolean {
  const known = new Set(terms(said).map(({ term }) => term))
  const own = terms(text).filter(({ kind }) => kind !== 'character')
  return own.filter(({ term }) => known.has(term)).length >= leastShared * own.length
}
