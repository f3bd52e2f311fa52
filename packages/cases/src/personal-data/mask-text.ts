import { placeholderStart, type OpenVault, type VaultItem } from './vault.ts'

/** A stretch of a text that is to be masked, and what stands for it. */
export type MaskedStretch = Readonly<{ start: number; end: number; item: Omit<VaultItem, 'text'> }>

/**
 * Replaces stretches by placeholders. Where two overlap, both are masked as one piece under the longer one's label. The sign ⟦
 * of the text itself becomes a placeholder too, so that no text brings placeholders of its own.
 */
export function maskText(text: string, stretches: readonly MaskedStretch[], vault: OpenVault): string {
  const all = joined([...stretches, ...marksOf(text)])
  const parts: string[] = []
  let at = 0
  for (const { start, end, item } of all) {
    parts.push(text.slice(at, start), vault.placeholderOf({ ...item, text: text.slice(start, end) }))
    at = end
  }
  parts.push(text.slice(at))
  return parts.join('')
}

function marksOf(text: string): readonly MaskedStretch[] {
  const found: MaskedStretch[] = []
  for (let at = text.indexOf(placeholderStart); at >= 0; at = text.indexOf(placeholderStart, at + 1)) {
    found.push({ start: at, end: at + 1, item: { label: '括号', kind: 'mark', value: placeholderStart } })
  }
  return found
}

/** Sorted and without overlaps. */
function joined(stretches: readonly MaskedStretch[]): readonly MaskedStretch[] {
  const sorted = stretches.toSorted((one, other) => one.start - other.start || other.end - one.end)
  const found: MaskedStretch[] = []
  // Only the last piece can still grow: its text is known when it is masked.
  for (const next of sorted) {
    const last = found.at(-1)
    if (last === undefined || next.start >= last.end) found.push(next)
    else if (next.end > last.end) {
      found.pop()
      const longer = next.end - next.start > last.end - last.start ? next : last
      found.push({
        start: last.start,
        end: next.end,
        item: { label: longer.item.label, kind: 'field', value: `${last.item.value}+${next.item.value}` },
      })
    }
  }
  return found
}
