import type { Run } from './pdf-runs.ts'

/** Marks as they are set in vertical writing. */
const upright = /[\ufe10-\ufe19\ufe31-\ufe44\ufe47\ufe48]/g

/**
 * Vertical writing in reading order: columns from right to left, each from top to bottom. A column that reaches the foot goes on
 * at the head of the next; the texts of such columns come joined.
 */
export function verticalTexts(runs: readonly Run[]): readonly string[] {
  const columns: { x: number; size: number; runs: Run[] }[] = []
  for (const run of [...runs].sort((one, other) => other.x - one.x)) {
    const column = columns.find((one) => Math.abs(one.x - run.x) < Math.max(one.size, run.size) * 0.6)
    if (column === undefined) columns.push({ x: run.x, size: run.size, runs: [run] })
    else column.runs.push(run)
  }
  const foot = Math.max(...runs.map(bottomOf))
  const head = Math.min(...runs.map((run) => run.y))
  const texts: string[] = []
  let open = false
  for (const { size, runs: members } of columns) {
    const sorted = [...members].sort((one, other) => one.y - other.y)
    const text = sorted.map((run) => run.text.trim().replace(upright, (mark) => mark.normalize('NFKC'))).join('')
    const goesOn = open && (sorted[0]?.y ?? 0) < head + size
    if (goesOn) texts.push(`${texts.pop() ?? ''}${text}`)
    else texts.push(text)
    open = Math.max(...members.map(bottomOf)) > foot - size * 1.5 && columns.length > 1
  }
  return texts
}

function bottomOf({ y, width }: Run): number {
  return y + width
}
