import { docxPackage } from '../export/docx-package.ts'
import { officialBody, officialEnd } from './official-body.ts'
import type { OfficialDocument } from './official-document.ts'
import { officialHead } from './official-head.ts'
import { officialParts, sectionOf } from './official-styles.ts'

/**
 * Typesets an official document as GB/T 9704-2012 has it, as a Word file with real styles on a document grid of 22 lines of 28 characters.
 * Fonts are named, never enclosed. The same document makes the same bytes.
 * @example
 * const bytes = await typesetOfficial(officialDocument({ 文种: '通知', 发文机关: '云泽市数据管理局', 标题: '关于……的通知', 正文: '……' }))
 */
export function typesetOfficial(document: OfficialDocument): Promise<Uint8Array> {
  const { title, aigc } = document
  const { content, parts, first, header } = officialHead(document)
  return docxPackage({
    ...{ title, language: 'zh' },
    ...(aigc === undefined ? {} : { aigc }),
    body: [content, officialBody(document), officialEnd(document), sectionOf(first, header)].join(''),
    parts: [...officialParts, ...parts],
  })
}
