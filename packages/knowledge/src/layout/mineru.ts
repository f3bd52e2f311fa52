import { KaiwuError } from '@kaiwu/core'
import { layoutDocument, type LayoutPage } from './layout-document.ts'
import { askLayoutService, listAt, stringAt, valueAt, type LayoutAddress } from './layout-request.ts'
import type { LayoutService } from './layout-service.ts'

/** What of a page is no part of its text. */
const furniture = /^(?:header|footer|page_number|aside_text|discarded)$/

/**
 * A MinerU server (`mineru-api`): `POST /file_parse` with the file as a form. Pages come from its content list, where it sends one.
 * @param backend its way of working, such as `pipeline` or `vlm-http-client`; absent: its own choice
 */
export function mineruService(address: LayoutAddress, backend?: string): LayoutService {
  return Object.freeze({
    name: address.service,
    async read({ bytes, name, mediaType, signal }: Parameters<LayoutService['read']>[0]) {
      const form = new FormData()
      const extension = /\.[A-Za-z\d]{1,5}$/.exec(name)?.[0] ?? (mediaType === 'application/pdf' ? '.pdf' : '.png')
      form.append('files', new Blob([Uint8Array.from(bytes)], { type: mediaType }), `document${extension}`)
      for (const wanted of ['return_md', 'return_content_list', 'return_images']) form.append(wanted, 'true')
      form.append('lang_list', 'ch')
      if (backend !== undefined) form.append('backend', backend)
      const answer = await askLayoutService(address, { form }, name, signal)
      const result = Object.values(Object(valueAt(answer, 'results')) as object)[0] as unknown
      const markdown = stringAt(result, 'md_content')
      const pages = contentPages(valueAt(result, 'content_list'), imagesOf(valueAt(result, 'images')))
      if (markdown === undefined && pages.length === 0) {
        const reason = `${address.service}：回答里没有 results.*.md_content (the answer holds no md_content)`
        throw new KaiwuError('LAYOUT_SERVICE_FAILED', { name, reason })
      }
      const whole: LayoutPage = { markdown: markdown ?? '', images: imagesOf(valueAt(result, 'images')) }
      return layoutDocument(address.service, name, pages.length === 0 ? [whole] : pages)
    },
  })
}

function imagesOf(images: unknown): ReadonlyMap<string, string> {
  return new Map(Object.entries(Object(images) as object).filter((pair): pair is [string, string] => typeof pair[1] === 'string'))
}

/** The content list is JSON inside the JSON: pieces in reading order, each with its page from 0. */
function contentPages(list: unknown, images: ReadonlyMap<string, string>): readonly LayoutPage[] {
  const pieces = typeof list === 'string' ? parseList(list) : list
  if (!Array.isArray(pieces)) return []
  const pages = new Map<number, string[]>()
  for (const piece of pieces as readonly unknown[]) {
    const index = valueAt(piece, 'page_idx')
    const page = typeof index === 'number' && index >= 0 ? Math.floor(index) + 1 : 1
    const markdown = pieceMarkdown(piece)
    if (markdown !== '') pages.set(page, [...(pages.get(page) ?? []), markdown])
  }
  return [...pages].sort(([one], [other]) => one - other).map(([page, parts]) => ({ page, markdown: parts.join('\n\n'), images }))
}

function parseList(list: string): unknown {
  try {
    return JSON.parse(list) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function pieceMarkdown(piece: unknown): string {
  const type = stringAt(piece, 'type') ?? ''
  if (furniture.test(type)) return ''
  const level = valueAt(piece, 'text_level')
  const text = stringAt(piece, 'text') ?? stringAt(piece, 'content') ?? ''
  if (type === 'text' && typeof level === 'number' && level >= 1)
    return `${'#'.repeat(Math.min(6, level))} ${text.replace(/\s+/g, ' ').trim()}`
  const lines = (key: string): readonly string[] => listAt(piece, key).filter((line): line is string => typeof line === 'string')
  if (type === 'table')
    return [...lines('table_caption'), stringAt(piece, 'table_body') ?? '', ...lines('table_footnote')]
      .filter(Boolean)
      .join('\n\n')
  if (type === 'list')
    return lines('list_items')
      .map((item) => `${item}\n`)
      .join('\n')
  if (type === 'code') return [...lines('code_caption'), `\`\`\`\n${stringAt(piece, 'code_body') ?? ''}\n\`\`\``].join('\n\n')
  const picture = stringAt(piece, 'img_path') ?? ''
  if (type !== 'image' && type !== 'chart') return text
  const captions = ['image_caption', 'img_caption', 'chart_caption'].flatMap(lines)
  const notes = ['image_footnote', 'img_footnote', 'chart_footnote'].flatMap(lines)
  return [picture === '' ? '' : `![${(captions[0] ?? '').replace(/[[\]\n]/g, ' ')}](<${picture}>)`, ...captions, ...notes]
    .filter(Boolean)
    .join('\n\n')
}
