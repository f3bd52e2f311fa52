import type { Fault } from '@kaiwu/core'
import type { Texts } from '../command.ts'

/** What one look at the machine, the files or the settings came to. */
export type Finding = Readonly<{
  /** Stable name for programs: `node`, `sqlite`, `store`. */
  check: string
  /** `weaker`: it works, with less. */
  state: 'good' | 'weaker' | 'broken'
  text: Texts
  /** Who has to act on something broken. */
  fault?: Fault
}>
