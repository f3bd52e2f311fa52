import type { DocumentFacts, DocumentLevel, FactName, Validity } from '@kaiwu/core'
import type { ReadDocument } from '../reader/reader.ts'
import { effectiveIn, type StatedDay } from './effect.ts'
import { expiryIn } from './expiry.ts'
import { factSource, type Found } from './fact-source.ts'
import { issueDatesIn } from './issue-dates.ts'
import { issuersIn } from './issuers.ts'
import { levelIn } from './level.ts'
import { modelsIn } from './models.ts'
import { numberIn, numberInName } from './number.ts'
import { regionIn } from './region.ts'
import { relationsIn } from './relations.ts'
import { titleIn } from './title.ts'
import { revisedIn, versionIn } from './version.ts'
import { isoDay } from '../text/dates.ts'

export { linkedFacts } from './linked-facts.ts'

/** A document that another one says it repeals, replaces or changes, as far as it is named. */
export type Repeal = Readonly<{
  title?: string
  number?: string
  /** Of documents that keep their number from edition to edition. */
  version?: string
  /** The year it is said to be from. */
  year?: number
  /** The day it is repealed, where that is not the day the other takes effect. */
  on?: string
  /** The first day it is no longer in force, where another document puts that off. */
  ends?: string
}>

/** Where in the document's text a fact was read. Offsets count UTF-16 units of the stored text. */
export type FactEvidence = Readonly<{ fact: FactName; value: string; start: number; end: number; sure: boolean }>

/** What a document's text says of the document itself, and what it does to other documents. */
export type StatedFacts = Readonly<{
  facts: DocumentFacts
  repeals: readonly Repeal[]
  /** Documents it changes without ending them. */
  amends: readonly Repeal[]
  /** Of a record that a program put in: what it was put in with. */
  metadata?: Readonly<Record<string, unknown>>
  evidence: readonly FactEvidence[]
}>

type FoundFacts = Readonly<{ [Fact in FactName]?: Found | Found<readonly string[]> | Found<DocumentLevel> }>

/**
 * Reads a document's title, number, issuers, dates and the like out of its text, in the forms that Chinese rules, plant procedures and
 * English manuals use, and what it repeals or changes. Front matter (`properties`) wins over the text. What is not stated stays absent; what
 * is not sure is named in `unsure`, and left out where it is as likely wrong as right.
 */
export function statedFacts(document: ReadDocument, fallbackTitle: string): StatedFacts {
  const source = factSource(document)
  const title = titleIn(source, fallbackTitle)
  const number = numberIn(source) ?? numberInName(fallbackTitle)
  const issuers = issuersIn(source, title.value)
  const ground = { title, number, issuers }
  const level = levelIn(source, ground)
  const dates = issueDatesIn(source)
  const revised = revisedIn(source)
  const effective = revisedSince(effectiveIn(source, title.value, dates), revised?.day)
  const expiry = expiryIn(source, title.value, effective)
  const found: FoundFacts = {
    title,
    ...present('number', number),
    ...present('version', versionIn(source, title.value) ?? revised?.version),
    ...present('issuers', issuers),
    ...present('level', level),
    ...present('region', regionIn(document.properties['region'], ground)),
    ...present('models', modelsIn(source, title, level?.value, number?.value)),
    ...present('written', dates.written),
    ...present('issued', dates.issued),
    ...present('effective', effective.found),
    ...present('ends', expiry.found),
  }
  const own = document.properties
  const vague = {
    written: dates.yearless || isUnreadable(own['written']),
    issued: isUnreadable(own['issued']),
    effective: effective.unsure || isUnreadable(own['effective']),
    ends: expiry.unsure || isUnreadable(own['ends']) || isUnreadable(own['until']),
    level: Boolean(own['level']) && level === undefined,
  }
  const facts = factsOf(found, vague, {
    ...(expiry.withdrawn ? { endedBy: expiry.withdrawn } : {}),
    ...(expiry.ending ? { ending: expiry.ending } : {}),
    ...accessOf(document.properties['access']),
  })
  const relations = relationsIn(source, {
    title: title.value,
    ...(number ? { number: number.value } : {}),
    ...(level ? { level: level.value } : {}),
  })
  return Object.freeze({ facts, ...relations, evidence: evidenceOf(found) })
}

/** Front matter that is meant as a day and is none: 2025-02-30. */
function isUnreadable(written: string | undefined): boolean {
  return Boolean(written) && isoDay(written!) === undefined
}

/** A text that was revised after it took effect was another one until then; since when this one holds is not stated. */
function revisedSince(effective: StatedDay, revised: string | undefined): StatedDay {
  const { found } = effective
  return found && revised && found.value < revised ? { found: { ...found, sure: false }, unsure: true } : effective
}

function present<Name extends FactName, Value>(name: Name, found: Value | undefined): Partial<Record<Name, Value>> {
  return found === undefined ? {} : ({ [name]: found } as Partial<Record<Name, Value>>)
}

function factsOf(found: FoundFacts, vague: Readonly<Record<string, boolean>>, more: Partial<DocumentFacts>): DocumentFacts {
  const names = Object.keys(found) as FactName[]
  const unsure = [
    ...new Set([...names.filter((name) => !found[name]!.sure), ...Object.keys(vague).filter((name) => vague[name])]),
  ]
  const values: Partial<DocumentFacts> = Object.fromEntries(names.map((name) => [name, found[name]!.value]))
  return Object.freeze({
    ...values,
    title: values.title ?? '',
    ...more,
    ...(unsure.length > 0 ? { unsure: Object.freeze(unsure as FactName[]) } : {}),
  })
}

function evidenceOf(found: FoundFacts): readonly FactEvidence[] {
  const places: FactEvidence[] = []
  for (const fact of Object.keys(found) as FactName[]) {
    const { value, start, end, sure } = found[fact]!
    // Front matter and the file's name stand nowhere in the text.
    if (end > start)
      places.push(Object.freeze({ fact, value: typeof value === 'string' ? value : value.join('、'), start, end, sure }))
  }
  return Object.freeze(places)
}

function accessOf(labels: string | undefined): Pick<DocumentFacts, 'access'> {
  const access = [
    ...new Set(
      (labels ?? '')
        .split(/[;；]/)
        .map((label) => label.trim())
        .filter(Boolean),
    ),
  ]
  return access.length > 0 ? { access: Object.freeze(access) } : {}
}

/**
 * Whether a document may be relied on at a day. One that states no day of effect counts from its issue, else from its writing; one without any
 * date is in force: most manuals state none.
 * @example
 * validityAt({ title: '…', effective: '2024-05-01' }, '2024-04-30') // 'not-yet'
 */
export function validityAt(facts: DocumentFacts, day: string): Validity {
  const since = facts.effective ?? facts.issued ?? facts.written
  if (since && day < since) return 'not-yet'
  if (facts.ends && day >= facts.ends) return facts.ending ?? (facts.endedBy ? 'repealed' : 'expired')
  if (facts.endedBy && !facts.ends) return 'unconfirmed'
  return facts.amended && day >= facts.amended ? 'amended' : 'in-force'
}

/** Whether a document of this validity may be cited. */
export function mayBeCited(validity: Validity): boolean {
  return validity === 'in-force' || validity === 'amended'
}
