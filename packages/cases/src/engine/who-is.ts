import type { Who } from '../definition/case-definition.ts'
import type { PeopleLookup } from '../people/people-lookup.ts'
import type { CaseRecord } from './case-record.ts'

/** Who is meant: one person, or everybody of a role, perhaps within a department and below. */
export type Candidate = Readonly<{ personId: string } | { role: string; departmentId?: string }>

type Known = Pick<CaseRecord, 'initiator' | 'fields'>

/** Whom the ways to name somebody mean in a case. Somebody who is not there, or a field that is empty, is nobody. */
export async function candidatesOf(all: readonly Who[], record: Known, lookup: PeopleLookup): Promise<readonly Candidate[]> {
  const found: Candidate[] = []
  for (const who of all) found.push(...(await candidates(who, record, lookup)))
  return found
}

async function candidates(who: Who, { initiator, fields }: Known, lookup: PeopleLookup): Promise<readonly Candidate[]> {
  const held = (field: string): string | undefined => {
    const value = fields[field]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  switch (who.kind) {
    case 'initiator':
      return [{ personId: initiator.id }]
    case 'role': {
      if (who.in === undefined) return [{ role: who.role }]
      const departmentId = held(who.in)
      return departmentId === undefined ? [] : [{ role: who.role, departmentId }]
    }
    case 'field': {
      const personId = held(who.field)
      return personId === undefined ? [] : [{ personId }]
    }
    case 'headOf': {
      const departmentId = held(who.field)
      const head = departmentId === undefined ? undefined : await lookup.headOf(departmentId)
      return head ? [{ personId: head.id }] : []
    }
    case 'person':
      return byLogin(who.login, lookup)
    case 'ownerOf': {
      const owner = who.owners.get(held(who.field) ?? '')
      return owner === undefined ? [] : byLogin(owner, lookup)
    }
  }
}

async function byLogin(login: string, lookup: PeopleLookup): Promise<readonly Candidate[]> {
  const person = await lookup.personByLogin(login)
  return person ? [{ personId: person.id }] : []
}

/** The people whom the ways to name somebody mean now. */
export async function peopleMeant(
  all: readonly Who[],
  record: Known,
  lookup: PeopleLookup,
): Promise<ReadonlyMap<string, string>> {
  return peopleAmong(await candidatesOf(all, record, lookup), lookup)
}

/** The people who are meant now: enabled ones alone, each once. */
export async function peopleAmong(all: readonly Candidate[], lookup: PeopleLookup): Promise<ReadonlyMap<string, string>> {
  const people = new Map<string, string>()
  for (const candidate of all) {
    if ('personId' in candidate) {
      const person = await lookup.person(candidate.personId)
      if (person && !person.disabled) people.set(person.id, person.name)
    } else {
      const { role, departmentId } = candidate
      for (const person of await lookup.withRole(role, departmentId)) if (!person.disabled) people.set(person.id, person.name)
    }
  }
  return people
}
