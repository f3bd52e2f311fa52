import { appendLog, type PeopleEvent } from '@kaiwu/cases'
import type { Queries } from '@kaiwu/store'

/** Writes what happens to people into the log of the base. */
export async function recordPeople(inside: Queries, { actor, ...event }: PeopleEvent): Promise<void> {
  const { kind, id, name, role, keyId, address, requestId } = actor
  await appendLog(inside, [
    {
      ...event,
      // Somebody unknown is a person without an id.
      actorKind: kind === 'anonymous' ? 'person' : kind,
      actorId: kind === 'key' ? (keyId ?? id) : id,
      actorName: name,
      actorRole: role,
      ip: address,
      requestId,
    },
  ])
}
