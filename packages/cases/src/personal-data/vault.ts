import type { PersonalDataKind } from './personal-data-kind.ts'

/**
 * One thing that was masked. `field` is a sensitive field whose value no detector knows (a name); `mark` is the sign ⟦ itself
 * where the text already held it, so that a text cannot bring placeholders of its own.
 */
export type VaultEntry = Readonly<{
  /** What stands in the masked text: `⟦手机1⟧`, and `⟦手机1·2⟧` for a second way of writing the same number. */
  placeholder: string
  label: string
  number: number
  kind: PersonalDataKind | 'field' | 'mark'
  /** The text exactly as it was; JSON when `json` is set. */
  text: string
  /** The same in one form, by which two spellings get one number. */
  value: string
  /** Set for a value that was not a string: a number, a boolean. */
  json?: true
}>

/**
 * What placeholders stand for: plain data, to be kept with the case, sealed (`sealVault`). One vault for everything one case
 * sends to a model, so that the same person is the same placeholder throughout.
 */
export type Vault = Readonly<{ version: 1; entries: readonly VaultEntry[] }>

/** A vault with nothing in it. */
export const emptyVault: Vault = Object.freeze({ version: 1, entries: Object.freeze([]) })

/** The sign every placeholder opens with; in a text of one's own it becomes a placeholder itself. */
export const placeholderStart = '⟦'
/** The sign every placeholder ends with. */
export const placeholderEnd = '⟧'

/** What is to be put into a vault. */
export type VaultItem = Readonly<Pick<VaultEntry, 'label' | 'kind' | 'text' | 'value' | 'json'>>

/** A vault being filled: gives each item its placeholder, an earlier one where it has been seen. */
export type OpenVault = Readonly<{ placeholderOf: (item: VaultItem) => string; close: () => Vault }>

/** Opens a vault for further entries; the given one is not changed. */
export function fillVault(vault: Vault): OpenVault {
  const entries = [...vault.entries]
  const byText = new Map(entries.map((entry) => [textKey(entry), entry.placeholder]))
  const byValue = new Map<string, { label: string; number: number; forms: number }>()
  const numbers = new Map<string, number>()
  for (const entry of entries) remember(entry)

  function remember({ label, number, value }: VaultEntry): void {
    numbers.set(label, Math.max(numbers.get(label) ?? 0, number))
    const known = byValue.get(value)
    if (known === undefined) byValue.set(value, { label, number, forms: 1 })
    else known.forms++
  }

  return {
    placeholderOf: (item) => {
      const known = byText.get(textKey(item))
      if (known !== undefined) return known
      const same = byValue.get(item.value)
      const label = same?.label ?? plainLabel(item.label)
      const number = same?.number ?? (numbers.get(label) ?? 0) + 1
      const form = same === undefined ? '' : `·${same.forms + 1}`
      const placeholder = `${placeholderStart}${label}${number}${form}${placeholderEnd}`
      const entry: VaultEntry = Object.freeze({ ...item, label, number, placeholder })
      entries.push(entry)
      byText.set(textKey(entry), placeholder)
      remember(entry)
      return placeholder
    },
    close: () => Object.freeze({ version: 1, entries: Object.freeze(entries.slice()) }),
  }
}

function textKey(item: Readonly<{ text: string; json?: true }>): string {
  return `${item.json === true ? 'json' : 'text'}:${item.text}`
}

const longestLabel = 12

/** A label without digits and signs, so that label and number cannot run together into another placeholder. */
function plainLabel(label: string): string {
  const plain = [...label.replace(/[^\p{L}]/gu, '')].slice(0, longestLabel).join('')
  return plain === '' ? '字段' : plain
}
