import { contentHash, KaiwuError, type Language } from '@kaiwu/core'
import type { AttachmentStore } from '../attachments/attachment-store.ts'
import type { HandlerTools } from '../cases/case-handlers.ts'
import { subjectActor, type Asking } from '../cases/deciding.ts'
import { lookingAt } from '../cases/looking-at.ts'
import { appendLog } from '../log/append-log.ts'
import type { JsonObject } from '../log/canonical-json.ts'
import { caseDocument, type MadeDocument } from '../official/case-documents.ts'
import type { Rights } from '../people/authorize.ts'
import { exportFiles, type ExportFiles } from './export-files.ts'
import { readExport } from './read-export.ts'
import { safeName } from './safe-name.ts'
import { refuseFull, writeFolder } from './write-folder.ts'
import { mostZipBytes, zipArchive } from './zip-archive.ts'

/** How a case is exported. */
export type ExportRequest = Readonly<{
  /** Of labels and of texts that are there in both. Default `zh`. */
  language?: Language
  /** Who is answerable for what models wrote, for the label of GB 45438: the name or code of who runs Kaiwu. Default: the models. */
  producer?: string
}>

/** An export that was made. */
export type ExportedCase = Readonly<{
  /** How many files it has, and of how many bytes. */
  files: number
  bytes: number
  /** SHA-256 of its SHA256SUMS, as the log has it. */
  sha256: string
}>

/** An export as a ZIP, to be sent. */
export type ZippedCase = ExportedCase & Readonly<{ name: string; content: AsyncIterable<Uint8Array> }>

/** Cases as files, to be kept, printed and checked without Kaiwu. */
export type CaseExports = Readonly<{
  /**
   * Writes a case into a new or empty folder: `case.json`, a page and a Word file to print, evidence, attachments, and SHA256SUMS over
   * all of them. What the reader may not see is masked or left out. That it was exported is recorded, with the hash of SHA256SUMS.
   * @throws CASE_NOT_FOUND, CASE_NOT_YOURS, EXPORT_FOLDER_IN_USE, ATTACHMENT_LOST, PATH_UNUSABLE
   */
  exportCase(asking: Asking, id: string, folder: string, request?: ExportRequest): Promise<ExportedCase>
  /** The same as a ZIP, piece by piece. @throws CASE_NOT_FOUND, CASE_NOT_YOURS, EXPORT_TOO_LARGE */
  exportCaseZip(asking: Asking, id: string, request?: ExportRequest): Promise<ZippedCase>
  /**
   * One of the Word files that the case type makes of a case, for who may export it and sees all that it says; that they did is recorded,
   * with its hash.
   * @throws CASE_NOT_FOUND, CASE_NOT_YOURS, CASE_DOCUMENT_UNKNOWN, CASE_DOCUMENT_MASKED, CASE_DOCUMENT_UNREADY
   */
  document(asking: Asking, id: string, key: string, request?: Pick<ExportRequest, 'producer'>): Promise<MadeDocument>
}>

type Tools = Pick<HandlerTools, 'database' | 'clock' | 'definitions'>
type Prepared = ExportFiles &
  Readonly<{ no: string; detail: Readonly<{ language: Language; whole: readonly string[]; hidden: readonly string[] }> }>

/** Exports of the cases of a base. */
export function caseExports(tools: Tools, rights: Rights, store: AttachmentStore): CaseExports {
  const { database, clock } = tools
  const looked = lookingAt(tools, rights)
  const prepared = async (asking: Asking, id: string, { language = 'zh', producer }: ExportRequest): Promise<Prepared> => {
    const how = { rights, language, ...(producer === undefined ? {} : { producer }) }
    const source = await looked(asking, id, 'case.export', (looking, inside) => readExport(inside, { ...looking, ...how }))
    const { record, whole, hidden } = source
    return { ...(await exportFiles(source, store)), no: record.no, detail: { language, whole, hidden } }
  }
  /** Before anything leaves, it is recorded that it does. */
  const record = (asking: Asking, id: string, action: string, detail: JsonObject): Promise<unknown> => {
    const entry = { action, objectKind: 'case', objectId: id, caseId: id, detail }
    return database.transaction((inside) => appendLog(inside, [{ ...subjectActor(asking), atMs: clock.now(), ...entry }]))
  }
  const recorded = async (
    asking: Asking,
    id: string,
    { files, bytes, sumsHash, detail }: Prepared,
    form: string,
  ): Promise<ExportedCase> => {
    const made = { files: files.length, bytes, sha256: sumsHash }
    await record(asking, id, 'export.case', { ...made, ...detail, form })
    return Object.freeze(made)
  }
  return {
    exportCase: async (asking, id, folder, request = {}) => {
      const ready = await prepared(asking, id, request)
      await refuseFull(folder)
      const made = await recorded(asking, id, ready, 'folder')
      await writeFolder(folder, ready.files)
      return made
    },
    exportCaseZip: async (asking, id, request = {}) => {
      const ready = await prepared(asking, id, request)
      const { no, bytes, files } = ready
      if (bytes > mostZipBytes) throw new KaiwuError('EXPORT_TOO_LARGE', { no, bytes: `${Math.ceil(bytes / 1_000_000)} MB` })
      const made = await recorded(asking, id, ready, 'zip')
      const root = safeName(no)
      const members = files.map(({ path, content }) => ({ path: `${root}/${path}`, content }))
      return Object.freeze({ ...made, name: `${root}.zip`, content: zipArchive(members) })
    },
    document: async (asking, id, key, { producer } = {}) => {
      const how = { rights, language: 'zh' as const, ...(producer === undefined ? {} : { producer }) }
      const { atMs, ...source } = await looked(asking, id, 'case.export', (looking, inside) =>
        readExport(inside, { ...looking, ...how }),
      )
      const made = await caseDocument({ ...source, nowMs: atMs }, key)
      const sha256 = contentHash(made.content)
      const { whole, hidden } = source
      await record(asking, id, 'export.document', { document: key, bytes: made.content.length, sha256, whole, hidden })
      return Object.freeze(made)
    },
  }
}
