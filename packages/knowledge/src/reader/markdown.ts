import { decodeText } from './decode-text.ts'
import { documentText } from './document-text.ts'
import { encodingWarning } from './encoding-warning.ts'
import { dataUrlBytes, loadFigures, noteAlternatives } from './figures.ts'
import { readFrontMatter } from './front-matter.ts'
import { hiddenText } from './hidden-text.ts'
import { writeMarkdown } from './markdown-body.ts'
import type { Reader } from './reader.ts'

/** Reads Markdown: headings, paragraphs, list items and table rows as plain text; front matter as properties. */
export const markdownReader: Reader = Object.freeze({
  name: 'markdown',
  extensions: Object.freeze(['.md', '.markdown']),
  isolated: false,
  async read(bytes: Uint8Array, name: string) {
    const decoded = decodeText(bytes, name)
    const text = documentText(name)
    const hidden = hiddenText()
    const { properties, body } = readFrontMatter(text.clean(decoded.text))
    const pictures = await loadFigures(await writeMarkdown(body, text, hidden), dataUrlBytes)
    noteAlternatives(pictures.dropped, hidden)
    const title = properties['title']
    return Object.freeze({
      ...text.finish(),
      ...(title ? { title } : {}),
      properties,
      warnings: Object.freeze([...encodingWarning(decoded), ...hidden.warnings(), ...text.unseen(), ...pictures.warnings]),
      figures: pictures.figures,
    })
  },
})
