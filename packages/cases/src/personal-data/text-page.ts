import { readDigitGroups, type DigitGroups } from './digit-groups.ts'
import { foldWidth } from './fold-width.ts'
import type { PersonalDataKind, PersonalDataSpan } from './personal-data-kind.ts'

/** A text being searched: its folded form, its groups of digits, and what has been found so far. */
export type TextPage = Readonly<{
  folded: string
  groups: DigitGroups
  /** True where some unit of the range belongs to something already found. */
  taken: (start: number, end: number) => boolean
  /** Notes a find unless it overlaps an earlier one; tells whether it was noted. */
  note: (found: Readonly<{ kind: PersonalDataKind; start: number; end: number; value: string; sure: boolean }>) => boolean
  /** Everything noted, in the order of the text. */
  spans: () => readonly PersonalDataSpan[]
}>

/** Lays a text out for the detectors, which run one after the other: the first to name a stretch keeps it. */
export function layOutText(text: string): TextPage {
  const folded = foldWidth(text)
  const marks = new Uint8Array(text.length)
  const spans: PersonalDataSpan[] = []
  const taken = (start: number, end: number): boolean => marks.subarray(Math.max(0, start), Math.max(0, end)).includes(1)
  return {
    folded,
    groups: readDigitGroups(folded),
    taken,
    note: ({ kind, start, end, value, sure }) => {
      if (taken(start, end)) return false
      marks.fill(1, start, end)
      spans.push(Object.freeze({ kind, start, end, text: text.slice(start, end), value, sure }))
      return true
    },
    spans: () => Object.freeze(spans.sort((one, other) => one.start - other.start)),
  }
}
