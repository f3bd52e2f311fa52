import {
  maskFields,
  placeholdersIn,
  restoreFields,
  type CaseDefinition,
  type FieldValue,
  type FieldValues,
  type JsonValue,
  type StepWork,
  type Vault,
} from '@kaiwu/cases'
import { localText } from '@kaiwu/core'

/** The fields of a case as a model may see them, and what stands for what. */
export type MaskedFields = Readonly<{ fields: FieldValues; vault: Vault }>

/** Masks the fields of a case: sensitive ones whole, everywhere in the case, and personal data wherever it stands. */
export function maskedFields({ definition, record }: Pick<StepWork, 'definition' | 'record'>): MaskedFields {
  const masked = maskFields(record.fields as Readonly<Record<string, FieldValue>>, sensitiveIn(definition))
  return { fields: masked.fields as FieldValues, vault: masked.vault }
}

function sensitiveIn({ fields }: CaseDefinition): readonly Readonly<{ path: string; label: string }>[] {
  return [...fields.values()]
    .filter(({ sensitive }) => sensitive !== undefined && sensitive !== false)
    .map(({ key, title }) => ({ path: key, label: localText(title, 'zh') }))
}

/** A link or a tag: what carries words away when somebody only looks at it. */
const carriesAway = /:\/\/|\]\(|<[a-z!/]/i

/**
 * Puts back what placeholders stand for, of those that were sent and no others: one that a model made up stays as it is. Into what holds
 * a link nothing is put back.
 */
export function restoredValue(value: JsonValue, vault: Vault, sent: ReadonlySet<string>): JsonValue {
  if (carriesAway.test(JSON.stringify(value))) return value
  const restored = restoreFields({ value: value as FieldValue }, vault, ({ placeholder }) =>
    sent.has(placeholder) ? 'whole' : 'nothing',
  )
  return restored['value'] as JsonValue
}

/** How much of each kind was masked in what was sent. */
export function countsOf({ entries }: Vault, sent: ReadonlySet<string>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { placeholder, kind } of entries)
    if (kind !== 'mark' && sent.has(placeholder)) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

/** The placeholders that texts hold. */
export function placeholdersOf(texts: Iterable<string>): ReadonlySet<string> {
  return placeholdersIn([...texts].join('\n'))
}

/** A masked text with blanks for what was masked. */
export function withoutPlaceholders(text: string): string {
  return [...placeholdersIn(text)].reduce((rest, placeholder) => rest.replaceAll(placeholder, ' '), text)
}
