import type { Language } from '@kaiwu/core'
import { askTexts } from './texts/ask.ts'
import { auditTexts } from './texts/audit.ts'
import { caseTexts } from './texts/cases.ts'
import { caseWorkTexts } from './texts/case-work.ts'
import { costTexts } from './texts/cost.ts'
import { evalTexts } from './texts/evals.ts'
import { frameTexts } from './texts/frame.ts'
import { knowledgeTexts } from './texts/knowledge.ts'
import { materialTexts } from './texts/material.ts'
import { peopleTexts } from './texts/people.ts'

/** Every text of the page, Chinese and English side by side; `{name}` is a hole. A text without its twin does not compile. */
export const texts = {
  ...frameTexts,
  ...askTexts,
  ...materialTexts,
  ...knowledgeTexts,
  ...peopleTexts,
  ...caseTexts,
  ...caseWorkTexts,
  ...costTexts,
  ...auditTexts,
  ...evalTexts,
} as const satisfies Record<string, Record<Language, string>>

/** The name of a text. */
export type TextKey = keyof typeof texts

/** The names of the holes in a text. */
export type Holes<T extends string> = T extends `${string}{${infer Hole}}${infer Rest}` ? Hole | Holes<Rest> : never

type Filling<K extends TextKey> = [Holes<(typeof texts)[K]['zh']>] extends [never]
  ? []
  : [Readonly<Record<Holes<(typeof texts)[K]['zh']>, string | number>>]

/** Writes a text in the reader's language; a text with holes asks for what goes into them. */
export type Write = <K extends TextKey>(key: K, ...filling: Filling<K>) => string

/**
 * The writer of one language.
 * @example
 * writer('zh')('page', { page: 3 }) // '第 3 页'
 */
export function writer(language: Language): Write {
  return (key, ...filling) => {
    const values: Readonly<Record<string, string | number>> = filling[0] ?? {}
    return texts[key][language].replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole))
  }
}
