import type { ViewQuery } from '../routes.ts'

/**
 * The parameters of a page of the log, or of a file of it: days as instants of the reader's own time, the last day included.
 * @param caseId of the case whose number was asked for
 */
export function logParameters(query: ViewQuery, caseId: string | undefined): Readonly<Record<string, string>> {
  const { actor, action, result, from, to } = query
  return Object.fromEntries(
    Object.entries({ case: caseId, actor, action, result, from: from && midnight(from), to: to && midnight(to, 1) }).flatMap(
      ([name, value]) => (value ? [[name, value] as const] : []),
    ),
  )
}

/** The numbers of rows that a verification objects to; of a span where the first bad one is not known, both ends. */
export function badRows(problems: readonly Readonly<{ seq: number; to?: number }>[]): ReadonlySet<number> {
  return new Set(problems.flatMap(({ seq, to }) => (to === undefined ? [seq] : [seq, to])))
}

function midnight(day: string, away = 0): string {
  const at = new Date(`${day}T00:00`)
  at.setDate(at.getDate() + away)
  return at.toISOString()
}
