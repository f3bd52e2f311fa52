import type { LocalText } from '@kaiwu/core'

/** What can be wrong with a log, its head, what was purged, or its checkpoints. */
export type LogProblemKind =
  /** The row is not what its hash says. */
  | 'changed'
  /** The row was written anew together with its hash: the next one, or the head, still holds the old hash. */
  | 'relinked'
  /** The row is whole, but does not follow the one before it. */
  | 'unlinked'
  | 'missing'
  | 'inserted'
  /** With the row after it. */
  | 'swapped'
  /** The row that says where the log ends does not agree with the rows. */
  | 'head'
  /** The record of a purge is not signed by a key that is known, or is of another base. */
  | 'purge'
  /** Rows that were signed are not there any more: the end of the log was cut off. */
  | 'cut'
  /** The rows agree with one another, but not with what was signed. */
  | 'rewritten'
  /** The file of checkpoints is gone, or its end is. */
  | 'checkpoints-missing'
  /** A line of it is no checkpoint, or not signed by a key that is known. */
  | 'checkpoint-forged'
  /** Lines of it were removed or put in another order. */
  | 'checkpoint-order'
  | 'checkpoint-of-another-base'

/** Something wrong that a verification found. */
export type LogProblem = Readonly<{
  kind: LogProblemKind
  /** The first bad row; for a line of the checkpoints, the row it speaks of, or 0. */
  seq: number
  /** Where the bad rows end, when it is not known which of them is the first. */
  to?: number
  /** Line of the file of checkpoints, from 1. */
  line?: number
  message: LocalText
}>

/** Says what is wrong with rows. */
export function rowProblem(kind: Exclude<LogProblemKind, `checkpoint${string}`>, seq: number, to?: number): LogProblem {
  const [zh, en] = rowTexts[kind](seq, to ?? seq)
  return Object.freeze({ kind, seq, ...(to === undefined || to === seq ? {} : { to }), message: Object.freeze({ zh, en }) })
}

const rowTexts: Readonly<
  Record<Exclude<LogProblemKind, `checkpoint${string}`>, (seq: number, to: number) => readonly [zh: string, en: string]>
> = {
  changed: (seq) => [`第 ${seq} 条被改过：内容与它的哈希不符`, `row ${seq} was changed: it is not what its hash says`],
  relinked: (seq) => [
    `第 ${seq} 条连同哈希被重写：其后记载的仍是原来的哈希`,
    `row ${seq} was written anew together with its hash: what comes after it holds the hash it had`,
  ],
  unlinked: (seq) => [
    `第 ${seq} 条不衔接上一条：它连同哈希被重写，或来自别处`,
    `row ${seq} does not follow the one before it: it was written anew together with its hash, or comes from elsewhere`,
  ],
  missing: (seq, to) => [`缺少第 ${span(seq, to)} 条`, to > seq ? `rows ${span(seq, to)} are missing` : `row ${seq} is missing`],
  inserted: (seq) => [`第 ${seq} 条是插入的`, `row ${seq} was inserted`],
  swapped: (seq) => [`第 ${seq} 条与第 ${seq + 1} 条被对调`, `rows ${seq} and ${seq + 1} were swapped`],
  head: (seq) => [
    `日志末端记录与各条不符（第 ${seq} 条处）`,
    `the record of where the log ends does not agree with the rows (at row ${seq})`,
  ],
  purge: (seq) => [
    `清除到第 ${seq} 条的记录没有有效签名`,
    `the record of the purge up to row ${seq} is not signed by a key that is known, or is of another base`,
  ],
  cut: (seq, to) => [
    `日志末尾被截断：第 ${span(seq, to)} 条签过名，现已不在`,
    `the end of the log was cut off: rows ${span(seq, to)} had been signed and are gone`,
  ],
  rewritten: (seq, to) => [
    `第 ${span(seq, to)} 条之间被重写：第 ${to} 条与当时签名的不同`,
    `rows were written anew between ${seq} and ${to}: row ${to} is not the one that was signed`,
  ],
}

const span = (seq: number, to: number): string => (to > seq ? `${seq}–${to}` : String(seq))
