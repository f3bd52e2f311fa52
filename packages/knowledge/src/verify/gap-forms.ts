/**
 * What stands between two letters, digits or signs of a text, in one form each. Some stand for several others: a line break, one
 * at the end of a wrapped line, one between digits of short lines, a hyphen at a line end, the comma of 1,500, a narrow comma
 * between digits. A bracket, a dash, a slash, a question mark stand for themselves.
 */
export const gapForms = {
  nothing: '',
  space: ' ',
  pause: 'p',
  break: 'n',
  wrapped: 'w',
  lines: 'b',
  hyphen: 'h',
  grouping: 'g',
  comma: 'c',
} as const

const standsFor: Readonly<Record<string, string>> = {
  [gapForms.break]: ' pwbhgc',
  [gapForms.wrapped]: ' pnbhgc',
  [gapForms.lines]: ' pc',
  [gapForms.hyphen]: '-',
  [gapForms.comma]: gapForms.pause,
}
const standsForNothing: ReadonlySet<string> = new Set([gapForms.break, gapForms.wrapped, gapForms.hyphen, gapForms.grouping])

/** Whether what stands between two solids of a quote may stand for what stands there in the text. */
export function sameGap(one: string, other: string): boolean {
  return one === other || covers(one, other) || covers(other, one)
}

function covers(wide: string, other: string): boolean {
  return other === '' ? standsForNothing.has(wide) : other.length === 1 && standsFor[wide]?.includes(other) === true
}
