import type { DocumentFacts } from '@kaiwu/core'

/**
 * The days a document is in force, from the first to the first no longer; a dash where nothing is stated.
 * @example
 * datesOf({ title: '…', effective: '2024-05-01' }) // '2024-05-01 –'
 */
export function datesOf({ effective, ends }: DocumentFacts): string {
  if (effective === undefined && ends === undefined) return '–'
  return `${effective ?? ''} – ${ends ?? ''}`.trim()
}
