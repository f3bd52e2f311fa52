import { KaiwuError } from '@kaiwu/core'
import type { ReadWarning } from '../reader/reader.ts'
import { layoutDocument, type LayoutPage } from './layout-document.ts'
import { askLayoutService, listAt, stringAt, valueAt, type LayoutAddress } from './layout-request.ts'
import type { LayoutService } from './layout-service.ts'

/** PaddleX reads no more pages of a file unless its `max_num_input_imgs` is set otherwise. */
const usualMost = 10

/** A PaddleX server of PP-StructureV3 or PaddleOCR-VL: `POST /layout-parsing` with the file as base64; it answers page by page. */
export function paddleOcrService(address: LayoutAddress): LayoutService {
  return Object.freeze({
    name: address.service,
    async read({ bytes, name, mediaType, signal }: Parameters<LayoutService['read']>[0]) {
      const isPdf = mediaType === 'application/pdf'
      const json = { file: Buffer.from(bytes).toString('base64'), fileType: isPdf ? 0 : 1, visualize: false }
      const answer = await askLayoutService(address, { json }, name, signal)
      const failed = (reason: string): KaiwuError =>
        new KaiwuError('LAYOUT_SERVICE_FAILED', { name, reason: `${address.service}：${reason}` })
      const code = valueAt(answer, 'errorCode')
      if (typeof code === 'number' && code !== 0) throw failed(`${code} ${stringAt(answer, 'errorMsg')?.slice(0, 200) ?? ''}`)
      const result = valueAt(answer, 'result')
      if (!Array.isArray(valueAt(result, 'layoutParsingResults')))
        throw failed('回答里没有 result.layoutParsingResults (the answer holds no layoutParsingResults)')
      const pages = listAt(result, 'layoutParsingResults').map((one, at) => pageOf(one, at, isPdf))
      return layoutDocument(address.service, name, pages, isPdf ? unreadWarning(pages.length, valueAt(result, 'dataInfo')) : [])
    },
  })
}

function pageOf(one: unknown, at: number, isPdf: boolean): LayoutPage {
  const markdown = valueAt(one, 'markdown')
  const images = Object.entries(Object(valueAt(markdown, 'images')) as object)
  return {
    ...(isPdf ? { page: at + 1 } : {}),
    markdown: stringAt(markdown, 'text') ?? '',
    images: new Map(images.filter((pair): pair is [string, string] => typeof pair[1] === 'string')),
  }
}

/** A server with its usual settings leaves out what follows the tenth page and does not say so. */
function unreadWarning(read: number, info: unknown): readonly ReadWarning[] {
  const stated = valueAt(info, 'numPages')
  const unread = typeof stated === 'number' ? stated - read : 0
  if (unread > 0)
    return [
      {
        zh: `服务只识别了前 ${read} 页，还有 ${unread} 页未读取；请在服务端放宽 max_num_input_imgs`,
        en: `The service recognised the first ${read} pages only; ${unread} were not read. Raise max_num_input_imgs of the service`,
        kind: 'not-read',
        count: unread,
      },
    ]
  if (read !== usualMost) return []
  return [
    {
      zh: `服务只返回了 ${usualMost} 页，这是 PaddleX 的默认上限；若文件更长，其余页未读取，请放宽 max_num_input_imgs`,
      en: `The service returned ${usualMost} pages, the usual limit of PaddleX; if there are more they were not read: raise max_num_input_imgs`,
      kind: 'doubtful',
      count: usualMost,
    },
  ]
}
