import { evaluate } from 'feelin'
import { allOf, anyOf, compareValues, exactNumber, orderOf, sameValue, truthOf } from './feel-operators.ts'
import { emptyRecord, isList, isRecord, isTemporal, Unknown, unknown, type FeelValue } from './feel-value.ts'

/** A function that an expression may call. */
export type FeelFunction = Readonly<{
  least: number
  most: number
  /** Arguments are neither empty nor unknown, but for those that `allowsEmpty` names. */
  run: (values: readonly FeelValue[]) => FeelValue
  /** Positions, from 0, at which an empty value is meant. */
  allowsEmpty?: readonly number[]
}>

const functions = new Map<string, FeelFunction>()

function add(name: string, least: number, most: number, run: FeelFunction['run'], allowsEmpty?: readonly number[]): void {
  functions.set(name, Object.freeze(allowsEmpty ? { least, most, run, allowsEmpty } : { least, most, run }))
}

/** The function of that name; only those of this list can be called. */
export function feelFunction(name: string): FeelFunction | undefined {
  return functions.get(name)
}

/** The names of all functions. */
export function feelFunctionNames(): readonly string[] {
  return [...functions.keys()]
}

const unfit = (name: string): Unknown => unknown(`${name}() 用不了给它的值`, `${name}() cannot work with what it was given`)

function addText(name: string, run: (text: string, part: string) => boolean): void {
  add(name, 2, 2, ([text, part]) => (typeof text === 'string' && typeof part === 'string' ? run(text, part) : unfit(name)))
}

addText('contains', (text, part) => text.includes(part))
addText('starts with', (text, part) => text.startsWith(part))
addText('ends with', (text, part) => text.endsWith(part))
add('string length', 1, 1, ([text]) => (typeof text === 'string' ? [...text].length : unfit('string length')))
add('list contains', 2, 2, ([list, value]) => anyOf(asList(list!).map((each) => sameValue(each, value!))), [1])
add('count', 1, 1, ([list]) => (isList(list!) ? list.length : unfit('count')))
add('all', 1, 1, ([list]) => allOf(asList(list!).map((value) => truthOf(value, 'all()'))))
add('any', 1, 1, ([list]) => anyOf(asList(list!).map((value) => truthOf(value, 'any()'))))
add('sum', 1, 1000, (values) => total('sum', values))
add('mean', 1, 1000, (values) => {
  const sum = total('mean', values)
  return typeof sum === 'number' ? exactNumber(sum / spread(values).length) : sum
})
add('min', 1, 1000, (values) => extreme('min', '<', values))
add('max', 1, 1000, (values) => extreme('max', '>', values))

function asList(value: FeelValue): readonly FeelValue[] {
  return isList(value) ? value : [value]
}

/** The arguments, or the elements of the list that is the only one. */
function spread(values: readonly FeelValue[]): readonly FeelValue[] {
  return values.length === 1 ? asList(values[0]!) : values
}

function total(name: string, values: readonly FeelValue[]): FeelValue {
  const list = spread(values)
  if (list.length === 0) return unknown(`${name}() 的列表是空的`, `the list of ${name}() is empty`)
  let sum: FeelValue = 0
  for (const value of list) {
    if (typeof value !== 'number' || typeof sum !== 'number') return typeof sum === 'number' ? unfit(name) : sum
    sum = exactNumber(sum + value)
  }
  return sum
}

function extreme(name: string, operator: '<' | '>', values: readonly FeelValue[]): FeelValue {
  const [first, ...others] = spread(values)
  if (first === undefined) return unknown(`${name}() 的列表是空的`, `the list of ${name}() is empty`)
  if (orderOf(first, first) === undefined) return unfit(name)
  let best = first
  for (const value of others) {
    const better = compareValues(operator, value, best, [name, name])
    if (better instanceof Unknown) return better
    if (better) best = value
  }
  return best
}

function addRounding(name: string, least: number, round: (value: number) => number): void {
  add(name, least, 2, ([value, digits = 0]) => {
    if (typeof value !== 'number' || typeof digits !== 'number' || !Number.isInteger(digits) || Math.abs(digits) > 15) {
      return unfit(name)
    }
    return exactNumber(shifted(round(shifted(value, digits)), -digits))
  })
}

/** Moves the decimal point without the noise of multiplying: 1.005 by 2 is 100.5. */
function shifted(value: number, digits: number): number {
  const [mantissa, exponent = '0'] = String(value).split('e')
  return Number(`${mantissa}e${Number(exponent) + digits}`)
}

const awayFromZero = (value: number, round: (positive: number) => number): number => Math.sign(value) * round(Math.abs(value))

addRounding('floor', 1, Math.floor)
addRounding('ceiling', 1, Math.ceil)
addRounding('round up', 2, (value) => awayFromZero(value, Math.ceil))
addRounding('round down', 2, (value) => awayFromZero(value, Math.floor))
addRounding('round half up', 2, (value) => awayFromZero(value, Math.round))
addRounding('round half down', 2, (value) => awayFromZero(value, (positive) => Math.ceil(positive - 0.5)))
addRounding('decimal', 2, (value) => {
  const low = Math.floor(value)
  return value - low === 0.5 ? low + (low % 2 === 0 ? 0 : 1) : Math.round(value)
})
add('abs', 1, 1, ([value]) => (typeof value === 'number' ? Math.abs(value) : unfit('abs')))

/** What has no trap is left to feelin: a fixed call, to which only values are handed. */
const delegated: readonly (readonly [string, number, number])[] = [
  ['substring', 2, 3],
  ['upper case', 1, 1],
  ['lower case', 1, 1],
  ['substring before', 2, 2],
  ['substring after', 2, 2],
  ['string join', 1, 2],
  ['string', 1, 1],
  ['number', 1, 3],
  ['append', 2, 20],
  ['concatenate', 1, 20],
  ['union', 1, 20],
  ['distinct values', 1, 1],
  ['flatten', 1, 1],
  ['index of', 2, 2],
  ['reverse', 1, 1],
  ['sublist', 2, 3],
  ['modulo', 2, 2],
  ['sqrt', 1, 1],
  ['odd', 1, 1],
  ['even', 1, 1],
  ['date', 1, 3],
  ['time', 1, 4],
  ['date and time', 1, 2],
  ['duration', 1, 1],
  ['years and months duration', 2, 2],
  ['day of year', 1, 1],
  ['day of week', 1, 1],
  ['month of year', 1, 1],
  ['week of year', 1, 1],
]
const letters = 'abcdefghijklmnopqrst'
for (const [name, least, most] of delegated) add(name, least, most, (values) => callFeelin(name, values))

function callFeelin(name: string, values: readonly FeelValue[]): FeelValue {
  const given = Object.fromEntries(values.map((value, index) => [letters[index]!, forFeelin(value)]))
  const text = `${name}(${values.map((_, index) => letters[index]!).join(', ')})`
  try {
    return fromFeelin(evaluate(text, given).value) ?? unfit(name)
  } catch (error) {
    // feelin throws for a few arguments (a text too long, a date out of range); to an expression that is one reason more.
    if (error instanceof Error) return unfit(name)
    throw error
  }
}

function forFeelin(value: FeelValue): unknown {
  if (isList(value)) return value.map(forFeelin)
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, forFeelin(each)]))
}

function fromFeelin(value: unknown): FeelValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return exactNumber(value)
  if (typeof value === 'string' || typeof value === 'boolean' || isTemporal(value as FeelValue)) return value as FeelValue
  if (Array.isArray(value)) return value.map(fromFeelin)
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return null
  const record = emptyRecord<FeelValue>()
  for (const [name, each] of Object.entries(value)) record[name] = fromFeelin(each)
  return record
}
