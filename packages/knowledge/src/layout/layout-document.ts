import { KaiwuError } from '@kaiwu/core'
import { documentText, onPage } from '../reader/document-text.ts'
import { dataUrlBytes, loadFigures, noteAlternatives, type FigureRequest } from '../reader/figures.ts'
import { hiddenText } from '../reader/hidden-text.ts'
import { writeMarkdown } from '../reader/markdown-body.ts'
import type { ReadDocument, ReadWarning } from '../reader/reader.ts'

/** What a layout service recognised on one page, or in the whole file where it does not tell the pages. */
export type LayoutPage = Readonly<{
  /** From 1. */
  page?: number
  markdown: string
  /** Pictures that the Markdown refers to, by their address in it: base64, or a data URL. */
  images?: ReadonlyMap<string, string>
}>

/**
 * Turns what a layout service recognised into a document. It is marked as doubtful: recognition errs.
 * @param service its name, for messages
 * @throws LAYOUT_SERVICE_FAILED when there is no text in it
 */
export async function layoutDocument(
  service: string,
  name: string,
  pages: readonly LayoutPage[],
  warnings: readonly ReadWarning[] = [],
): Promise<ReadDocument> {
  const text = documentText(name)
  const hidden = hiddenText()
  const requests: FigureRequest[] = []
  const images = new Map<string, string>()
  for (const { page, markdown, images: own } of pages) {
    const target = page === undefined ? text : onPage(text, page)
    for (const one of await writeMarkdown(text.clean(markdown), target, hidden)) {
      const source = `${page ?? 0}/${one.source}`
      requests.push({ ...one, source, ...(page === undefined ? {} : { page }) })
      const found = own?.get(one.source) ?? own?.get(one.source.split('/').at(-1) ?? '')
      images.set(source, found ?? one.source)
    }
  }
  const finished = text.finish()
  if (finished.text === '')
    throw new KaiwuError('LAYOUT_SERVICE_FAILED', { name, reason: `${service}：没有识别出文字 (no text was recognised)` })
  const pictures = await loadFigures(requests, (source) => imageBytes(images.get(source) ?? ''))
  noteAlternatives(pictures.dropped, hidden)
  const count = Math.max(0, ...pages.map(({ page }) => page ?? 0))
  return Object.freeze({
    ...finished,
    properties: Object.freeze({}),
    ...(count === 0 ? {} : { pages: count }),
    warnings: Object.freeze([recognised(service), ...warnings, ...hidden.warnings(), ...text.unseen(), ...pictures.warnings]),
    figures: pictures.figures,
  })
}

function recognised(service: string): ReadWarning {
  return {
    zh: `文字由 ${service} 从图像识别，可能有错字；重要内容请核对原件`,
    en: `The text was recognised from images by ${service} and may hold mistakes; check what matters against the original`,
    kind: 'doubtful',
  }
}

function imageBytes(source: string): Uint8Array | undefined {
  if (source.startsWith('data:')) return dataUrlBytes(source)
  return /^[A-Za-z\d+/=\s]{64,}$/.test(source.slice(0, 200)) ? dataUrlBytes(`data:image;base64,${source}`) : undefined
}
