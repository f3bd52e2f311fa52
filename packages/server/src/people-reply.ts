import { actorOf, type Actor, type ApiKey, type Asking, type Person, type Session } from '@kaiwu/cases'
import type { z } from 'zod'
import type { keyInfo, openSession, personInfo } from './schemas/people.ts'

/** A person as the API tells them: by name alone, or all that is known. */
export function personReply(person: Person, all: boolean): z.output<typeof personInfo> {
  const { id, login, name, departmentId, roles, disabled, hasPassword, createdAtMs, changedAtMs } = person
  return {
    id,
    login,
    name,
    ...(departmentId === undefined ? {} : { departmentId }),
    ...(all
      ? { roles: [...roles], disabled, hasPassword, createdAt: isoTime(createdAtMs), changedAt: isoTime(changedAtMs) }
      : {}),
  }
}

/** A key as the API tells it. */
export function keyReply({ id, label, personId, prefix, scopes, ...times }: ApiKey): z.output<typeof keyInfo> {
  const { createdAtMs, expiresAtMs, revokedAtMs, lastUsedAtMs } = times
  return {
    ...{ id, label, personId, prefix, scopes: [...scopes], createdAt: isoTime(createdAtMs) },
    ...(expiresAtMs === undefined ? {} : { expiresAt: isoTime(expiresAtMs) }),
    ...(revokedAtMs === undefined ? {} : { revokedAt: isoTime(revokedAtMs) }),
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAt: isoTime(lastUsedAtMs) }),
  }
}

/** A session as the API tells it. @param current that of whoever asks */
export function openSessionReply(
  { id, createdAtMs, seenAtMs, expiresAtMs }: Session,
  current: string | undefined,
): z.output<typeof openSession> {
  const [begunAt, seenAt, expiresAt] = [isoTime(createdAtMs), isoTime(seenAtMs), isoTime(expiresAtMs)]
  return { id, begunAt, seenAt, expiresAt, current: id === current }
}

/** Whoever asks, as the record has them. */
export function actorAsking({ subject, ip, requestId }: Asking): Actor {
  return actorOf(subject, { ...(ip === undefined ? {} : { address: ip }), ...(requestId === undefined ? {} : { requestId }) })
}

function isoTime(atMs: number): string {
  return new Date(atMs).toISOString()
}
