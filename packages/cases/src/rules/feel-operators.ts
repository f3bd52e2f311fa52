import type { LocalText } from '@kaiwu/core'
import { evaluate } from 'feelin'
import {
  isList,
  isRecord,
  isTemporal,
  kindKey,
  kindOf,
  Unknown,
  unknown,
  type FeelTemporal,
  type FeelValue,
} from './feel-value.ts'

/** Yes, no, or not to be told, as FEEL's three-valued logic has it. */
export type Truth = boolean | Unknown

/** A value that should be yes or no, as one. */
export function truthOf(value: FeelValue, name: string): Truth {
  if (typeof value === 'boolean' || value instanceof Unknown) return value
  if (value === null) return emptyOperand(name)
  const kind = kindOf(value)
  return unknown(`“${name}”应为是或否，却是${kind.zh}`, `"${name}" should be yes or no, but is ${kind.en}`)
}

/** The Unknown of an operand without value. */
export function emptyOperand(name: string): Unknown {
  return unknown(`“${name}”没有值`, `"${name}" has no value`)
}

/** Yes when all are; no as soon as one is no, whatever is unknown. */
export function allOf(truths: Iterable<Truth>): Truth {
  let open: Unknown | undefined
  for (const truth of truths) {
    if (truth === false) return false
    if (truth !== true) open ??= truth
  }
  return open ?? true
}

/** Yes as soon as one is; no when all are no. */
export function anyOf(truths: Iterable<Truth>): Truth {
  let open: Unknown | undefined
  for (const truth of truths) {
    if (truth === true) return true
    if (truth !== false) open ??= truth
  }
  return open ?? false
}

/** The opposite; unknown stays unknown. */
export function negation(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth
}

/** `= != < <= > >=` of two values of one kind; an empty or different kind is unknown, never no. */
export function compareValues(operator: string, left: FeelValue, right: FeelValue, names: readonly [string, string]): Truth {
  if (left instanceof Unknown) return left
  if (right instanceof Unknown) return right
  if (left === null) return emptyOperand(names[0])
  if (right === null) return emptyOperand(names[1])
  if (kindKey(left) !== kindKey(right)) return mismatch(left, right, names)
  if (operator === '=') return sameValue(left, right)
  if (operator === '!=') return negation(sameValue(left, right))
  const order = orderOf(left, right)
  if (order === undefined) return mismatch(left, right, names)
  if (operator === '<') return order < 0
  if (operator === '<=') return order <= 0
  return operator === '>' ? order > 0 : order >= 0
}

/** Whether two values of one kind are equal, deeply; unknown when a part of them cannot be compared. */
export function sameValue(left: FeelValue, right: FeelValue): Truth {
  if (left instanceof Unknown) return left
  if (right instanceof Unknown) return right
  if (left === null || right === null) return left === right
  if (kindKey(left) !== kindKey(right)) return false
  if (isList(left) && isList(right)) {
    return left.length === right.length && allOf(left.map((value, index) => sameValue(value, right[index]!)))
  }
  if (isTemporal(left) && isTemporal(right)) return temporalTruth('a = b', left, right)
  if (isRecord(left) && isRecord(right)) {
    const keys = Object.keys(left)
    if (keys.length !== Object.keys(right).length || !keys.every((key) => key in right)) return false
    return allOf(keys.map((key) => sameValue(left[key]!, right[key]!)))
  }
  return left === right
}

/** Below zero, zero, above zero; undefined for kinds without order. */
export function orderOf(left: FeelValue, right: FeelValue): number | undefined {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0
  if (!isTemporal(left) || !isTemporal(right)) return undefined
  if (temporalTruth('a < b', left, right) === true) return -1
  if (temporalTruth('a > b', left, right) === true) return 1
  return temporalTruth('a = b', left, right) === true ? 0 : undefined
}

function temporalTruth(text: 'a = b' | 'a < b' | 'a > b', a: FeelTemporal, b: FeelTemporal): Truth {
  const { value } = evaluate(text, { a, b })
  return typeof value === 'boolean' ? value : unknown('这两个时间不能比较', 'these two times cannot be compared')
}

/** `+ - * /` and powers. Numbers come out as decimals of 15 digits: 0.1 + 0.2 is 0.3. */
export function calculate(operator: string, left: FeelValue, right: FeelValue, names: readonly [string, string]): FeelValue {
  if (left instanceof Unknown) return left
  if (right instanceof Unknown) return right
  if (left === null) return emptyOperand(names[0])
  if (right === null) return emptyOperand(names[1])
  if (typeof left === 'number' && typeof right === 'number') return calculateNumber(operator, left, right)
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') return joined(left, right)
  const temporal = isTemporal(left) && isTemporal(right) && (operator === '+' || operator === '-')
  if (!temporal) return mismatch(left, right, names)
  const { value } = evaluate(operator === '+' ? 'a + b' : 'a - b', { a: left, b: right })
  return isTemporal(value as FeelValue) ? (value as FeelTemporal) : mismatch(left, right, names)
}

const LONGEST_TEXT = 100_000

function joined(left: string, right: string): FeelValue {
  return left.length + right.length <= LONGEST_TEXT ? left + right : unknown('文字太长', 'the text becomes too long')
}

function calculateNumber(operator: string, left: number, right: number): FeelValue {
  if (operator === '+') return exactNumber(left + right)
  if (operator === '-') return exactNumber(left - right)
  if (operator === '*') return exactNumber(left * right)
  if (operator !== '/') return exactNumber(left ** right)
  return right === 0 ? unknown('不能除以 0', 'division by zero') : exactNumber(left / right)
}

/** A result without binary noise; whole numbers that are no longer exact, and infinities, are unknown. */
export function exactNumber(value: number): FeelValue {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    return unknown('结果太大，算不准确', 'the result is too large to be exact')
  }
  return Number(value.toPrecision(15))
}

function mismatch(left: FeelValue, right: FeelValue, names: readonly [string, string]): Unknown {
  const [a, b] = [kindOf(left), kindOf(right)]
  const why: LocalText = {
    zh: `“${names[0]}”是${a.zh}，“${names[1]}”是${b.zh}，不能一起计算或比较`,
    en: `"${names[0]}" is ${a.en} and "${names[1]}" is ${b.en}; they cannot be compared or combined`,
  }
  return new Unknown(why)
}
