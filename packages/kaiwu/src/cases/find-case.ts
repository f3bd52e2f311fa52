import { KaiwuError } from '@kaiwu/core'
import type { CaseInfo, CaseRow, CaseTypeInfo } from '@kaiwu/server'
import type { CaseClient, SeenCase } from './case-client.ts'

/** The id of a case that is named by its id or its number. @throws CASE_NOT_FOUND */
export async function caseIdOf(client: CaseClient, word: string): Promise<string> {
  if (word.startsWith('case_')) return word
  const query = new URLSearchParams({ no: word.slice(0, 100), limit: '100' })
  const { cases } = await client.get<{ cases: readonly CaseRow[] }>(`cases?${query.toString()}`)
  const found = cases.find(({ no }) => no === word)
  if (!found) throw new KaiwuError('CASE_NOT_FOUND', { id: word })
  return found.id
}

/** A case that is named by its id or its number, as it is now. That it was read is recorded. */
export async function seenCase(client: CaseClient, word: string): Promise<SeenCase> {
  return client.seen(await caseIdOf(client, word))
}

/** The case types of the solution. */
export async function caseTypes(client: CaseClient): Promise<readonly CaseTypeInfo[]> {
  return (await client.get<{ types: readonly CaseTypeInfo[] }>('case-types')).types
}

/** The type of a case as it is now. @throws CASE_TYPE_UNKNOWN */
export async function typeOf(client: CaseClient, key: CaseInfo['type']): Promise<CaseTypeInfo> {
  const types = await caseTypes(client)
  const found = types.find((type) => type.key === key)
  if (!found) throw new KaiwuError('CASE_TYPE_UNKNOWN', { type: key, known: types.map((type) => type.key).join('、') })
  return found
}
