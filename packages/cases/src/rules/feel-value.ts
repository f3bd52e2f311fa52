import type { LocalText } from '@kaiwu/core'
import { FeelDate, FeelDateTime, FeelDuration, FeelTime } from 'feelin'

/** A FEEL date, time, date and time, or duration. */
export type FeelTemporal = FeelDate | FeelTime | FeelDateTime | FeelDuration

/** An object of data without prototype. */
export type FeelRecord = { readonly [name: string]: FeelValue }

/** What an expression works with. {@link Unknown} is a null that remembers why it is one. */
export type FeelValue = null | boolean | number | string | FeelTemporal | readonly FeelValue[] | FeelRecord | Unknown

/** Data that JSON can hold; what every evaluation hands out. */
export type PlainValue = null | boolean | number | string | readonly PlainValue[] | { readonly [name: string]: PlainValue }

/** A value that could not be found or computed, with the reason, so that a null never passes for a decision. */
export class Unknown {
  readonly why: LocalText
  constructor(why: LocalText) {
    this.why = why
  }
}

/** An {@link Unknown} said in both languages. */
export function unknown(zh: string, en: string): Unknown {
  return new Unknown({ zh, en })
}

/** Whether a value is a date, time, date and time, or duration. */
export function isTemporal(value: unknown): value is FeelTemporal {
  return value instanceof FeelDate || value instanceof FeelDateTime || value instanceof FeelTime || value instanceof FeelDuration
}

/** Whether a value is an object with fields. */
export function isRecord(value: FeelValue): value is FeelRecord {
  return typeof value === 'object' && value !== null && !isList(value) && !isTemporal(value) && !(value instanceof Unknown)
}

/** Whether a value is a list. */
export function isList(value: FeelValue): value is readonly FeelValue[] {
  return Array.isArray(value)
}

/** The kind of a value, as named to people. */
export function kindOf(value: FeelValue): Readonly<{ zh: string; en: string }> {
  return kinds[kindKey(value)]
}

const kinds = {
  empty: { zh: '空', en: 'empty' },
  boolean: { zh: '是否', en: 'a yes or no' },
  number: { zh: '数字', en: 'a number' },
  string: { zh: '文字', en: 'a text' },
  list: { zh: '列表', en: 'a list' },
  date: { zh: '日期', en: 'a date' },
  time: { zh: '时间', en: 'a time' },
  dateTime: { zh: '日期时间', en: 'a date and time' },
  duration: { zh: '时长', en: 'a duration' },
  record: { zh: '一组字段', en: 'a group of fields' },
} as const

/** The kind of a value as a key; two values compare only when theirs are equal. */
export function kindKey(value: FeelValue): keyof typeof kinds {
  if (value === null || value instanceof Unknown) return 'empty'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'string') return 'string'
  if (isList(value)) return 'list'
  if (value instanceof FeelDate) return 'date'
  if (value instanceof FeelTime) return 'time'
  if (value instanceof FeelDateTime) return 'dateTime'
  if (value instanceof FeelDuration) return 'duration'
  return 'record'
}

/** JSON-safe form of a value: temporals become ISO 8601 texts; everything is frozen. */
export function toPlain(value: FeelValue): PlainValue {
  if (value instanceof Unknown) return null
  if (isTemporal(value)) return value.toString()
  if (isList(value)) return Object.freeze(value.map(toPlain))
  if (isRecord(value)) {
    const copy = emptyRecord<PlainValue>()
    for (const name of Object.keys(value)) copy[name] = toPlain(value[name]!)
    return Object.freeze(copy)
  }
  return value
}

/** A record that inherits nothing, so that `constructor` and `__proto__` are names like others. */
export function emptyRecord<Value>(): Record<string, Value> {
  return Object.create(null) as Record<string, Value>
}
