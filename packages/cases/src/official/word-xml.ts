import { escaped } from '../export/case-document.ts'

/** The names of a font for letters of every script, so that quotes, dashes and figures do not fall to another (`w:eastAsia`). */
export function fontOf(name: string): string {
  return `<w:rFonts w:ascii="${name}" w:hAnsi="${name}" w:eastAsia="${name}" w:cs="${name}" w:hint="eastAsia"/>`
}

/** A size in points. */
export function sizeOf(size: number): string {
  return `<w:sz w:val="${size * 2}"/><w:szCs w:val="${size * 2}"/>`
}

/** Text; a tab goes to the next stop, a line feed begins a new line. @param form properties of the run, or a character style */
export function run(text: string, form = ''): string {
  if (text === '') return ''
  const said = escaped(text)
    .split('\n')
    .map((line) =>
      line
        .split('\t')
        .map((part) => `<w:t xml:space="preserve">${part}</w:t>`)
        .join('<w:tab/>'),
    )
  return `<w:r>${form === '' ? '' : `<w:rPr>${form}</w:rPr>`}${said.join('<w:br/>')}</w:r>`
}

/** A paragraph. @param content runs @param form its own properties beside those of its style, in the order of the schema */
export function paragraph(style: string, content: string, form = ''): string {
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/>${form}</w:pPr>${content}</w:p>`
}

/** A border of a paragraph. @param size in eighths of a point */
export function border(side: 'top' | 'bottom', kind: string, size: number, color = '000000'): string {
  return `<w:pBdr><w:${side} w:val="${kind}" w:sz="${size}" w:space="0" w:color="${color}"/></w:pBdr>`
}
