/** Private use, unknown and control characters: what fonts without a map to Unicode give. */
const strange = /[\ue000-\uf8ff\ufffd]|(?![\t\n\r])\p{Cc}|[\u{f0000}-\u{10ffff}]/gu
const latin = /^[\u0021-\u00ff\u03bc]+$/
/** Letters as wide as they are high are Chinese characters whose codes were taken for Latin ones. */
const broadLatin = /[MWmw%@©®—]/
/** Chinese bytes taken for Western letters: nearly every letter carries an accent or is a sign. */
const accented = /[\u0080-\u00ff]/g
/** Letters of scripts far apart, as glyph numbers give them; and rare Chinese characters. */
const far = /[\u0530-\u1fff\u2c00-\u2dff\u3400-\u4dbf\ua000-\uabff]/g
const mostScripts = 4

/**
 * How many characters of a piece of text have a meaning that its font does not tell.
 * @param width of the piece, in the measure of `size`
 */
export function countUnmapped(piece: string, width: number, size: number): number {
  const text = piece.replace(/\s/g, '')
  const wide = width / (text.length * size)
  if (latin.test(text) && !broadLatin.test(text) && wide > 0.97 && wide < 1.06 && text.length === piece.length) return text.length
  if (text.length >= 4 && (text.match(accented)?.length ?? 0) > text.length * 0.7) return text.length
  return text.match(strange)?.length ?? 0
}

/** How many letters of a page are of scripts that do not come together: none where they are of a few scripts only. */
export function countOddLetters(text: string): number {
  const letters = text.match(far) ?? []
  const scripts = new Set(letters.map((letter) => (/[\u3400-\u4dbf]/.test(letter) ? 0x3400 : letter.charCodeAt(0)) >> 7))
  return scripts.size > mostScripts ? letters.length : 0
}
