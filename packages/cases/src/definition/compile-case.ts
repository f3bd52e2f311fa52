import type { Problem } from '@kaiwu/core'
import { parseCalendar, type ParsedCalendar } from '../calendar/parse-calendar.ts'
import { canonicalHash } from '../log/canonical-hash.ts'
import type { DecisionTable } from '../rules/decision-table.ts'
import { parseDecisionTable } from '../rules/parse-decision-table.ts'
import type { CaseDeadline, CaseDefinition, CaseField, CaseSource } from './case-definition.ts'
import { CaseReport, type PlaceOf } from './case-report.ts'
import type { CaseForm } from './case-schema.ts'
import { checkDecisions } from './check-decisions.ts'
import { checkFields } from './check-fields.ts'
import { checkNames } from './check-names.ts'
import { checkPeople } from './check-people.ts'
import { checkStates } from './check-states.ts'
import { compileDocuments } from './compile-documents.ts'
import { compileState } from './compile-state.ts'
import { compileWho, type WhoNames } from './compile-who.ts'

/** A case type, or everything that is wrong with it. */
export type CompiledCase = Readonly<{ definition?: CaseDefinition; problems: readonly Problem[] }>

/**
 * Makes a case type of what was written, or tells every mistake in it: each state can be reached and left, each name means something,
 * each action has somebody who may do it.
 * @param placeOf where in a file the value at a path stands
 */
export function compileCase(source: CaseSource, placeOf: PlaceOf = nowhere): CompiledCase {
  const { form, files } = source
  const report = new CaseReport(placeOf)
  const names: WhoNames = { form, files }
  const calendar = calendarOf(report, source)
  const states = new Map(Object.entries(form.states).map(([key, state]) => [key, compileState(report, names, key, state)]))
  const fields = new Map(Object.entries(form.fields).map(([key, field]) => [key, fieldOf(key, field)]))
  const { cancel, starters, department, byHand } = form
  const definition = {
    key: form.case,
    title: form.title,
    source,
    number: form.number,
    roles: new Map(Object.entries(form.roles)),
    starters: starters === undefined ? [] : compileWho(report, names, ['starters'], starters),
    readers: form.readers ?? [],
    byHand: byHand === undefined ? [] : compileWho(report, names, ['byHand'], byHand),
    fields,
    decisions: decisionsOf(report, source),
    params: form.params ?? {},
    start: form.start,
    states,
    deadlines: new Map(Object.entries(form.deadlines ?? {}).map(([key, one]) => [key, deadlineOf(report, names, key, one)])),
    documents: compileDocuments(report, form),
    ...(department === undefined ? {} : { department }),
    ...(calendar ? { calendar } : {}),
    ...(cancel ? { cancel: { by: compileWho(report, names, ['cancel', 'by'], cancel.by), to: cancel.to } } : {}),
  }
  checkFields(report, definition, form)
  checkStates(report, definition)
  checkPeople(report, definition)
  checkNames(report, definition, form)
  checkDecisions(report, definition)
  const problems = Object.freeze(report.problems)
  return problems.length > 0 ? { problems } : { definition: Object.freeze({ ...definition, hash: hashOf(source) }), problems }
}

/** Tells one version of a case type from every other: SHA-256 of its form and files, whatever their order. */
export function hashOf({ form, files }: CaseSource): string {
  return canonicalHash({ form, files })
}

const nowhere: PlaceOf = () => ({ file: '', line: 1, column: 1 })

function fieldOf(key: string, field: CaseForm['fields'][string]): CaseField {
  return Object.freeze({ ...field, key, title: field.title ?? key })
}

function calendarOf(report: CaseReport, { form, files }: CaseSource): ParsedCalendar['calendar'] | undefined {
  if (form.calendar === undefined) return undefined
  const text = files[form.calendar]
  if (text === undefined) return missingFile(report, ['calendar'], form.calendar)
  const { calendar, problems } = parseCalendar(text, form.calendar)
  report.problems.push(...problems)
  return calendar
}

/** Tables that some step decides by; the others are lists. */
function decisionsOf(report: CaseReport, { form, files }: CaseSource): ReadonlyMap<string, DecisionTable> {
  const wanted = new Set(
    Object.values(form.states).flatMap(({ steps = [] }) => steps.flatMap((step) => ('decide' in step ? [step.decide] : []))),
  )
  const decisions = new Map<string, DecisionTable>()
  for (const [key, file] of Object.entries(form.tables ?? {})) {
    const text = files[file]
    if (text === undefined) missingFile(report, ['tables', key], file)
    else if (wanted.has(key)) {
      const { table, problems } = parseDecisionTable(text, file)
      report.problems.push(...problems)
      if (table) decisions.set(key, table)
    }
  }
  return decisions
}

function missingFile(report: CaseReport, path: readonly string[], file: string): undefined {
  report.mistake(
    path,
    [`没有文件 ${file}`, `there is no file ${file}`],
    ['放上这个文件，或改正路径', 'put the file there, or correct the path'],
  )
  return undefined
}

function deadlineOf(
  report: CaseReport,
  names: WhoNames,
  key: string,
  { within, extend, escalate, remind = [], ...form }: NonNullable<CaseForm['deadlines']>[string],
): CaseDeadline {
  const path = ['deadlines', key]
  const length = report.within([...path, 'within'], within) ?? { fixed: { amount: 1, unit: 'minutes' as const } }
  const more = extend && report.duration([...path, 'extend', 'within'], extend.within)
  return Object.freeze({
    key,
    title: form.title ?? key,
    within: length,
    from: form.from ?? [],
    until: form.until,
    restart: form.restart ?? [],
    paused: form.paused ?? [],
    remind: remind.flatMap((one, at) => report.duration([...path, 'remind', at], one) ?? []),
    escalate: escalate === undefined ? [] : compileWho(report, names, [...path, 'escalate'], escalate),
    ...(extend && more
      ? { extend: { by: compileWho(report, names, [...path, 'extend', 'by'], extend.by), within: more, times: extend.times } }
      : {}),
    ...(form.basis === undefined ? {} : { basis: form.basis }),
  })
}
