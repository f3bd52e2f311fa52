import type { Hit } from '@kaiwu/core'
import { contextOf, findQuote, fold } from '@kaiwu/knowledge'
import type { Stretch } from './marks.ts'

/** 云政办〔2024〕12号; the words before it belong to the sentence. */
const numberOfYear = /(\p{Script=Han}{0,15})\s*[〔[（(［【]\s*(\d{4})\s*[〕\])）］】]\s*(?:第\s*)?(\d{1,5})\s*号/gu
/** 国务院令第711号, 第35号令, 国令第711号. */
const order =
  /(\p{Script=Han}{0,12}令)\s*第\s*([\d零〇一二三四五六七八九十百]+)\s*号|第\s*([\d零〇一二三四五六七八九十百]+)\s*号\s*令/gu
/** GB/T 9704-2012, JB/T 5000, DB37/T 1234-2020, ISO 9001:2015. */
const standard =
  /(?<![A-Za-z0-9])(?:GB(?:\/[TZ])?|[A-Z]{2}\/[TZ]|DB\d{2}(?:\/T)?|T\/[A-Z]{2,8}|Q\/[A-Z]{2,8}|ISO(?:\/IEC)?|IEC|EN|ASTM|ANSI|DIN|JIS)\s*-?\s*[A-Z]?\d{2,6}(?:\.\d{1,2})?(?:\s*[-—–:：]\s*\d{4})?(?!\d)/g
// What a document's number follows in a sentence, and no issuer's short name holds.
const lead = /^.*(?:[依据按照见由和与及为是即原在于的以将]|文件|通知|规定|办法|文号)/u

/** A document that an answer names by its number: where, and how. */
export type NamedNumber = Stretch & Readonly<{ isIn: (evidence: string, own: string) => boolean }>

/** The document numbers that a sentence names. */
export function namedNumbers(body: string): NamedNumber[] {
  const found: NamedNumber[] = []
  for (const { 0: whole, 1: words = '', 2: year = '', 3: serial = '', index } of body.matchAll(numberOfYear)) {
    const issuer = words.replace(lead, '')
    const core = new RegExp(
      `(\\p{Script=Han}*)\\s*[(〔[【]\\s*${year}\\s*[)〕\\]】]\\s*(?:第\\s*)?0*${Number(serial)}\\s*号`,
      'gu',
    )
    found.push({
      start: index + words.length - issuer.length,
      end: index + whole.length,
      isIn: (evidence, own) =>
        [...fold(own).text.matchAll(core)].some(([, known = '']) => fold(words).text.endsWith(known)) ||
        [...fold(evidence).text.matchAll(core)].some(([, known = '']) => sameIssuer(fold(words).text, fold(issuer).text, known)),
    })
  }
  for (const { 0: whole, 1: words = '', index } of body.matchAll(order)) {
    const number = words.replace(lead, '')
    const start = index + words.length - number.length
    const name = whole.slice(words.length - number.length)
    found.push({ start, end: index + whole.length, isIn: (evidence, own) => standsIn(own, name) || standsIn(evidence, name) })
  }
  for (const { 0: whole, index } of body.matchAll(standard)) {
    const name = standardName(whole)
    const dated = /-\d{4}$/.test(name)
    found.push({
      start: index,
      end: index + whole.length,
      isIn: (evidence, own) =>
        [...`${own}\n${evidence}`.normalize('NFKC').matchAll(standard)].some(([other]) => {
          const known = standardName(other)
          return known === name || (!dated && known.replace(/-\d{4}$/, '') === name)
        }),
    })
  }
  return found
}

/** Where a sentence's own words end and the issuer's begin is known on neither side. */
function sameIssuer(words: string, issuer: string, known: string): boolean {
  const own = known.replace(lead, '')
  return known.endsWith(issuer) || (own.length > 1 && words.endsWith(own))
}

function standsIn(text: string, words: string): boolean {
  return findQuote(text, words) !== undefined
}

function standardName(written: string): string {
  return fold(written).text.replace(/\s/g, '').replace(/:/g, '-')
}

/** The document numbers named that are no cited document's own, and that no cited passage speaks of. */
export function unfoundNumbers(numbers: readonly NamedNumber[], evidence: readonly Hit[]): NamedNumber[] {
  return numbers.filter(
    ({ isIn }) => !evidence.some((hit) => isIn(`${hit.passage.text}\n${contextOf(hit)}`, hit.document.facts.number ?? '')),
  )
}

const titlePattern = /《([^《》]{2,80}(?:《[^《》]*》[^《》]*)?)》/g

/** The titles that a sentence names, between 《 and 》. */
export function namedTitles(body: string): (Stretch & Readonly<{ title: string }>)[] {
  return [...body.matchAll(titlePattern)].map(({ 0: whole, 1: title = '', index }) => ({
    start: index,
    end: index + whole.length,
    title,
  }))
}

/**
 * The titles that are no cited document's, and that no cited passage speaks of. A title may be shortened in front (《民法典》) and
 * by its bracket ((试行)) or volume, never in its last words: an implementing rule is another document than the rule.
 */
export function unfoundTitles<Named extends Readonly<{ title: string }>>(
  titles: readonly Named[],
  evidence: readonly Hit[],
): Named[] {
  return titles.filter(
    ({ title }) =>
      !evidence.some(
        (hit) =>
          sameTitle(title, hit.document.facts.title) ||
          standsIn(hit.passage.text, title) ||
          standsIn(hit.passage.path.join('\n'), title),
      ),
  )
}

function sameTitle(named: string, own: string): boolean {
  const one = plainTitle(named)
  const other = plainTitle(own)
  if (one === '') return false
  if (other.endsWith(one) || one.endsWith(other)) return true
  return [...own.matchAll(/[\s（(:：—]/g)].some(({ index }) => plainTitle(own.slice(0, index)) === one)
}

function plainTitle(title: string): string {
  return fold(title)
    .text.replace(/\((?:试行|暂行|修订|修正|\d{4}[^)]*|第[^)]*版|征求意见稿)\)/g, '')
    .replace(/[\s《》"“”·]/g, '')
}
