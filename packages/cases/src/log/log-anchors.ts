import type { LocalText } from '@kaiwu/core'
import type { CheckpointPublicKey } from './checkpoint-key.ts'
import type { SignedLine } from './checkpoint-line.ts'
import { rowProblem, type LogProblem } from './log-problem.ts'
import { readCheckpoints } from './read-checkpoints.ts'

/** Checkpoints that rows are held against, one after the other. */
export type LogAnchors = Readonly<{
  /** False where there are none. */
  any: boolean
  /** Holds a row against what was signed of it, if anything was. Rows come in order. */
  at(seq: number, hash: string): Promise<void>
  /**
   * Looks at the rest of the file.
   * @param lastSeq the last row, unless the chain broke before it
   * @param lastNow reads where the log ends by now, since checkpoints may have been made meanwhile
   */
  end(lastSeq: number | undefined, lastNow: () => Promise<number>): Promise<void>
  problems(): readonly LogProblem[]
  notes(): readonly LocalText[]
  anchoredTo(): number
}>

/** Where anchors come from. */
export type LogAnchorsOptions = Readonly<{
  file: string | undefined
  baseId: string
  /** Keys that are trusted; those they hand over to are added. */
  keys: Map<string, CheckpointPublicKey>
  /** Up to where each key has signed, as the base remembers it. */
  known: ReadonlyMap<string, number>
  /** The last row that was purged, or 0. */
  purgedTo: number
}>

// A file of another kind has as many wrong lines as it has lines.
const mostTold = 100

/** Reads checkpoints while rows go by: neither is held in memory. */
export function logAnchors({ file, baseId, keys, known, purgedTo }: LogAnchorsOptions): LogAnchors {
  const items = file === undefined ? undefined : readCheckpoints(file, { baseId, keys })
  const problems: LogProblem[] = []
  const notes: LocalText[] = []
  let waiting: SignedLine | undefined
  let lastSigned = 0
  let anchoredTo = 0
  let rewritten = false
  const next = async (): Promise<SignedLine | undefined> => {
    while (items && !waiting) {
      const { value, done } = await items.next()
      if (done) break
      if ('signed' in value) waiting = value.signed
      else if ('problem' in value) tell(problems, value.problem)
      else tell(notes, value.note)
    }
    lastSigned = waiting?.seq ?? lastSigned
    return waiting
  }
  return {
    any: items !== undefined,
    async at(seq, hash) {
      if (!items) return
      for (let line = waiting ?? (await next()); line && line.seq <= seq; line = await next()) {
        waiting = undefined
        if (line.seq < seq || rewritten) continue
        rewritten = line.hash !== hash
        if (rewritten) problems.unshift(rowProblem('rewritten', Math.max(anchoredTo, purgedTo) + 1, seq))
        else anchoredTo = seq
      }
    },
    async end(lastSeq, lastNow) {
      while (await next()) waiting = undefined
      if (!items) return
      if (lastSeq !== undefined && lastSigned > lastSeq && lastSigned > (await lastNow())) {
        problems.unshift(rowProblem('cut', lastSeq + 1, lastSigned))
      }
      const remembered = Math.max(0, ...[...known].filter(([keyId]) => keys.has(keyId)).map(([, seq]) => seq))
      if (remembered > lastSigned) problems.push(fileCut(lastSigned, remembered))
    },
    problems: () => problems,
    notes: () => notes,
    anchoredTo: () => anchoredTo,
  }
}

function tell<T>(told: T[], one: T): void {
  if (told.length < mostTold) told.push(one)
}

function fileCut(lastSigned: number, remembered: number): LogProblem {
  const message = Object.freeze({
    zh: `检查点文件不见了或缺了末尾：签到过第 ${remembered} 条，文件里只到第 ${lastSigned} 条`,
    en: `the file of checkpoints is gone, or its end is: rows up to ${remembered} had been signed, and it knows of ${lastSigned}`,
  })
  const seq = lastSigned + 1
  return Object.freeze({ kind: 'checkpoints-missing', seq, ...(remembered > seq ? { to: remembered } : {}), message })
}
