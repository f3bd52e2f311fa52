import type { DocumentFacts, DocumentLevel, FactName } from '@kaiwu/core'
import { factNames } from '../knowledge/fact-words.ts'

/** A fact that a person may put right. */
export type EditableFact = FactName

/** The facts as the fields of a form hold them: lists joined by ；, empty where there is none. */
export type EditedFacts = Readonly<Record<EditableFact, string>>

/** The levels of documents with their names. */
export const levels = Object.freeze([
  { level: 'law', key: 'levelLaw' },
  { level: 'administrative-regulation', key: 'levelAdministrativeRegulation' },
  { level: 'local-regulation', key: 'levelLocalRegulation' },
  { level: 'department-rule', key: 'levelDepartmentRule' },
  { level: 'local-rule', key: 'levelLocalRule' },
  { level: 'normative', key: 'levelNormative' },
  { level: 'standard', key: 'levelStandard' },
  { level: 'manual', key: 'levelManual' },
  { level: 'guide', key: 'levelGuide' },
  { level: 'interpretation', key: 'levelInterpretation' },
] as const satisfies readonly Readonly<{ level: DocumentLevel; key: string }>[])

const lists: ReadonlySet<EditableFact> = new Set(['issuers', 'models'])

/** Facts as a form shows them. */
export function editedFacts(facts: DocumentFacts): EditedFacts {
  const text = (fact: EditableFact): string => {
    const value = facts[fact]
    return typeof value === 'string' ? value : (value ?? []).join('；')
  }
  return Object.fromEntries(factNames.map((fact) => [fact, text(fact)])) as EditedFacts
}

/** What a person changed, as the server takes it: null for a fact that was taken away. */
export function changedFacts(
  before: EditedFacts,
  after: EditedFacts,
): Readonly<Record<string, string | readonly string[] | null>> {
  return Object.fromEntries(
    factNames
      .filter((fact) => after[fact].trim() !== before[fact].trim())
      .map((fact) => [fact, valueOf(fact, after[fact].trim())]),
  )
}

function valueOf(fact: EditableFact, text: string): string | readonly string[] | null {
  if (text === '') return null
  if (!lists.has(fact)) return text
  return text
    .split(/[;；]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
