import { parseDelimited } from '@kaiwu/core'
import type { CaseSource } from './case-definition.ts'

/** A table that fields choose from or begin with: what its columns are called, and its rows without those that are empty. */
export type ListTable = Readonly<{ heads: readonly string[]; rows: readonly (readonly string[])[] }>

/** A list of a case type by its key; nothing for one that is not named. */
export function listTable({ form, files }: CaseSource, key: string): ListTable | undefined {
  const file = form.tables?.[key]
  if (file === undefined) return undefined
  const text = (files[file] ?? '').replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  const [heads = [], ...rows] = parseDelimited(text, ',').rows.map((row) => row.map((cell) => cell.trim()))
  return { heads, rows: rows.filter((row) => row.some((cell) => cell !== '')) }
}
