import { readFileSync } from 'node:fs'
import type { DocumentFacts } from '@kaiwu/core'
import { readDocument } from '../reader/read-document.ts'
import { statedFacts, type Repeal, type StatedFacts } from './document-facts.ts'

/** A document of test/metadata with what a person reads in it. */
export type ExpectedDocument = Readonly<{
  path: string
  facts: Partial<DocumentFacts>
  repeals?: readonly Repeal[]
  amends?: readonly Repeal[]
}>

/** How often a field was found right: `found` values, `right` ones among them, `stated` ones in the documents. */
export type FieldMeasure = { found: number; right: number; stated: number; wrong: string[]; missed: string[] }

const folder = new URL('../../../../test/metadata/', import.meta.url)

/** The documents of test/metadata and what they state, as read by a person. */
export function expectedDocuments(): readonly ExpectedDocument[] {
  return readFileSync(new URL('expected.jsonl', folder), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ExpectedDocument)
}

/** Reads one of the documents as a knowledge base would. */
export async function statedIn(path: string): Promise<StatedFacts & { text: string }> {
  const read = await readDocument(readFileSync(new URL(`documents/${path}`, folder)), path)
  return { ...statedFacts(read, path.replace(/\.[^.]+$/, '')), text: read.text }
}

/** Compares found facts with expected ones, field by field; a list counts item by item. */
export function compareFacts(
  measures: Map<string, FieldMeasure>,
  expected: ExpectedDocument,
  { facts, repeals, amends }: StatedFacts,
): void {
  const found: Record<string, readonly string[]> = valuesOf({ ...facts, repeals, amends })
  const stated = valuesOf({ ...expected.facts, repeals: expected.repeals ?? [], amends: expected.amends ?? [] })
  for (const field of new Set([...Object.keys(found), ...Object.keys(stated)])) {
    const measure = measures.get(field) ?? { found: 0, right: 0, stated: 0, wrong: [], missed: [] }
    measures.set(field, measure)
    const [have, want] = [found[field] ?? [], stated[field] ?? []]
    measure.found += have.length
    measure.stated += want.length
    measure.right += have.filter((value) => want.includes(value)).length
    for (const value of have) if (!want.includes(value)) measure.wrong.push(`${expected.path}: ${value}`)
    for (const value of want) if (!have.includes(value)) measure.missed.push(`${expected.path}: ${value}`)
  }
}

function valuesOf(facts: Readonly<Record<string, unknown>>): Record<string, readonly string[]> {
  const values: Record<string, readonly string[]> = {}
  for (const [field, value] of Object.entries(facts)) {
    if (Array.isArray(value))
      values[field] = value.map((item) => (typeof item === 'string' ? item : JSON.stringify(sorted(item as object))))
    else if (typeof value === 'string') values[field] = [value]
  }
  return values
}

function sorted(item: object): object {
  return Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1)))
}
