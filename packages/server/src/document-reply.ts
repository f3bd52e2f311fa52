import type { DocumentInfo } from '@kaiwu/knowledge'
import type { z } from 'zod'
import type { documentInfo } from './schemas/document.ts'

/** A document as the API tells it. */
export type DocumentReply = Readonly<z.output<typeof documentInfo>>

const mediaTypes: Readonly<Record<string, string>> = Object.freeze({
  md: 'text/markdown',
  markdown: 'text/markdown',
  txt: 'text/plain',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  html: 'text/html',
  htm: 'text/html',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
})

/** Tells a document as the API does: with its media type, and the moment it was added as an instant. */
export function documentReply({ addedAt, warnings, ...info }: DocumentInfo): DocumentReply {
  const extension = /\.([^./]+)$/.exec(info.path)?.[1]?.toLowerCase() ?? ''
  return Object.freeze({
    ...info,
    mediaType: mediaTypes[extension] ?? 'application/octet-stream',
    addedAt: new Date(addedAt).toISOString(),
    warnings: warnings.map(({ zh, en }) => ({ zh, en })),
  })
}
