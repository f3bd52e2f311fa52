import type { ValueCandidate } from './question-mentions.ts'
import type { Operation } from './question-operations.ts'
import type { Comparison, Condition } from './table-query.ts'

/** What of a question says which rows, and which columns remain to be asked for. */
export type ReadConditions = Readonly<{
  conditions: readonly Condition[]
  /** Where each condition begins in the folded question. */
  places: readonly number[]
  conditionColumns: readonly string[]
  asked: readonly string[]
  askedAt: readonly Readonly<{ name: string; start: number; end: number }>[]
  /** A column of which several values are named. */
  several?: string
  /** The things the rows are about are named. */
  rows: boolean
  exactColumns: number
  exactValues: number
  /** Values that words are only a part of, and nothing says which column is meant. */
  guesses: number
  /** Rows are picked by a number, a date, or by what is empty. */
  compares: boolean
  /** A part of what it says of the rows has no one meaning. */
  unclear: boolean
  /** A condition denies something of the rows. */
  denies: boolean
  /** Operations that went into conditions. */
  spent: ReadonlySet<Operation>
  read: readonly Readonly<{ start: number; end: number }>[]
}>

const mostListed = 8
/** What a cell says that is true. */
export const saysYes = /^(?:yes|y|true|是|有|√|✓|已.*)$/i
/** What a cell says that is not. */
export const saysNo = /^(?:no|n|false|否|无|×|✗|未.*)$/i

/** A comparison with the values that words name. */
export function comparisonOf(column: string, { values, tier }: ValueCandidate, text: string): Comparison {
  if (tier === 1 || values.length > mostListed) {
    return { column, op: /\p{Script=Han}/u.test(text) ? 'contains' : 'words', value: text }
  }
  return values.length === 1 ? { column, op: '=', value: values[0]! } : { column, op: 'in', values }
}

/** A condition where it stands in the question. */
export type Placed = Readonly<{ condition: Condition; columns: readonly string[]; start: number }>

/** A condition that a value makes, and whether it is denied. */
export type PlacedValue = Placed & Readonly<{ negated: boolean }>

/** What may stand between two values that are both meant, or both denied. */
export const joinsValues =
  /^\s*(?:[、,，/]\s*)?(?:以及|或者|[和与及跟或]|and|or|nor)?\s*(?:也?(?:不在|不是|不属于))?(?:(?:from|in|at|the|of|for)\s+)*$/

/** The conditions of values of the same columns: two names of one column are two sorts of rows; else all of it must hold. */
export function placeValues(
  group: readonly PlacedValue[],
): Readonly<{ placed: readonly Placed[]; several?: string | undefined; isUnclear: boolean }> {
  const { columns, start } = group[0]!
  const wanted = group.filter(({ negated }) => !negated).map(({ condition }) => condition)
  const unwanted = group.filter(({ negated }) => negated).map(({ condition }) => ({ not: condition }))
  const names = columns.length === 1 && wanted.every((one) => 'op' in one && (one.op === '=' || one.op === 'in'))
  const both: readonly Condition[] = wanted.length > 1 && names ? [{ any: wanted }] : wanted
  return {
    placed: [...both, ...unwanted].map((condition) => ({ condition, columns, start })),
    several: wanted.length > 1 && columns.length === 1 ? columns[0] : undefined,
    // Which of them the not is about, the words do not say.
    isUnclear: wanted.length > 0 && unwanted.length > 0,
  }
}
