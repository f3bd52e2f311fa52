import { findPersonalData } from './find-personal-data.ts'
import { maskText } from './mask-text.ts'
import { personalDataLabels, type PersonalDataKind, type PersonalDataSpan } from './personal-data-kind.ts'
import { defineValueFinder } from './value-finder.ts'
import { emptyVault, fillVault, type Vault, type VaultItem } from './vault.ts'

/** What to mask; everything found when nothing is said, also what is not sure. */
export type MaskOptions = Readonly<{
  /** Only these kinds: a hotline keeps addresses, since they say which office has to act. */
  kinds?: readonly PersonalDataKind[]
  /** False leaves what is not sure. */
  unsure?: boolean
}>

/** The sensitive fields a vault has seen, to be found again in other texts. */
export function fieldsOf(vault: Vault): ReadonlyMap<string, Omit<VaultItem, 'text'>> {
  const fields = vault.entries.filter(({ kind, json }) => kind === 'field' && json === undefined)
  return new Map(fields.map(({ text, label, kind, value }) => [text.trim(), { label, kind, value }]))
}

/** True for what the options want masked. */
export function isWanted(span: PersonalDataSpan, options: MaskOptions): boolean {
  return (options.kinds?.includes(span.kind) ?? true) && (span.sure || options.unsure !== false)
}

/**
 * Masks the personal data of a text before a model, a log or an export sees it, and what the vault knows from sensitive fields
 * (names). The same value keeps its placeholder throughout one vault. Mask a text once: placeholders in it are escaped, whoever
 * wrote them.
 * @returns The masked text, a new vault that holds the old one's entries too, and what the detectors found.
 * @example
 * const { text, vault } = maskPersonalData(`请回电${mobile}`) // text: '请回电⟦手机1⟧'
 * restore(text, vault, 'whole') // the text as it was
 */
export function maskPersonalData(
  text: string,
  vault: Vault = emptyVault,
  options: MaskOptions = {},
): Readonly<{ text: string; vault: Vault; spans: readonly PersonalDataSpan[] }> {
  const open = fillVault(vault)
  const spans = Object.freeze(findPersonalData(text).filter((span) => isWanted(span, options)))
  const stretches = spans.map(({ kind, start, end, value }) => ({
    start,
    end,
    item: { label: personalDataLabels[kind], kind, value },
  }))
  return Object.freeze({
    text: maskText(text, [...defineValueFinder(fieldsOf(vault))(text), ...stretches], open),
    vault: open.close(),
    spans,
  })
}
