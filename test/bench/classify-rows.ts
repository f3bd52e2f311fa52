import { readFileSync } from 'node:fs'
import type { LabelledRow } from '../../packages/cases/src/classify/labelled-row.ts'

/** Labelled rows of a JSONL file, or what is wrong with it, line by line. */
export type ReadRows = Readonly<{ rows: readonly LabelledRow[]; mistakes: readonly string[] }>

/** Reads `{text, label, subject?}` a line; a label may be a number. Empty lines are left out. */
export function readLabelledRows(file: string): ReadRows {
  const rows: LabelledRow[] = []
  const mistakes: string[] = []
  const lines = readFileSync(file, 'utf8')
    .replace(/^\ufeff/, '')
    .split('\n')
  lines.forEach((line, at) => {
    if (line.trim() === '') return
    const row = labelledRow(line)
    if (typeof row === 'string') mistakes.push(`line ${at + 1}: ${row}`)
    else rows.push(row)
  })
  return { rows, mistakes }
}

function labelledRow(line: string): LabelledRow | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  if (typeof value !== 'object' || value === null) return 'no object'
  const { text, label, subject } = value as Record<string, unknown>
  if (typeof text !== 'string') return '"text" is missing or no text'
  if (typeof label !== 'string' && typeof label !== 'number') return '"label" is missing or no text'
  if (String(label).trim() === '') return '"label" is empty'
  if (subject !== undefined && subject !== null && typeof subject !== 'string') return '"subject" is no text'
  return { text, label: String(label), ...(typeof subject === 'string' ? { subject } : {}) }
}
