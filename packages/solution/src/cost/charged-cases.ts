import type { Queries } from '@kaiwu/store'

/** What the cost of a case goes by. */
export type ChargedCase = Readonly<{
  id: string
  no: string
  caseType: string
  state: string
  departmentId: string | null
  endedAtMs: number | null
}>

const columns = 'id, caseNo AS no, caseType, state, departmentId, endedAtMs'
const mostAtOnce = 500

/** The cases among ids that calls are charged to. Ids of answers, and of cases of other solutions, are none. */
export async function casesNamed(queries: Pick<Queries, 'all'>, ids: readonly string[]): Promise<readonly ChargedCase[]> {
  const found: ChargedCase[] = []
  for (let at = 0; at < ids.length; at += mostAtOnce) {
    const some = ids.slice(at, at + mostAtOnce)
    const places = some.map(() => '?').join(', ')
    found.push(...(await queries.all<ChargedCase>(`SELECT ${columns} FROM cases WHERE id IN (${places})`, ...some)))
  }
  return found
}

/** The cases that ended in a period, ms since the epoch: `from` counts, `to` does not. */
export function casesEnded(
  queries: Pick<Queries, 'all'>,
  { from = 0, to = Number.MAX_SAFE_INTEGER }: Readonly<{ from?: number; to?: number }>,
): Promise<readonly ChargedCase[]> {
  return queries.all<ChargedCase>(`SELECT ${columns} FROM cases WHERE endedAtMs >= ? AND endedAtMs < ?`, from, to)
}
