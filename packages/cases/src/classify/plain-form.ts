/** What is read of one text; more only costs time. */
export const longestText = 20_000

/** Turns traditional characters into simplified ones, where the caller has a table for it. */
export type Simplify = (text: string) => string

const unseen = /\p{Default_Ignorable_Code_Point}/gu

/**
 * A text in the form in which texts are compared: NFKC, lower case, no invisible characters, single spaces; two texts of one plain form
 * are the same text.
 * @example
 * plainForm('Ｅ－２０３  漏电') // 'e-203 漏电'
 */
export function plainForm(text: string, simplify: Simplify = (same) => same): string {
  const folded = text.slice(0, longestText).normalize('NFKC').toLowerCase().replace(unseen, '')
  return simplify(folded.replace(/\s+/g, ' ').trim())
}

/** The plain form of a row's subject and text together, which tells whether two rows are the same. */
export function plainRow(row: Readonly<{ text: string; subject?: string }>, simplify?: Simplify): string {
  return `${plainForm(row.subject ?? '', simplify)}\n${plainForm(row.text, simplify)}`
}

/** What two rows share that are the same text under whatever subject; rows without a text go by their subject. */
export function sameText(row: Readonly<{ text: string; subject?: string }>, simplify?: Simplify): string {
  return plainForm(row.text, simplify) || `\n${plainForm(row.subject ?? '', simplify)}`
}
