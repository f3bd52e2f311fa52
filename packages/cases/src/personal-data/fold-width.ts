const wide = /[\uFF01-\uFF5E\u3000\u00A0\u2000-\u200A\u202F\u2010-\u2015\u2212\u00D7\u2169\u0425\u0445]/g

/**
 * Full-width letters, digits and signs as ASCII, every space as one space, every dash as a hyphen, and what people type for
 * the last X of an ID card (×, Ⅹ, Cyrillic Х) as X. One unit stays one unit, so offsets remain those of the original.
 */
export function foldWidth(text: string): string {
  return text.replace(wide, (unit) => {
    const code = unit.charCodeAt(0)
    if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0)
    if ((code >= 0x2010 && code <= 0x2015) || code === 0x2212) return '-'
    if (code === 0xd7 || code === 0x2169 || code === 0x425 || code === 0x445) return 'X'
    return ' '
  })
}
