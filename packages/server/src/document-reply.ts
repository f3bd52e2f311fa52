import type { DocumentInfo } from '@kaiwu/knowledge'
import type { z } from 'zod'
import { mediaTypeOf } from './media-type.ts'
import type { documentInfo } from './schemas/document.ts'

/** A document as the API tells it. */
export type DocumentReply = Omit<Readonly<z.output<typeof documentInfo>>, 'facts'> & Pick<DocumentInfo, 'facts'>

/** Tells a document as the API does: with its media type, and the moment it was added as an instant. */
export function documentReply({ addedAt, warnings, ...info }: DocumentInfo): DocumentReply {
  return Object.freeze({
    ...info,
    mediaType: mediaTypeOf(info.path),
    addedAt: new Date(addedAt).toISOString(),
    warnings: warnings.map((warning) => ({ ...warning })),
  })
}
