import { documentLevels, type DocumentFacts, type FactName } from '@kaiwu/core'
import { chineseNumber } from '../text/chinese-number.ts'
import type { Repeal, StatedFacts } from './document-facts.ts'
import { isSameNumber, isSameTitle, isSameVersion, plainTitle, sameOrigin } from './same-document.ts'

/** Facts while documents are being joined, by any key. */
type Linking<Key> = Map<Key, DocumentFacts>

/** Measures of which a later one of the same title takes the place of the earlier; a notice, a record or a form does not. */
const replaceable: ReadonlySet<string | undefined> = new Set(documentLevels.filter((level) => level !== 'interpretation'))
const onceOnly = /(?:通知|通告|公告|公报|决定|决议|命令|函|批复|报告|请示|纪要|计划|要点|简报|notice)$/i

/**
 * Joins what documents say of each other. A document that another repeals or replaces ends on the day the other takes effect, or on the day the
 * other names, unless it ended before, or took effect no earlier. So does the earlier of two editions: the same title from the same hand, or the
 * same number with another version. A document that another changes is `amended` from the day the other takes effect. Where a repeal may mean
 * several documents it ends none, and their `ends` is unsure.
 * @param documents by any key
 */
export function linkedFacts<Key>(documents: ReadonlyMap<Key, StatedFacts>): Map<Key, DocumentFacts> {
  const linked: Linking<Key> = new Map([...documents].map(([key, { facts }]) => [key, facts]))
  // What other documents say was read with an earlier version of this program may lack them.
  for (const [own, { facts, amends = [] }] of documents) for (const one of amends) amend(linked, documents, own, facts, one)
  for (const [own, { facts, repeals }] of documents) for (const one of repeals) repeal(linked, documents, own, facts, one)
  succeed(linked, documents)
  return linked
}

/** The first day of a document's force; of one that states none, the day it was published or written, unsurely. */
function firstDay({ effective, issued, written, unsure }: DocumentFacts): { day: string; sure: boolean } | undefined {
  if (effective) return { day: effective, sure: !unsure?.includes('effective') }
  const day = issued ?? written
  return day ? { day, sure: false } : undefined
}

function since(facts: DocumentFacts): string | undefined {
  return facts.effective ?? facts.issued ?? facts.written
}

function nameOf({ title, number, version }: DocumentFacts): string {
  const code = [number, number && !/[号〕]/.test(number) ? version : undefined].filter(Boolean).join(' ')
  return code ? `《${title}》（${code}）` : `《${title}》`
}

function repeal<Key>(
  linked: Linking<Key>,
  documents: ReadonlyMap<Key, StatedFacts>,
  own: Key,
  by: DocumentFacts,
  one: Repeal,
): void {
  const from = one.on ? { day: one.on, sure: true } : firstDay(by)
  if (!from) return
  const { found, clear } = meant(documents, own, by, one, from.day)
  for (const key of found) {
    if (!clear) linked.set(key, unsure(linked.get(key)!, 'ends'))
    else end(linked, key, from, nameOf(by))
  }
}

function end<Key>(linked: Linking<Key>, key: Key, { day, sure }: { day: string; sure: boolean }, endedBy: string): void {
  const facts = linked.get(key)!
  const start = since(facts)
  if ((facts.ends && facts.ends < day) || (start && start >= day)) return
  if (facts.ends === day && facts.ending === 'repealed' && facts.endedBy) return
  const ended: DocumentFacts = Object.freeze({ ...facts, ends: day, endedBy, ending: 'repealed' })
  linked.set(key, sure ? ended : unsure(ended, 'ends'))
}

function amend<Key>(
  linked: Linking<Key>,
  documents: ReadonlyMap<Key, StatedFacts>,
  own: Key,
  by: DocumentFacts,
  one: Repeal,
): void {
  const from = firstDay(by)
  if (!from) return
  const { found, clear } = meant(documents, own, by, one, from.day)
  for (const key of clear ? found : []) {
    const facts = linked.get(key)!
    if (facts.amended && facts.amended <= from.day) continue
    const extended = one.ends && (!facts.ends || facts.ends < one.ends) ? { ends: one.ends, ending: 'expired' as const } : {}
    linked.set(key, Object.freeze({ ...facts, ...extended, amended: from.day, amendedBy: nameOf(by) }))
  }
}

/** The documents that a clause means. Several are meant together only when they are editions of each other. */
function meant<Key>(
  documents: ReadonlyMap<Key, StatedFacts>,
  own: Key,
  by: DocumentFacts,
  one: Repeal,
  day: string,
): { found: Key[]; clear: boolean } {
  const earlier = [...documents].filter(([key, { facts }]) => key !== own && !((since(facts) ?? '') >= day))
  const byNumber = one.number ? earlier.filter(([, { facts }]) => facts.number && isSameNumber(one.number!, facts.number)) : []
  const editions = one.version
    ? byNumber.filter(([, { facts }]) => facts.version && isSameVersion(one.version!, facts.version))
    : byNumber
  const found =
    editions.length > 0 ? editions : byNumber.length > 0 ? [] : earlier.filter(([, { facts }]) => isNamed(one, facts, by))
  const [first] = found
  const clear = first !== undefined && found.every(([, { facts }]) => isEdition(first[1].facts, facts) !== 'no')
  return { found: found.map(([key]) => key), clear }
}

/** Whether a clause of another document may mean a document at all, whenever that took effect. @param by the other's facts */
export function isMeantBy(one: Repeal, facts: DocumentFacts, by: DocumentFacts): boolean {
  const sameNumber = one.number !== undefined && facts.number !== undefined && isSameNumber(one.number, facts.number)
  return sameNumber || isNamed(one, facts, by)
}

function isNamed(one: Repeal, facts: DocumentFacts, by: DocumentFacts): boolean {
  if (!one.title || (one.number && facts.number)) return false
  if (plainTitle(one.title) !== plainTitle(facts.title) && !isShortOf(one.title, facts, by)) return false
  const years = [facts.written, facts.issued, facts.effective, /〔(\d{4})〕/.exec(facts.number ?? '')?.[1]].filter(Boolean)
  return !one.year || years.length === 0 || years.some((year) => year?.startsWith(String(one.year)))
}

/** 《养犬管理办法》 for 云泽市养犬管理办法 in a document of the same place. */
function isShortOf(title: string, { title: whole, region }: DocumentFacts, by: DocumentFacts): boolean {
  return region !== undefined && region === by.region && plainTitle(whole) === plainTitle(region + title)
}

function isEdition(one: DocumentFacts, other: DocumentFacts): 'sure' | 'possible' | 'no' {
  if (one === other) return 'sure'
  const numbered = one.number && other.number && !one.number.endsWith('号') && isSameNumber(one.number, other.number)
  if (numbered) return one.version && other.version && isSameVersion(one.version, other.version) ? 'no' : 'sure'
  return isSameTitle(one.title, other.title) ? sameOrigin(one, other) : 'no'
}

/** Ends each document on the day that the next edition of it takes effect. */
function succeed<Key>(linked: Linking<Key>, documents: ReadonlyMap<Key, StatedFacts>): void {
  const groups = new Map<string, [Key, DocumentFacts][]>()
  for (const [key, { facts }] of documents) {
    if (!facts.effective) continue
    const names = [
      facts.number && !facts.number.endsWith('号') ? `number ${facts.number}` : '',
      replaceable.has(facts.level) ? plainTitle(facts.title) : '',
    ]
    for (const name of names) if (name !== '') groups.set(name, [...(groups.get(name) ?? []), [key, facts]])
  }
  for (const group of groups.values()) {
    const ordered = [...group].sort(([, one], [, other]) => (one.effective! < other.effective! ? -1 : 1))
    for (const [at, [key, facts]] of ordered.entries()) {
      const next = ordered.slice(at + 1).find(([, other]) => isSuccessor(facts, other))?.[1]
      if (!next) continue
      const sure = isEdition(facts, next) === 'sure' && !next.unsure?.includes('effective')
      end(linked, key, { day: next.effective!, sure }, nameOf(next))
    }
  }
}

function isSuccessor(facts: DocumentFacts, later: DocumentFacts): boolean {
  if (later.effective! <= facts.effective! || isEdition(facts, later) === 'no') return false
  const sameNumber = facts.number !== undefined && facts.number === later.number
  if (sameNumber) return isLaterVersion(facts.version, later.version)
  return !(onceOnly.test(facts.title) && plainTitle(facts.title) === facts.title.replace(/\s/g, '').toLowerCase())
}

/** Whether a version may follow another; versions that cannot be compared may. */
function isLaterVersion(one: string | undefined, other: string | undefined): boolean {
  if (!one || !other) return one !== other
  return !isSameVersion(one, other) && !(chineseNumber(one) !== undefined && Number(one) > Number(other))
}

function unsure(facts: DocumentFacts, name: FactName): DocumentFacts {
  return facts.unsure?.includes(name)
    ? facts
    : Object.freeze({ ...facts, unsure: Object.freeze([...(facts.unsure ?? []), name]) })
}
