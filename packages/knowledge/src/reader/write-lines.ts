import type { DocumentText } from './document-text.ts'
import { hasNumberedStart } from './numbered-start.ts'

/** A line break typed inside a paragraph starts a new one where the next line is numbered. */
export function writeLines(text: string, target: DocumentText): void {
  let open = ''
  for (const line of text.split('\n')) {
    if (open !== '' && hasNumberedStart(line)) {
      target.paragraph(open)
      open = line
    } else open = open === '' ? line : `${open}\n${line}`
  }
  target.paragraph(open)
}
