import { KaiwuError } from '@kaiwu/core'
import { failpoint, type Queries } from '@kaiwu/store'
import type { HandlerTools } from '../cases/case-handlers.ts'
import { decisionsOn } from '../cases/decide-on-case.ts'
import { subjectActor, type Asking } from '../cases/deciding.ts'
import { lookingAt } from '../cases/looking-at.ts'
import { caseSight } from '../cases/case-sight.ts'
import { offersOf, type CaseView, type Looking } from '../cases/read-case.ts'
import type { CaseDefinition } from '../definition/case-definition.ts'
import { filesIn } from '../engine/apply-event.ts'
import type { AttachedFile, CaseEvent } from '../engine/case-event.ts'
import type { Deciding } from '../engine/decision-input.ts'
import { appendLog } from '../log/append-log.ts'
import type { Rights } from '../people/authorize.ts'
import { attachmentName } from './attachment-name.ts'
import type { AttachmentContent, AttachmentStore } from './attachment-store.ts'
import { attachmentType, isInline } from './attachment-type.ts'

/** A file that somebody adds to a case. */
export type NewAttachment = Readonly<{
  /** The field of files it goes into. */
  field: string
  /** Its name, without a path. */
  name: string
  content: AttachmentContent
}>

/** A file of a case, to be read. */
export type OpenedAttachment = AttachedFile &
  Readonly<{
    /** Whether a browser may show it in the page; else it is served as a download, whatever it asks for. */
    inline: boolean
    /** Its bytes; they end with an error when they are not what was attached. */
    content: AsyncIterable<Uint8Array>
  }>

/** What people do with the files of cases. */
export type CaseAttachments = Readonly<{
  /**
   * Adds a file, by whoever may take an action or sign for an approval now whose form has the field. The same content once more in the
   * same field changes nothing, so that it may be sent again.
   * @throws CASE_NOT_FOUND, CASE_NOT_YOURS, ATTACHMENT_FIELD_UNKNOWN, ATTACHMENT_NAME_INVALID, ATTACHMENT_TOO_LARGE, ATTACHMENT_TOO_MANY
   */
  attach(asking: Asking, id: string, file: NewAttachment): Promise<CaseView>
  /** A file, for who may see the case and the field; that they did is recorded. @throws CASE_NOT_FOUND, ATTACHMENT_NOT_FOUND */
  attachment(asking: Asking, id: string, sha256: string): Promise<OpenedAttachment>
  /**
   * Takes a file out of its field, as long as nobody has decided on the case since it came. Its content stays.
   * @throws CASE_NOT_FOUND, CASE_NOT_YOURS, ATTACHMENT_FIELD_UNKNOWN, ATTACHMENT_NOT_FOUND, ATTACHMENT_DECIDED
   */
  detach(asking: Asking, id: string, what: Readonly<{ field: string; sha256: string }>): Promise<CaseView>
  /** Takes away content that was sent and then belonged to no case for a day. Returns how many. To be called from time to time. */
  sweepAttachments(): Promise<number>
}>

/** How much a case takes. */
export type AttachmentLimits = Readonly<{
  /** Of one file. Default 50 MB. */
  mostBytes?: number
  /** Files of one case, those taken out again among them. Default 200. */
  mostFiles?: number
}>

const once = { what: () => '' }
const headBytes = 4_096

/** What people do with the files of the cases of a base. */
export function caseAttachments(
  tools: Omit<HandlerTools, 'steps'>,
  rights: Rights,
  store: AttachmentStore,
  { mostBytes = 50_000_000, mostFiles = 200 }: AttachmentLimits = {},
): CaseAttachments {
  const { clock } = tools
  const decided = decisionsOn(tools, rights)
  const looked = lookingAt(tools, rights)
  return {
    attach: async (asking, id, { field, name: given, content }) => {
      const name = attachmentName(given)
      // Before anything is received from somebody who may not send it.
      await looked(asking, id, 'case.act', (looking, inside) => refuseOthers(inside, looking, field))
      const { whole, head } = withHead(content)
      const kept = await store.put(whole, mostBytes)
      const file: AttachedFile = { name, ...kept, type: attachmentType(head(), name) }
      return decided(asking, id, once, async (deciding, inside) => {
        await refuseOthers(inside, { ...deciding, subject: asking.subject }, field)
        if (filesIn(deciding.record.fields, field).some(({ sha256 }) => sha256 === kept.sha256)) return []
        if (!(await store.has(inside, kept.sha256))) throw new KaiwuError('ATTACHMENT_LOST', { sha256: kept.sha256 })
        return record(inside, deciding, { field, file, mostFiles })
      })
    },
    detach: (asking, id, { field, sha256 }) =>
      decided(asking, id, once, async (deciding, inside) => {
        await refuseOthers(inside, { ...deciding, subject: asking.subject }, field)
        return detachedFrom(inside, deciding, field, sha256)
      }),
    attachment: (asking, id, sha256) =>
      looked(asking, id, 'case.read', async ({ definition, record: seen, subject }, inside) => {
        const { hidden } = await caseSight(inside, rights, subject, definition, seen)
        const file = (await heldFiles(inside, id)).find((one) => one.sha256 === sha256 && !hidden.includes(one.field))
        if (!file) throw new KaiwuError('ATTACHMENT_NOT_FOUND', { no: seen.no, sha256 })
        const { field, name, bytes, type } = file
        const entry = { action: 'attachment.read', objectKind: 'attachment', objectId: sha256, caseId: id, detail: { field } }
        await appendLog(inside, [{ ...subjectActor(asking), atMs: clock.now(), ...entry }])
        return Object.freeze({ name, sha256, bytes, type, inline: isInline(type), content: store.get(sha256) })
      }),
    sweepAttachments: () => store.sweep(),
  }
}

/** A file that a case holds or held, and where. */
export type HeldFile = AttachedFile & Readonly<{ field: string; acts: number }>

/** The files of a case, those taken out again among them, in the order in which they came. */
export function heldFiles(queries: Pick<Queries, 'all'>, caseId: string): Promise<readonly HeldFile[]> {
  return queries.all<HeldFile>(
    'SELECT field, name, sha256, bytes, type, acts FROM caseAttachments WHERE caseId = ? ORDER BY atMs, field, name, sha256',
    caseId,
  )
}

async function record(
  inside: Queries,
  { record: { id, no, acts }, nowMs }: Deciding,
  { field, file, mostFiles }: Readonly<{ field: string; file: AttachedFile; mostFiles: number }>,
): Promise<readonly CaseEvent[]> {
  const { name, sha256, bytes, type } = file
  await inside.run(
    `INSERT INTO caseAttachments (caseId, field, sha256, name, bytes, type, acts, atMs) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (caseId, field, sha256) DO UPDATE SET name = excluded.name, type = excluded.type, acts = excluded.acts, atMs = excluded.atMs`,
    ...[id, field, sha256, name, bytes, type, acts.length, nowMs],
  )
  if ((await heldFiles(inside, id)).length > mostFiles) throw new KaiwuError('ATTACHMENT_TOO_MANY', { no, most: mostFiles })
  failpoint('attachment-before-record')
  return [{ type: 'attached', field, file }]
}

async function detachedFrom(
  inside: Queries,
  { record: { id, no, fields, acts } }: Deciding,
  field: string,
  sha256: string,
): Promise<readonly CaseEvent[]> {
  if (!filesIn(fields, field).some((file) => file.sha256 === sha256)) throw new KaiwuError('ATTACHMENT_NOT_FOUND', { no, sha256 })
  const held = (await heldFiles(inside, id)).find((file) => file.field === field && file.sha256 === sha256)
  if (held?.acts !== acts.length) throw new KaiwuError('ATTACHMENT_DECIDED', { no, sha256 })
  return [{ type: 'detached', field, sha256 }]
}

/** @throws CASE_ENDED, ATTACHMENT_FIELD_UNKNOWN, CASE_NOT_YOURS when nothing that they may do now has the field in its form */
async function refuseOthers(inside: Queries, looking: Looking, field: string): Promise<void> {
  const { definition, record, subject } = looking
  const { no } = record
  if (record.endedAtMs !== undefined) throw new KaiwuError('CASE_ENDED', { no })
  if (definition.fields.get(field)?.type !== 'files')
    throw new KaiwuError('ATTACHMENT_FIELD_UNKNOWN', { no, field, known: fileFields(definition).join('、') || '—' })
  const { actions, maySign } = await offersOf(inside, looking)
  const signs = maySign && definition.states.get(record.state)?.approval?.form.includes(field) === true
  if (!signs && !actions.some(({ form }) => form.includes(field)))
    throw new KaiwuError('CASE_NOT_YOURS', { no, name: subject.name })
}

function fileFields({ fields }: CaseDefinition): readonly string[] {
  return [...fields.values()].filter(({ type }) => type === 'files').map(({ key }) => key)
}

/** Content whose first bytes are known once it has been read. */
function withHead(content: AttachmentContent): Readonly<{ whole: AttachmentContent; head: () => Uint8Array }> {
  if (content instanceof Uint8Array) return { whole: content, head: () => content.subarray(0, headBytes) }
  let head = Buffer.alloc(0)
  async function* whole(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      if (head.length < headBytes) head = Buffer.concat([head, piece.subarray(0, headBytes - head.length)])
      yield piece
    }
  }
  return { whole: whole(content), head: () => head }
}
