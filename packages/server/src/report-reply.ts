import type { DocumentReport } from '@kaiwu/knowledge'
import { documentReply, type DocumentReply } from './document-reply.ts'

/** A report as the API tells it: moments as instants. */
export type ReportReply = Omit<DocumentReport, 'info' | 'revisions'> &
  Readonly<{
    document: DocumentReply
    revisions: readonly (Omit<DocumentReport['revisions'][number], 'addedAt'> & Readonly<{ addedAt: string }>)[]
  }>

/** Tells a report as the API does. */
export function reportReply({ info, revisions, ...report }: DocumentReport): ReportReply {
  return Object.freeze({
    document: documentReply(info),
    ...report,
    revisions: revisions.map((revision) => ({ ...revision, addedAt: new Date(revision.addedAt).toISOString() })),
  })
}
