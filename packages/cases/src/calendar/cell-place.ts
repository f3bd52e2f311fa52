/** A line and a column, both from 1. */
export type CellPlace = Readonly<{ line: number; column: number }>

/**
 * Finds where cells begin in delimited text, counted in characters as editors do; for cells behind one of several lines too.
 * A cell that is missing stands at the end of its row.
 * @example
 * cellPlaces('date,kind\n2026-10-01,off\n', ',')(2, 1) // { line: 2, column: 12 }
 */
export function cellPlaces(text: string, delimiter: string): (line: number, cell: number) => CellPlace {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (line, cell) => {
    let at = starts[line - 1] ?? 0
    for (let passed = 0; passed < cell; passed++) {
      at = endOfCell(text, at, delimiter)
      if (text[at] !== delimiter) break
      at++
    }
    let last = line
    while (last < starts.length && starts[last]! <= at) last++
    return { line: last, column: at - (starts[last - 1] ?? 0) + 1 }
  }
}

/** The delimiter or line end behind a cell. A quote that is never closed is a character like others. */
function endOfCell(text: string, start: number, delimiter: string): number {
  let at = start
  if (text[at] === '"') {
    let close = text.indexOf('"', at + 1)
    while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2)
    if (close >= 0) at = close + 1
  }
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at++
  return at
}
