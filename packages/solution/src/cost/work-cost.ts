import { defaultTimeZone, type Department } from '@kaiwu/cases'
import { localText, type LocalText } from '@kaiwu/core'
import { startOfDay, type CostKey, type CostLine } from '@kaiwu/models'
import type { Solution } from '../open-solution.ts'
import { casesEnded, casesNamed, type ChargedCase } from './charged-cases.ts'
import { groupOf, type GroupedBy } from './cost-groups.ts'
import { sumOfCalls, sumOfEnded, type CallSums, type EndedSums } from './cost-sums.ts'

export type { CallSums, EndedSums } from './cost-sums.ts'

/** By what the cost of a solution's work can be put together. */
export const workCostKeys = Object.freeze([
  'workflow',
  'outcome',
  'department',
  'case',
  'day',
  'model',
  'provider',
  'kind',
  'step',
  'user',
  'key',
] as const)

/** A way to put the cost of work together: `workflow` is a case type, `outcome` the state a case ended in. */
export type WorkCostKey = (typeof workCostKeys)[number]

/** What the cost of work is asked by. Days are those of {@link defaultTimeZone}, both included; default: all there is. */
export type WorkCostRequest = Readonly<{ by: readonly WorkCostKey[]; from?: string; to?: string }>

/** A part of what a line is about. `value` is empty where a call has none. */
export type GroupValue = Readonly<{ key: WorkCostKey; value: string; title: LocalText }>

/** A line: what was spent in the period, and what the cases that ended in it came to from their beginning. */
export type WorkCostLine = Readonly<{
  group: readonly GroupValue[]
  /** Calls made in the period. */
  spent: CallSums
  /** Cases that ended in the period. Absent where lines are not about cases. */
  ended?: EndedSums
}>

/** What the work of a solution cost. */
export type WorkCost = Readonly<{
  lines: readonly WorkCostLine[]
  total: WorkCostLine
  /** Calls in the same ledger that belong to no solution, such as vectors of documents: in no line. */
  elsewhere: CallSums
  timeZone: string
}>

// Clocks do not change there.
const dayMs = 86_400_000

const ofCases: readonly WorkCostKey[] = ['workflow', 'outcome', 'department', 'case']
const ofLedger: Readonly<Record<Exclude<WorkCostKey, 'workflow' | 'outcome' | 'case'>, CostKey>> = {
  department: 'department',
  day: 'day',
  model: 'model',
  provider: 'provider',
  kind: 'kind',
  step: 'step',
  user: 'user',
  key: 'key',
}

/**
 * What the work of a solution cost. `spent` of all lines together is what its ledger says of the period, to the millionth; currencies are
 * never added. `ended` counts whole cases, so that what one work order costs, and its margin, do not depend on when the period begins.
 * @example
 * const { lines } = await workCost(solution, { by: ['workflow', 'outcome'], from: '2026-11-01', to: '2026-11-30' })
 */
export async function workCost(
  solution: Pick<Solution, 'definition' | 'models' | 'database' | 'work'>,
  { by, from, to }: WorkCostRequest,
): Promise<WorkCost> {
  const { definition, models, database, work } = solution
  const period = {
    ...(from === undefined ? {} : { from: startOfDay(from, defaultTimeZone) }),
    ...(to === undefined ? {} : { to: startOfDay(to, defaultTimeZone) + dayMs }),
  }
  const wanted = by.flatMap((key) => (Object.hasOwn(ofLedger, key) ? [ofLedger[key as keyof typeof ofLedger]] : []))
  const own = { solution: definition.name }
  const calls = models.ledger?.report([...wanted, 'case'], { ...own, ...period }) ?? []
  const whole = models.ledger?.report(['case'], own) ?? []
  const ended = await casesEnded(database, period)
  const ids = [...new Set(calls.map(({ group }) => group.at(-1) ?? ''))].filter((id) => id !== '')
  const known = new Map([...(await casesNamed(database, ids)), ...ended].map((one) => [one.id, one]))
  const departments = new Map((await work.people.lookup.departments()).map((one: Department) => [one.id, one.name]))
  const placed = calls.map((line) => placedCall(line, wanted, known))
  const costs = new Map(whole.map((line) => [line.group[0] ?? '', line]))
  const grouping = { by, definition, departments }
  const aboutCases = by.every((key) => ofCases.includes(key))
  return Object.freeze({
    lines: linesOf(placed, aboutCases ? ended : undefined, costs, grouping),
    total: linesOf(placed, ended, costs, { ...grouping, by: [] })[0] ?? nothing,
    elsewhere: sumOfCalls(
      (models.ledger?.report(['solution'], period) ?? []).filter(({ group }) => group[0] === '').map((line) => ({ line })),
    ),
    timeZone: defaultTimeZone,
  })
}

const nothing: WorkCostLine = Object.freeze({ group: [], spent: sumOfCalls([]), ended: sumOfEnded([], new Map(), {}) })

/** Calls put together by the ledger, with what they were for. */
export type PlacedCall = Readonly<{ line: CostLine; values: Readonly<Partial<Record<CostKey, string>>>; of?: ChargedCase }>

function placedCall(line: CostLine, keys: readonly CostKey[], known: ReadonlyMap<string, ChargedCase>): PlacedCall {
  const values = Object.fromEntries([...keys, 'case'].map((key, at) => [key, line.group[at] ?? '']))
  const of = known.get(line.group.at(-1) ?? '')
  return { line, values, ...(of ? { of } : {}) }
}

/** The lines of calls and of cases that ended, by what they are about. */
function linesOf(
  calls: readonly PlacedCall[],
  ended: readonly ChargedCase[] | undefined,
  costs: ReadonlyMap<string, CostLine>,
  grouping: GroupedBy,
): readonly WorkCostLine[] {
  const groups = new Map<string, { group: readonly GroupValue[]; calls: PlacedCall[]; ended: ChargedCase[] }>()
  const at = (what: Pick<PlacedCall, 'values' | 'of'>) => {
    const group = groupOf(what, grouping)
    const name = JSON.stringify(group.map(({ value }) => value))
    const found = groups.get(name) ?? { group, calls: [], ended: [] }
    groups.set(name, found)
    return found
  }
  for (const call of calls) at(call).calls.push(call)
  for (const of of ended ?? []) at({ values: { case: of.id }, of }).ended.push(of)
  return Object.freeze(
    [...groups]
      .map(([, found]) => found)
      .sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1))
      .map((found) =>
        Object.freeze({
          group: found.group,
          spent: sumOfCalls(found.calls),
          ...(ended === undefined ? {} : { ended: sumOfEnded(found.ended, costs, grouping.definition.prices) }),
        }),
      ),
  )
}

/** By which lines are sorted: what they are called, so that numbers of cases stand in their order. */
function nameOf({ group }: Pick<WorkCostLine, 'group'>): string {
  return group.map(({ title, value }) => `${localText(title, 'zh')} ${value}`).join(' ')
}
