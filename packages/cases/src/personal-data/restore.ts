import { partialForm } from './partial-form.ts'
import { placeholderEnd, placeholderStart, type Vault, type VaultEntry } from './vault.ts'

/** What somebody gets to see of a masked thing: the whole, `138****1234`, or the placeholder. */
export type Sight = 'whole' | 'part' | 'nothing'

/** One sight for all, or by entry (by kind, by label, by what was sent in this very prompt). */
export type MaySee = Sight | ((entry: VaultEntry) => Sight)

const anyPlaceholder = /⟦[^⟦⟧]{1,40}⟧/g

/**
 * Puts back what placeholders stand for, as far as the reader may see it. A placeholder that the vault does not know, such as one
 * a model invented, stays as it is. Restore a text once: what comes out may hold signs that the writer typed.
 * @example
 * restore('请回电⟦手机1⟧', vault, 'part') // '请回电138****0000'
 */
export function restore(text: string, vault: Vault, maySee: MaySee): string {
  return restoreWith(text, entriesOf(vault), maySee)
}

/** The entries of a vault by placeholder. */
export function entriesOf(vault: Vault): ReadonlyMap<string, VaultEntry> {
  return new Map(vault.entries.map((entry) => [entry.placeholder, entry]))
}

/** Like {@link restore}, for many texts of one vault. */
export function restoreWith(text: string, entries: ReadonlyMap<string, VaultEntry>, maySee: MaySee): string {
  return text.replace(anyPlaceholder, (placeholder) => {
    const entry = entries.get(placeholder)
    return entry === undefined ? placeholder : shownOf(entry, maySee)
  })
}

/** What is seen of one entry. */
function shownOf(entry: VaultEntry, maySee: MaySee): string {
  if (entry.kind === 'mark') return entry.text
  const sight = sightOf(entry, maySee)
  if (sight === 'nothing') return entry.placeholder
  if (sight === 'whole') return entry.text
  return entry.json === true && entry.kind === 'field' ? '***' : partialForm(entry.kind, entry.text)
}

/** What the reader may see of an entry. */
export function sightOf(entry: VaultEntry, maySee: MaySee): Sight {
  return typeof maySee === 'function' ? maySee(entry) : maySee
}

/**
 * The placeholders a text holds: with those of the prompt at hand, a restorer can be told to put back only what that prompt held.
 * @example
 * const sent = placeholdersIn(prompt)
 * restore(answer, vault, (entry) => (sent.has(entry.placeholder) ? 'whole' : 'nothing'))
 */
export function placeholdersIn(text: string): ReadonlySet<string> {
  return new Set(text.match(anyPlaceholder))
}

/** Restores a text that comes in pieces; see {@link openRestorer}. */
export type Restorer = Readonly<{
  /** Takes the next piece and gives back what is settled so far. */
  write: (piece: string) => string
  /** Gives back what was held. */
  end: () => string
}>

/**
 * Restores a streamed text whose placeholders may be split anywhere: holds back what could still become one of the vault's
 * placeholders, and nothing else. What it gives out adds up to `restore` of the whole.
 * @example
 * const restorer = openRestorer(vault, 'whole')
 * for await (const piece of answer) out.write(restorer.write(piece))
 * out.write(restorer.end())
 */
export function openRestorer(vault: Vault, maySee: MaySee): Restorer {
  const entries = entriesOf(vault)
  const beginnings = new Set<string>()
  for (const placeholder of entries.keys()) {
    for (let length = 1; length < placeholder.length; length++) beginnings.add(placeholder.slice(0, length))
  }
  let held = ''
  return Object.freeze({
    write: (piece: string) => {
      const text = held + piece
      const open = text.lastIndexOf(placeholderStart)
      const waits = open >= 0 && !text.includes(placeholderEnd, open) && beginnings.has(text.slice(open))
      held = waits ? text.slice(open) : ''
      return restoreWith(waits ? text.slice(0, open) : text, entries, maySee)
    },
    end: () => {
      const rest = held
      held = ''
      return rest
    },
  })
}
