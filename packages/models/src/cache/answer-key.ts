import { contentHash, type ChargedTo } from '@kaiwu/core'

/** Who shares answers with whom: the same text, and only the same. */
export type TenantOf = (chargedTo: ChargedTo) => string

/** Nobody shares answers with another key, department, user or solution. Cases and steps of one do share. */
export const ownTenant: TenantOf = ({ key, department, user, solution }) =>
  JSON.stringify([key ?? null, department ?? null, user ?? null, solution ?? null])

/**
 * The key of an answer: SHA-256 of everything given, where the order of the fields of an object does not count.
 * @example
 * answerKey('chat', { model: 'a/b' }) === answerKey('chat', { model: 'a/b' })
 */
export function answerKey(...parts: readonly unknown[]): string {
  return contentHash(JSON.stringify(parts, sorted))
}

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
