import type { Line } from './pdf-lines.ts'

const entry = /(?:(?:[.．·…]\s?){4,}|…{2,})\s*[(（]?([\dIVXivxⅠ-ⅿ]{1,5})[)）]?$/
const title = /^(?:目\s*[录次]|contents|table of contents)$/i
/** A long entry may take several lines, of which only the last has the number. */
const wrapped = 2
const fewest = 3
/** Entries may name pages a little beyond the end of the file. */
const beyond = 30

/** The lines of tables of contents: entries with page numbers that rise and are no larger than there are pages, and their title. */
export function contentsLines(lines: readonly Line[], pages: number): ReadonlySet<Line> {
  const found = new Set<Line>()
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]
    if (line === undefined || numberOf(line) === undefined) continue
    const run = runFrom(lines, at)
    const before = lines[at - 1]
    const titled = before !== undefined && title.test(before.text.trim())
    if (titled || (run.entries.length >= fewest && isRising(run.entries, pages + beyond))) {
      for (const one of run.entries) found.add(one)
      if (titled) found.add(before)
    }
    at = run.end
  }
  return found
}

function numberOf(line: Line): string | undefined {
  return line.table === undefined && line.figure === undefined ? entry.exec(line.text)?.[1] : undefined
}

function runFrom(lines: readonly Line[], from: number): Readonly<{ entries: readonly Line[]; end: number }> {
  const entries: Line[] = []
  let end = from
  for (let at = from; at < lines.length && at - end <= wrapped + 1; at++) {
    const line = lines[at]
    if (line === undefined || numberOf(line) === undefined) continue
    entries.push(line)
    end = at
  }
  return { entries, end }
}

function isRising(entries: readonly Line[], most: number): boolean {
  const numbers = entries
    .map((line) => numberOf(line) ?? '')
    .filter((number) => /^\d+$/.test(number))
    .map(Number)
  const falls = numbers.filter((number, at) => number < (numbers[at - 1] ?? 0)).length
  return falls <= numbers.length * 0.1 && numbers.every((number) => number <= most)
}
