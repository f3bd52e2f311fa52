/**
 * A case type with files, and how tests work with it.
 * @module
 */
import { randomBytes } from 'node:crypto'
import type { CaseInput } from '../definition/case-schema.ts'
import { defineCase } from '../definition/define-case.ts'

/** A claim: photos go with it, a sensitive paper, and a report that is signed for. */
export const claim: CaseInput = {
  kaiwu: 1,
  case: 'claim',
  title: { zh: '赔付申请', en: 'Claim' },
  number: 'PF-{date}-{seq:3}',
  roles: { 主管: '审批', 人事: '核对' },
  fields: {
    what: { type: 'text', title: { zh: '事项', en: 'Matter' } },
    photos: { type: 'files', title: { zh: '照片', en: 'Photos' }, required: true },
    papers: { type: 'files', title: { zh: '证件', en: 'Papers' }, sensitive: ['人事'] },
    report: { type: 'files', title: { zh: '报告', en: 'Report' } },
  },
  start: 'draft',
  states: {
    draft: {
      title: '填写',
      actions: {
        submit: { title: '提交', by: 'initiator', form: ['what', 'photos', 'papers'], to: 'waiting' },
        check: { title: '核对', by: '人事', form: [], to: 'draft' },
      },
    },
    waiting: {
      title: '待审批',
      approval: { by: ['主管'], form: ['report'], approved: 'paid', rejected: 'refused', returnTo: ['draft'] },
    },
    paid: { title: '已赔付', end: true },
    refused: { title: '不予赔付', end: true },
  },
}

/** {@link claim}, compiled. */
export const claimType = defineCase(claim)

/** Bytes that begin as a PNG does, and are those of no other file. */
export function photo(bytes = 2_000): Uint8Array {
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(bytes)])
}

/** All bytes of a stream. */
export async function allBytes(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const read: Uint8Array[] = []
  for await (const piece of pieces) read.push(piece)
  return Buffer.concat(read)
}
