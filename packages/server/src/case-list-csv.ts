import { defaultTimeZone, type CaseDefinition, type CaseListRequest, type ListedCase, type Subject } from '@kaiwu/cases'
import { guardedCell, localText, type Language } from '@kaiwu/core'
import type { CaseDesk, Solution } from '@kaiwu/solution'

/** A list for spreadsheets ends here. */
export const mostListed = 10_000

const pageRows = 200

const heads = {
  zh: ['编号', '业务', '状态', '部门', '发起人', '发起时间', '期限', '办结时间'],
  en: ['number', 'type', 'state', 'department', 'started by', 'started', 'due', 'ended'],
} as const

/**
 * The cases that somebody may see as CSV for spreadsheets, the newest first, with what stands in the list and nothing of their fields.
 * Times are by the clocks of the case type, and no cell is taken for a formula.
 */
export async function* caseListCsv(
  { work }: Solution,
  { cases }: CaseDesk,
  subject: Subject,
  request: Omit<CaseListRequest, 'after' | 'limit'>,
  language: Language,
): AsyncGenerator<string> {
  const types = new Map(cases.types.map((type) => [type.key, type]))
  const departments = new Map((await work.people.lookup.departments()).map(({ id, name }) => [id, name]))
  const people = new Map<string, string>()
  yield `\ufeff${lineOf(heads[language])}`
  for (let after: string | undefined, told = 0; told < mostListed;) {
    const rows = await cases.list(subject, { ...request, ...(after === undefined ? {} : { after }), limit: pageRows })
    for (const { ownerId } of rows)
      if (!people.has(ownerId)) people.set(ownerId, (await work.people.lookup.person(ownerId))?.name ?? ownerId)
    yield rows.map((row) => lineOf(cellsOf(row, types.get(row.caseType), { departments, people }, language))).join('')
    after = rows.at(-1)?.id
    told += rows.length
    if (rows.length < pageRows) return
  }
}

type Names = Readonly<Record<'departments' | 'people', ReadonlyMap<string, string>>>

function cellsOf(
  { no, title, state, departmentId, ownerId, openedAtMs, dueAtMs, endedAtMs }: ListedCase,
  type: CaseDefinition | undefined,
  { departments, people }: Names,
  language: Language,
): readonly string[] {
  const stands = type?.states.get(state)?.title
  return [
    ...[no, localText(title, language), stands === undefined ? state : localText(stands, language)],
    ...[departmentId === null ? '' : (departments.get(departmentId) ?? departmentId), people.get(ownerId) ?? ownerId],
    ...[openedAtMs, dueAtMs, endedAtMs].map((ms) => (ms === null ? '' : timeOf(ms, type?.calendar?.timeZone))),
  ]
}

function timeOf(atMs: number, timeZone = defaultTimeZone): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(atMs)
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map(guardedCell).join(',')}\r\n`
}
