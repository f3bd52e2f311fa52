import { emptyRecord, unknown, type FeelValue } from './feel-value.ts'

const DEEPEST = 32

/**
 * Copies handed-in data into values without prototype. Functions, getters, symbols and instances of classes are never
 * called nor read: they become a value that says it is no plain data.
 * @param spend is called for each value copied, and throws when there are too many.
 */
export function readContext(source: unknown, spend: (steps: number) => void): FeelValue {
  return copy(source, spend, 0)
}

/**
 * The value of an own data property; undefined when there is none, or only a getter.
 * @example
 * ownValue({ a: 1 }, 'constructor') // undefined
 */
export function ownValue(source: object, name: string | number): unknown {
  const property = Object.getOwnPropertyDescriptor(source, name)
  return property && 'value' in property ? property.value : undefined
}

function copy(source: unknown, spend: (steps: number) => void, depth: number): FeelValue {
  spend(1)
  if (source === null || source === undefined) return null
  if (typeof source === 'boolean') return source
  if (typeof source === 'string') {
    spend(source.length / 100)
    return source
  }
  if (typeof source === 'number') return decimalOf(source)
  if (typeof source === 'bigint') return Number.isSafeInteger(Number(source)) ? Number(source) : notPlain()
  if (typeof source !== 'object') return notPlain()
  if (depth >= DEEPEST) return unknown(`数据嵌套超过 ${DEEPEST} 层`, `the data is nested more than ${DEEPEST} deep`)
  if (Array.isArray(source)) return copyList(source, spend, depth)
  return isPlainObject(source) ? copyRecord(source, spend, depth) : notPlain()
}

/** Binary noise of earlier arithmetic is left behind: 0.30000000000000004 is 0.3. */
function decimalOf(source: number): FeelValue {
  if (!Number.isFinite(source)) return notPlain()
  return Number.isInteger(source) ? source : Number(source.toPrecision(15))
}

function copyList(source: readonly unknown[], spend: (steps: number) => void, depth: number): FeelValue {
  const list: FeelValue[] = []
  for (let index = 0; index < source.length; index++) list.push(copy(ownValue(source, index), spend, depth + 1))
  return list
}

function copyRecord(source: object, spend: (steps: number) => void, depth: number): FeelValue {
  const record = emptyRecord<FeelValue>()
  for (const name of Object.keys(source)) {
    const property = Object.getOwnPropertyDescriptor(source, name)
    if (property && 'value' in property) record[name] = copy(property.value, spend, depth + 1)
  }
  return record
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function notPlain(): FeelValue {
  return unknown('这个值不是普通数据', 'the value is no plain data')
}
