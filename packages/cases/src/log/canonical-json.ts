/** What JSON can say. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject

/** An object of JSON. */
export type JsonObject = { readonly [key: string]: JsonValue }

/**
 * Writes a value as canonical JSON (RFC 8785, JCS): one text for one value, to be hashed and signed. Keys stand in the order of their
 * UTF-16 units, numbers as ECMAScript writes them.
 * @throws TypeError for what such a text cannot hold: lone surrogates, NaN, undefined, dates, more than 64 levels (and so cycles)
 * @example
 * canonicalJson({ b: 1e21, a: [-0, '€'] }) // '{"a":[0,"€"],"b":1e+21}'
 */
export function canonicalJson(value: JsonValue): string {
  return write(value, 0, (text) => {
    if (loneSurrogate.test(text)) throw new TypeError('a text with half a character (a lone surrogate)')
    return text
  })
}

/** As {@link canonicalJson}, with U+FFFD in place of lone surrogates: what people send must not keep a record from being written. */
export function mendedJson(value: JsonValue): string {
  return write(value, 0, (text) => text.replace(loneSurrogates, '\uFFFD'))
}

const loneSurrogate = /\p{Surrogate}/u
const loneSurrogates = /\p{Surrogate}/gu
const deepest = 64

function write(value: unknown, depth: number, text: (text: string) => string): string {
  if (typeof value === 'string') return JSON.stringify(text(value))
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (value === null) return 'null'
  if (typeof value !== 'object') throw new TypeError(`${typeof value} or a number that is none`)
  if (depth === deepest) throw new TypeError(`more than ${deepest} levels`)
  if (Array.isArray(value)) return `[${Array.from(value, (one) => write(one, depth + 1, text)).join(',')}]`
  return writeObject(value, depth, text)
}

function writeObject(value: object, depth: number, text: (text: string) => string): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) {
    // An object of another realm, as of a test's sandbox, is plain all the same.
    if (Object.getPrototypeOf(prototype) !== null) throw new TypeError(`a ${value.constructor.name} is no JSON value`)
  }
  const keys = Object.keys(value)
  const written = new Map(keys.map((key) => [text(key), key]))
  if (written.size !== keys.length) throw new TypeError('two keys that are the same')
  // Without a function, sort() compares UTF-16 units.
  const members = [...written.keys()].sort().map((key) => {
    return `${JSON.stringify(key)}:${write((value as Record<string, unknown>)[written.get(key)!], depth + 1, text)}`
  })
  return `{${members.join(',')}}`
}
