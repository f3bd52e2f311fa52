import { contentHash } from '@kaiwu/core'
import { readFileSync } from 'node:fs'
import type { AttachmentStore } from '../attachments/attachment-store.ts'
import { canonicalJson, type JsonObject, type JsonValue } from '../log/canonical-json.ts'
import { caseDocument, offeredDocuments } from '../official/case-documents.ts'
import { aigcLabel, isGenerated } from './aigc-label.ts'
import { composeDocument } from './compose-document.ts'
import { docxOf } from './docx-of.ts'
import type { ExportSource } from './export-source.ts'
import { htmlOf } from './html-of.ts'
import type { ZipMember } from './zip-archive.ts'

/** A file of an export. */
export type ExportFile = ZipMember & Readonly<{ sha256: string; bytes: number }>

/** The files of an export, `SHA256SUMS` last, and what tells them from all others. */
export type ExportFiles = Readonly<{ files: readonly ExportFile[]; bytes: number; sumsHash: string }>

/** The file that `sha256sum -c` reads. */
export const sumsFile = 'SHA256SUMS'

/** Makes the files of an export; the content of attachments is read only when it is written. */
export async function exportFiles(source: ExportSource, store: Pick<AttachmentStore, 'get'>): Promise<ExportFiles> {
  const document = composeDocument(source)
  const made = [
    file('case.json', jsonOf(caseJson(source))),
    file('case.html', Buffer.from(htmlOf(document))),
    file('case.docx', await docxOf(document)),
    file('export.json', jsonOf(exportJson(source))),
    ...evidenceFiles(source),
    ...(await documentFiles(source)),
  ]
  const attached = source.attachments.flatMap(({ path, sha256, bytes }): ExportFile[] =>
    path === undefined ? [] : [{ path, sha256, bytes, content: () => store.get(sha256) }],
  )
  const listed = [...made, ...attached]
  const sums = file(sumsFile, Buffer.from(listed.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('')))
  const files = [...listed, sums]
  return Object.freeze({ files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), sumsHash: sums.sha256 })
}

function file(path: string, content: Uint8Array): ExportFile {
  return { path, content, sha256: contentHash(content), bytes: content.length }
}

/** The documents that can be made of the case, as {@link caseDocument} hands them out. */
function documentFiles({ atMs, ...source }: ExportSource): Promise<ExportFile[]> {
  const seen = { ...source, nowMs: atMs }
  return Promise.all(
    offeredDocuments(seen).map(async ({ key }) => {
      const { name, content } = await caseDocument(seen, key)
      return file(`documents/${name}`, content)
    }),
  )
}

/** Canonical, so that the same case is the same file. */
function jsonOf(value: object): Uint8Array {
  return Buffer.from(`${canonicalJson(JSON.parse(JSON.stringify(value)) as JsonValue)}\n`)
}

/** The case itself: nothing of who exports it, or when, but what of it they may see. */
function caseJson(source: ExportSource): object {
  const { definition, record, events, rows, maskedRows, head, attachments, hidden, producer } = source
  const { key, title, hash } = definition
  return {
    AIGC: aigcLabel(record.id, record.proposals, producer),
    versions: { form: 1, kaiwu: kaiwuVersion(), definition: hash, events: record.events },
    record,
    definition: { key, title, hash, source: definition.source },
    history: events.map(({ seq, hash: rowHash, atMs, actor, state, event }) => ({
      ...{ seq, hash: rowHash, atMs, actor, state, event },
      at: new Date(atMs).toISOString(),
    })),
    log: {
      baseId: head.baseId,
      rule: 'hash = SHA-256 of the canonical JSON (RFC 8785) of the row without its hash and without columns that are null; prevHash = hash of the row before it in the log',
      rows,
      maskedRows,
    },
    attachments,
    hidden,
  }
}

/** This export: who made it, what they saw, where the log stood, who looked at the case before. */
function exportJson({ by, atMs, language, hidden, whole, head, access }: ExportSource): object {
  return { form: 1, by, atMs, at: new Date(atMs).toISOString(), language, hidden, whole, log: head, access }
}

/** What proposals rest on, a file for each, and what searches found. */
function evidenceFiles({ record, events, definition, producer }: ExportSource): ExportFile[] {
  const proposals = record.proposals.map((proposal, at) => {
    const label = isGenerated(proposal) ? aigcLabel(record.id, [proposal], producer) : undefined
    return file(`evidence/${String(at + 1).padStart(3, '0')}.json`, jsonOf({ AIGC: label, case: record.no, proposal }))
  })
  const found = events.flatMap(({ event, seq, atMs, state }) => {
    const passages = event.type === 'stepDone' && event.verb === 'find' ? (event.outcome['passages'] ?? []) : []
    return Array.isArray(passages) && passages.length > 0
      ? [{ seq, atMs, state, passages: passages as readonly JsonObject[] }]
      : []
  })
  const passages = { case: record.no, definition: definition.hash, found }
  return [...proposals, ...(found.length > 0 ? [file('evidence/passages.json', jsonOf(passages))] : [])]
}

function kaiwuVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  return version
}
