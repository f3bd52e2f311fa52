import type { CaseView } from '@kaiwu/cases'
import { KaiwuError } from '@kaiwu/core'
import type { CaseDesk, Solution } from '@kaiwu/solution'
import { createHash } from 'node:crypto'
import type { Request, Response } from 'express'
import { z } from 'zod'
import { caseReply } from './case-reply.ts'
import { caseInfo } from './schemas/case.ts'

/** A case, as every route answers with it that shows one. */
export const oneCase = z.strictObject({ case: caseInfo })

/** The cases of a solution and what moves them. @throws CASES_NONE */
export function deskOf({ work, definition }: Solution): CaseDesk {
  if (!work.desk) throw new KaiwuError('CASES_NONE', { name: definition.name })
  return work.desk
}

/**
 * The key that makes a request sent twice one request.
 * @throws HEADER_REQUIRED, REQUEST_INVALID
 */
export function requestKeyOf(request: Request): string {
  const key = sentKeyOf(request)
  if (key === undefined) throw new KaiwuError('HEADER_REQUIRED', { header: 'Idempotency-Key' })
  return key
}

/** What a key of a request looks like. */
export const requestKeyPattern = /^[!-~]{1,200}$/

/** The key of a request that may have none. @throws REQUEST_INVALID */
export function sentKeyOf(request: Request): string | undefined {
  const key = request.get('idempotency-key')
  if (key !== undefined && !requestKeyPattern.test(key))
    throw new KaiwuError('REQUEST_INVALID', {
      reason: 'Idempotency-Key: 1–200 个可见 ASCII 字符 (1 to 200 visible ASCII characters)',
    })
  return key
}

/**
 * What somebody saw of a case when they decide: the beginning of the ETag that they send back. A `*` would be a decision on whatever
 * there is, and is refused like a missing header.
 * @throws HEADER_REQUIRED, REQUEST_INVALID
 */
export function shownOf(request: Request): string {
  const given = request.get('if-match')?.trim()
  if (given === undefined || given === '*') throw new KaiwuError('HEADER_REQUIRED', { header: 'If-Match' })
  const shown = /^(?:W\/)?"([0-9a-f]{64})(?:\.[0-9a-f]{16})?"$/.exec(given)?.[1]
  if (shown === undefined)
    throw new KaiwuError('REQUEST_INVALID', { reason: 'If-Match: 须为查看时得到的 ETag (the ETag that came with the case)' })
  return shown
}

/** A case as a body, and the tag of that body: it begins with the hash of what is decided on. */
export function taggedCase(view: CaseView): Readonly<{ body: string; tag: string }> {
  const body = JSON.stringify({ case: caseReply(view) })
  return { body, tag: `"${view.shown}.${createHash('sha256').update(body).digest('hex').slice(0, 16)}"` }
}

/** Answers with a case and its tag. */
export function sendCase(response: Response, view: CaseView): void {
  const { body, tag } = taggedCase(view)
  response.set('ETag', tag).type('json').send(body)
}
