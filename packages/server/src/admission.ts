import { anonymous, type Asking, type People, type Subject } from '@kaiwu/cases'
import type { ChargedTo } from '@kaiwu/core'
import type { Access } from '@kaiwu/knowledge'
import type { Solution } from '@kaiwu/solution'
import type { Request, Response } from 'express'
import { credentialOf } from './credential.ts'
import { holdTo, type Policy } from './policy.ts'
import { requestState } from './request-state.ts'
import type { ServerContext } from './server-context.ts'

/** What is known of whoever asks something of a solution, once they may. */
export type Admitted = Readonly<{
  solution: Solution
  /** Who asks, for operations and the record. Without people on the base: nobody. */
  asking: Asking
  /** Labels of documents that whoever asks may read. */
  access: Access
}>

/** Whom a request counts against, and what was found out on the way. */
export type Admission<More> = Readonly<{ caller: string; more: More }>

// Once somebody has been set up it stays so: the last administrator cannot go.
const inhabited = new WeakSet<People>()

/** Whether somebody has been set up on a solution's base: from then on only rights let anybody in. */
export async function hasPeople({ work: { people } }: Solution): Promise<boolean> {
  if (inhabited.has(people)) return true
  if (await people.firstRun()) return false
  inhabited.add(people)
  return true
}

/**
 * Finds out who asks something of a solution, and holds them to the policy. Of the body nothing has been read.
 * @throws SIGN_IN_REQUIRED, RIGHT_MISSING, NOBODY_SET_UP, CREDENTIALS_TWO, REQUEST_FORGED
 */
export async function admitTo(
  solution: Solution,
  policy: Policy,
  { request, response, context }: Readonly<{ request: Request; response: Response; context: ServerContext }>,
): Promise<Admission<Admitted>> {
  const subject = (await hasPeople(solution)) ? await subjectOf(request, solution) : undefined
  holdTo(policy, subject)
  const { ip } = request
  const asking = { subject: subject ?? anonymous, requestId: requestState(response).id, ...(ip === undefined ? {} : { ip }) }
  return {
    caller: callerOf(asking),
    more: { solution, asking, access: subject ? subject.labels : context.accessOf(request) },
  }
}

/** Who shows a session or a key to a solution's base. What lets nobody in is nobody. */
export async function subjectOf(request: Request, { definition, work }: Solution): Promise<Subject> {
  const found = await work.people.subjectOf(credentialOf(request, definition.name))
  return 'refused' in found ? anonymous : found
}

/** Whom the calls to models for somebody are charged to: their name, and their key where it is one. */
export function chargedToSubject(subject: Subject | undefined): Readonly<{ chargedTo?: ChargedTo }> {
  if (!subject || subject.kind === 'anonymous') return {}
  const { name: user, keyId: key } = subject
  return { chargedTo: { user, ...(key === undefined ? {} : { key }) } }
}

/** Whom requests are counted against: a key, a person, else an address. */
export function callerOf({ subject: { keyId, personId }, ip = '' }: Asking): string {
  if (keyId !== undefined) return `key ${keyId}`
  return personId === '' ? ip : `person ${personId}`
}
