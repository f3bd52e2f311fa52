import { hash } from 'node:crypto'
import { canonicalJson, type JsonValue } from './canonical-json.ts'

/**
 * SHA-256 over the canonical JSON of a value, in hexadecimal. What JSON leaves out (undefined) is left out.
 * @throws TypeError for what canonical JSON cannot hold
 * @example
 * canonicalHash({ b: 1, a: [] }) === canonicalHash({ a: [], b: 1 }) // true
 */
export function canonicalHash(value: object): string {
  return hash('sha256', canonicalJson(JSON.parse(JSON.stringify(value)) as JsonValue))
}
