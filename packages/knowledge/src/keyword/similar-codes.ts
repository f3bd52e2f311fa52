const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz.'
const shortest = 4
const longest = 64

/** Letters and digits mixed, four of them or more: shorter ones are near to everything. */
export function isCode(term: string): boolean {
  return term.length >= shortest && /^[a-z\d.]+$/.test(term) && /[a-z]/.test(term) && /\d/.test(term)
}

/**
 * The codes one edit away from a code: one character more, fewer, other, or two neighbours swapped (Damerau 1964). There are some 75 for
 * each character, so looking each one up is quicker than looking through an index.
 */
export function nearCodes(code: string): readonly string[] {
  if (!isCode(code) || code.length > longest) return []
  const near = new Set<string>()
  for (let at = 0; at <= code.length; at++) {
    const before = code.slice(0, at)
    const [one = '', two = ''] = code.slice(at)
    const behind = code.slice(at + 1)
    if (one !== '') near.add(before + behind)
    if (two !== '') near.add(before + two + one + behind.slice(1))
    for (const other of alphabet) {
      near.add(before + other + one + behind)
      if (one !== '') near.add(before + other + behind)
    }
  }
  near.delete(code)
  return [...near].filter(isCode)
}
