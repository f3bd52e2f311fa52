// What terminals draw two cells wide: CJK and its punctuation, full-width forms.
const wide = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/g

/**
 * How many cells a terminal needs for a line.
 * @example
 * displayWidth('检查 a') // 6
 */
export function displayWidth(text: string): number {
  return [...text].length + (text.match(wide)?.length ?? 0)
}

/** Fills a text with spaces up to a width in terminal cells. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** Rows of cells as aligned columns, two spaces apart, each row indented by two. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, displayWidth(cell))
  return rows.map((row) =>
    `  ${row.map((cell, at) => (at === row.length - 1 ? cell : padTo(cell, widths[at] ?? 0))).join('  ')}`.trimEnd(),
  )
}
