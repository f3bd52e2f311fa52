import { KaiwuError } from '@kaiwu/core'
import type { Access, Knowledge } from '@kaiwu/knowledge'

/** A document with what is known of it on a day. */
export type KnownDocument = Awaited<ReturnType<Knowledge['document']>>

/** A document that was there a moment ago; nothing when it has been removed, or closed to these labels, since. */
export async function knownDocument(
  knowledge: Pick<Knowledge, 'document'>,
  id: string,
  asOf: string,
  access: Access,
): Promise<KnownDocument | undefined> {
  try {
    return await knowledge.document(id, asOf, access)
  } catch (error) {
    if (KaiwuError.is(error) && error.code === 'DOCUMENT_NOT_FOUND') return undefined
    throw error
  }
}
