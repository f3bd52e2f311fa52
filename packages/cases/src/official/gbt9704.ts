/**
 * Measures of GB/T 9704-2012 《党政机关公文格式》, each with its clause. They were written down from memory and public pages; a unit that has
 * the text of the standard checks them there.
 * @module
 */

/** Twentieths of a point of so many millimetres, the unit of WordprocessingML. */
export function twips(millimetres: number): number {
  return Math.round((millimetres * 1440) / 25.4)
}

/** 5.1, 5.2.1: A4; 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm, which leaves 26 mm and 35 mm. */
export const sheet = Object.freeze({
  ...{ width: 11_906, height: 16_838 },
  ...{ top: twips(37), left: twips(28), right: twips(26), bottom: twips(35) },
})

/** The width and the height of 版心. */
export const core = Object.freeze({
  width: sheet.width - sheet.left - sheet.right,
  height: sheet.height - sheet.top - sheet.bottom,
})

/** 5.2.3: 22 lines of 28 characters, filling 版心. */
export const grid = Object.freeze({ lines: 22, characters: 28 })

/** Sizes of type in points: 2号, 3号, 4号 (5.2.2, 7.3.1, 7.4.2, 7.5). */
export const points = Object.freeze({ title: 22, text: 16, small: 14 })

/** The height of a line (3.2), rounded down, since Word counts only lines that fit. */
export const linePitch = Math.floor(core.height / grid.lines)

/**
 * What is taken from the width of each character, in twentieths of a point: 28 of 16 points are 158 mm, 2 mm wider than 版心. It stands in
 * the styles and not in the document grid, since LibreOffice gives a character wider than its cell two of them.
 */
export const letterSpacing = Math.floor(core.width / grid.characters - points.text * 20)

/** The width of a character (3.1), in twentieths of a point. */
export const character = points.text * 20 + letterSpacing

/** Fonts, by the names under which Windows and WPS know them (7.2 to 7.5). The file names them; it holds none. */
export const fonts = Object.freeze({
  title: '方正小标宋简体',
  text: '仿宋',
  first: '黑体',
  second: '楷体',
  page: '宋体',
})

/** 7.2.4, 10.1, 10.3: how far below the upper edge of 版心 the name of the issuer begins; of a letter, below the edge of the sheet. */
export const markTop = Object.freeze({ document: twips(35), letter: twips(30) })

/** 7.2.7: the red line stands 4 mm below the number; 10.1: that of a letter 4 mm below the name. */
export const redLineGap = twips(4)

/** 10.1: the lines of a letter are 170 mm long, in the middle of the sheet; the lower one 20 mm above the edge. */
export const letterLine = Object.freeze({ width: twips(170), bottom: twips(20) })

/** 7.4.1: lines of 版记: 0.35 mm at its edges, 0.25 mm within. */
export const endLine = Object.freeze({ thick: twips(0.35), thin: twips(0.25) })

/** 7.5: the dashes beside the number of a page stand 7 mm below 版心. */
export const pageNumberGap = twips(7)

/** 7.3.5.1: the date stands 4 characters from the right, where a seal is put on it. */
export const dateFromRight = 4
