import { findPersonalData } from './find-personal-data.ts'
import { fieldsOf, isWanted, type MaskOptions } from './mask-personal-data.ts'
import { maskText, type MaskedStretch } from './mask-text.ts'
import { personalDataLabels } from './personal-data-kind.ts'
import { entriesOf, restoreWith, sightOf, type MaySee } from './restore.ts'
import { defineValueFinder, type ValueHit } from './value-finder.ts'
import { emptyVault, fillVault, type OpenVault, type Vault, type VaultEntry, type VaultItem } from './vault.ts'

/** What a field of a business record holds. */
export type FieldValue = string | number | boolean | null | readonly FieldValue[] | { readonly [name: string]: FieldValue }

/** The fields of a business record, by name. */
export type FieldValues = Readonly<Record<string, FieldValue>>

/** A field that is masked as a whole, and the label its placeholders carry. */
export type SensitiveField = Readonly<{
  /** Names from the outside in, with dots; lists are passed through: `caller.name`, `witnesses.name`. */
  path: string
  label: string
}>

type Item = Omit<VaultItem, 'text'>
type Finder = (text: string) => readonly ValueHit<Item>[]
type Gathering = Readonly<{ labels: ReadonlyMap<string, string>; values: Map<string, Item>; vault: OpenVault }>
type Masking = Readonly<{ vault: OpenVault; labels: ReadonlyMap<string, string>; find: Finder; options: MaskOptions }>

/**
 * Masks a business record before any model call: sensitive fields as a whole, whatever they hold (a name: `⟦来电人1⟧`), the same
 * values wherever they occur in other text of the record, and what the detectors find. Names of fields are not masked.
 * @returns A masked copy and a vault that gives it back ({@link restoreFields}).
 * @example
 * maskFields({ caller: '王小明', content: '王小明反映噪音' }, [{ path: 'caller', label: '来电人' }]).fields
 * // { caller: '⟦来电人1⟧', content: '⟦来电人1⟧反映噪音' }
 */
export function maskFields(
  fields: FieldValues,
  sensitive: readonly SensitiveField[],
  vault: Vault = emptyVault,
  options: MaskOptions = {},
): Readonly<{ fields: FieldValues; vault: Vault }> {
  const open = fillVault(vault)
  const labels = new Map(sensitive.map(({ path, label }) => [path, label]))
  const values = new Map<string, Item>(fieldsOf(vault))
  collect(fields, '', undefined, { labels, values, vault: open })
  const masking = { vault: open, labels, find: defineValueFinder(values), options }
  return Object.freeze({ fields: maskRecord(fields, '', undefined, masking), vault: open.close() })
}

/**
 * Gathers the values of sensitive fields, so that they are found in the other fields too, and enters them first: the field's own
 * way of writing gets the plain placeholder, `⟦来电人1⟧`.
 */
function collect(value: FieldValue, path: string, label: string | undefined, gathering: Gathering): void {
  const { labels, values, vault } = gathering
  if (Array.isArray(value)) for (const item of value as readonly FieldValue[]) collect(item, path, label, gathering)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      const innerPath = joinPath(path, name)
      collect(inner, innerPath, labels.get(innerPath) ?? label, gathering)
    }
  } else if (label !== undefined && (typeof value === 'string' || typeof value === 'number')) {
    const text = String(value).trim()
    if (text === '') return
    const item = itemOf(text, label)
    if (typeof value === 'string') vault.placeholderOf({ ...item, text: value })
    else vault.placeholderOf({ ...itemOf(JSON.stringify(value), label), text: JSON.stringify(value), json: true })
    if (!values.has(text)) values.set(text, item)
  }
}

/** A value that a detector knows as a whole keeps that kind, so that `138 …` in a field and `138-…` in the content are one. */
function itemOf(text: string, label: string): Item {
  const [span] = findPersonalData(text)
  const whole = span !== undefined && span.start === 0 && span.end === text.length
  return whole ? { label, kind: span.kind, value: span.value } : { label, kind: 'field', value: text }
}

function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function maskRecord(record: FieldValues, path: string, label: string | undefined, masking: Masking): FieldValues {
  const entries = Object.entries(record).map(([name, value]): [string, FieldValue] => {
    const innerPath = joinPath(path, name)
    return [name, maskValue(value, name, innerPath, masking.labels.get(innerPath) ?? label, masking)]
  })
  return Object.freeze(Object.fromEntries(entries))
}

function maskValue(value: FieldValue, name: string, path: string, label: string | undefined, masking: Masking): FieldValue {
  if (value === null || value === '') return value
  if (Array.isArray(value)) {
    return Object.freeze((value as readonly FieldValue[]).map((item) => maskValue(item, name, path, label, masking)))
  }
  if (typeof value === 'object') return maskRecord(value as FieldValues, path, label, masking)
  if (typeof value === 'string') return label === undefined ? maskFree(value, name, masking) : maskWhole(value, label, masking)
  return maskOther(value, name, label, masking)
}

function maskWhole(value: string, label: string, masking: Masking): string {
  const text = value.trim()
  return masking.vault.placeholderOf({ ...itemOf(text, label), text: value })
}

function maskFree(value: string, name: string, masking: Masking): string {
  return maskText(value, stretchesOf(value, name, masking), masking.vault)
}

/** The name of the field speaks for a number, as the words before it do in running text. */
function stretchesOf(value: string, name: string, masking: Masking): readonly MaskedStretch[] {
  const front = `${name}: `
  const found = findPersonalData(front + value)
    .filter((span) => span.start >= front.length && isWanted(span, masking.options))
    .map(({ kind, start, end, value: plain }) => ({
      start: start - front.length,
      end: end - front.length,
      item: { label: personalDataLabels[kind], kind, value: plain },
    }))
  return [...masking.find(value), ...found]
}

/** Numbers and booleans: put back with their type. */
function maskOther(value: number | boolean, name: string, label: string | undefined, masking: Masking): FieldValue {
  const text = JSON.stringify(value)
  if (label !== undefined) return masking.vault.placeholderOf({ ...itemOf(text, label), text, json: true })
  if (typeof value === 'boolean') return value
  const [whole] = stretchesOf(text, name, masking).filter(({ start, end }) => start === 0 && end === text.length)
  return whole === undefined ? value : masking.vault.placeholderOf({ ...whole.item, text, json: true })
}

/**
 * Puts back the values of a masked record as far as the reader may see them; with `'whole'`, equal to what was masked.
 * @example
 * restoreFields(masked.fields, masked.vault, 'part') // { caller: '王**', content: '王**反映噪音' }
 */
export function restoreFields(fields: FieldValues, vault: Vault, maySee: MaySee): FieldValues {
  const entries = entriesOf(vault)
  return restoreValue(fields, entries, maySee) as FieldValues
}

function restoreValue(value: FieldValue, entries: ReadonlyMap<string, VaultEntry>, maySee: MaySee): FieldValue {
  if (typeof value === 'string') {
    const entry = entries.get(value)
    if (entry?.json === true && sightOf(entry, maySee) === 'whole') return JSON.parse(entry.text) as FieldValue
    return restoreWith(value, entries, maySee)
  }
  if (Array.isArray(value)) {
    return Object.freeze((value as readonly FieldValue[]).map((item) => restoreValue(item, entries, maySee)))
  }
  if (typeof value !== 'object' || value === null) return value
  const restored = Object.entries(value).map(([name, inner]): [string, FieldValue] => [
    name,
    restoreValue(inner, entries, maySee),
  ])
  return Object.freeze(Object.fromEntries(restored))
}
