import type { LabelledRow } from '@kaiwu/cases'
import { parseDelimited, type Problem } from '@kaiwu/core'

/** The rows of a file to learn from, and what is wrong with it. `lines`: where each row begins, from 1. */
export type LabelledRows = Readonly<{ rows: readonly LabelledRow[]; lines: readonly number[]; problems: readonly Problem[] }>

/** Of a file that is wrong throughout, so many mistakes are told. */
const mostProblems = 20

/**
 * Reads labelled rows: CSV with the columns `text`, `label` and perhaps `subject`, or, where the name ends in `.jsonl`, a JSON object
 * with these keys a line.
 * @example
 * parseLabelledRows('text,label\n路灯不亮,市政\n', 'data/tickets.csv').rows // [{ text: '路灯不亮', label: '市政' }]
 */
export function parseLabelledRows(text: string, file: string): LabelledRows {
  const at = (line: number, [zh, en]: Said, remedy: Said): Problem => ({
    ...{ file, line, column: 1 },
    message: { zh, en },
    remedy: { zh: remedy[0], en: remedy[1] },
  })
  const read = /\.(?:jsonl|ndjson)$/i.test(file) ? fromJsonLines(text, at) : fromCsv(text, at)
  const problems = [...read.problems]
  for (const [index, { text: said, label }] of read.rows.entries()) {
    if (said.trim() === '') problems.push(at(read.lines[index]!, ['这一行没有文字', 'this row has no text'], whole))
    if (label.trim() === '') problems.push(at(read.lines[index]!, ['这一行没有类别', 'this row has no label'], whole))
  }
  if (problems.length === 0 && new Set(read.rows.map(({ label }) => label)).size < 2)
    problems.push(at(1, ['不足两个类别，没有可分的', 'there are fewer than two labels to tell apart'], more))
  return { rows: read.rows, lines: read.lines, problems: problems.slice(0, mostProblems) }
}

type Said = readonly [zh: string, en: string]
type At = (line: number, message: Said, remedy: Said) => Problem

const whole: Said = ['填上 text 与 label，或删去这一行', 'fill in text and label, or leave the row out']
const more: Said = ['每个类别至少给几行', 'give at least a few rows of each label']

function fromCsv(text: string, at: At): LabelledRows {
  const { rows: all, lines, unclosedLine } = parseDelimited(text, ',')
  if (unclosedLine !== undefined)
    return nothing(at(unclosedLine, ['引号没有结束', 'a quote is never closed'], ['补上引号', 'close it']))
  const heads = (all[0] ?? []).map((head) => head.trim())
  const missing = ['text', 'label'].filter((name) => !heads.includes(name))
  if (missing.length > 0)
    return nothing(
      at(
        1,
        [`没有 ${missing.join('、')} 列`, `there is no column ${missing.join(', ')}`],
        ['表头写 text,label,subject', 'head the columns text,label,subject'],
      ),
    )
  const cell = (row: readonly string[], name: string): string => row[heads.indexOf(name)] ?? ''
  const filled = all.map((row, index) => ({ row, line: lines[index]! })).slice(1)
  const kept = filled.filter(({ row }) => row.some((one) => one.trim() !== ''))
  return {
    rows: kept.map(({ row }) => rowOf(cell(row, 'text'), cell(row, 'label'), cell(row, 'subject'))),
    lines: kept.map(({ line }) => line),
    problems: [],
  }
}

function fromJsonLines(text: string, at: At): LabelledRows {
  const rows: LabelledRow[] = []
  const lines: number[] = []
  const problems: Problem[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const row = jsonRow(line)
    if (row) {
      rows.push(row)
      lines.push(index + 1)
    } else
      problems.push(
        at(
          index + 1,
          ['这一行不是 {"text": …, "label": …}', 'this line is not {"text": …, "label": …}'],
          ['每行一个 JSON 对象，值为文字', 'write one JSON object a line, its values as text'],
        ),
      )
  }
  return { rows, lines, problems }
}

function jsonRow(line: string): LabelledRow | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { text, label, subject = '' } = value as Readonly<Record<string, unknown>>
  const right = typeof text === 'string' && typeof label === 'string' && typeof subject === 'string'
  return right ? rowOf(text, label, subject) : undefined
}

function rowOf(text: string, label: string, subject: string): LabelledRow {
  return { text, label: label.trim(), ...(subject.trim() === '' ? {} : { subject }) }
}

function nothing(problem: Problem): LabelledRows {
  return { rows: [], lines: [], problems: [problem] }
}
