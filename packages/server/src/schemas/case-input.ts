import { z } from 'zod'
import { solutionParams } from './request.ts'

const key = z.string().min(1).max(40)
const id = z.string().min(1).max(100)
const comment = z.string().max(4000)
const json = z.json().refine((value) => !hasHalves(value), '含有不成对的代理字符 (it holds a lone surrogate)')
const values = z
  .record(key, json)
  .meta({ description: 'What fields hold, by their keys. Days are 2026-11-22, times 2026-11-22T08:30+08:00.' })

const proposals = z
  .array(
    z.strictObject({
      id,
      field: key,
      decision: z.enum(['accepted', 'edited', 'rejected']),
      value: json.exactOptional().meta({ description: 'Of `edited`: what it is to be instead.' }),
    }),
  )
  .max(500)
const form = { values: values.exactOptional(), proposals: proposals.exactOptional(), comment: comment.exactOptional() }
const password = z
  .string()
  .min(1)
  .max(1000)
  .meta({ description: 'One’s own, where it is signed with the password. It is not kept.' })

/** The address of a case. */
export const caseParams = z.strictObject({ ...solutionParams.shape, id })

/** The address of an action of a case. */
export const actionParams = z.strictObject({ ...caseParams.shape, action: key })

/** The address of an event that a case waits for. */
export const eventParams = z.strictObject({ ...caseParams.shape, event: key })

/** The address of a file of a case. */
export const caseFileParams = z.strictObject({ ...caseParams.shape, sha256: z.string().regex(/^[0-9a-f]{64}$/) })

/** The address of a document that is made of a case. */
export const caseDocumentParams = z.strictObject({ ...caseParams.shape, document: key })

/** A case that is to begin. */
export const startInput = z
  .strictObject({ type: key.meta({ description: 'A case type of the solution.' }), fields: values.exactOptional() })
  .meta({ id: 'CaseStart' })

/** What is put into the form of an action. */
export const actionInput = z.strictObject({ ...form, password: password.exactOptional() }).meta({ id: 'CaseActionInput' })

/** A signature. */
export const signatureInput = z
  .strictObject({
    decision: z.enum(['approve', 'reject', 'return']),
    to: key.exactOptional().meta({ description: 'Of `return`: the state. Default: the first it may be returned to.' }),
    ...form,
    password: password.exactOptional(),
  })
  .meta({ id: 'CaseSignature' })

/** Somebody to hand a signature to, or to ask for one as well. */
export const handOverInput = z
  .strictObject({ to: id.meta({ description: 'The id of a person.' }), comment: comment.exactOptional() })
  .meta({ id: 'CaseHandOver' })

/** A reason, where one may be left out. */
export const withdrawalInput = z.strictObject({ comment: comment.exactOptional() }).meta({ id: 'CaseWithdrawal' })

/** What a person does in place of a step. */
export const byHandInput = z.strictObject(form).meta({ id: 'CaseByHand' })

/** Where a case that is stuck goes on. */
export const rerouteInput = z.strictObject({ to: key, comment: comment.exactOptional() }).meta({ id: 'CaseReroute' })

/** The end of a case before its end. */
export const cancellationInput = z.strictObject({ comment: comment.exactOptional() }).meta({ id: 'CaseCancellation' })

/** More time. */
export const extensionInput = z.strictObject({ deadline: key, comment: comment.exactOptional() }).meta({ id: 'CaseExtension' })

/** Something to be said. */
export const commentInput = z.strictObject({ text: z.string().trim().min(1).max(10_000) }).meta({ id: 'CaseComment' })

/** What came with an event outside. */
export const eventInput = z.strictObject({ values: values.exactOptional() }).meta({ id: 'CaseEventInput' })

const loneSurrogate = /\p{Surrogate}/u

/** Whether JSON holds half a character: nothing that does has a hash, and I-JSON (RFC 7493) has none of it. */
function hasHalves(value: z.core.util.JSONType): boolean {
  if (typeof value === 'string') return loneSurrogate.test(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, one]) => loneSurrogate.test(name) || hasHalves(one))
}
