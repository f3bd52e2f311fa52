import type { Texts } from './command.ts'
import { columns } from './display-width.ts'
import type { Terminal } from './terminal.ts'

/** Prints rows under their heads, or that there is none. */
export function printTable(heads: readonly Texts[], rows: readonly (readonly string[])[], none: Texts, terminal: Terminal): void {
  if (rows.length === 0) return terminal.print(none)
  for (const [at, line] of columns([heads.map((head) => terminal.pick(head)), ...rows]).entries())
    terminal.print(at === 0 ? terminal.paint('bold', line) : line)
}
