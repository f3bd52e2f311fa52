import { setImmediate as otherWork } from 'node:timers/promises'
import type { LocalText } from '@kaiwu/core'
import { checkpointPublicKey, type CheckpointPublicKey } from './checkpoint-key.ts'
import { isSigned, lineOf } from './checkpoint-line.ts'
import { diagnoseRow, hashAs, rowsAfter, type RowReader } from './diagnose-row.ts'
import { logAnchors, type LogAnchors } from './log-anchors.ts'
import { rowProblem, type LogProblem } from './log-problem.ts'
import { logRange, type LogRange } from './log-range.ts'

/** With what a log is verified. */
export type VerifyLogOptions = Readonly<{
  /** The public keys that are trusted: all there have been, or the first, if the file of checkpoints tells of the others. */
  publicKeys?: readonly string[]
  /** The file of checkpoints, or a copy of it. */
  checkpointFile?: string
}>

/** What a verification found. */
export type LogVerification = Readonly<{
  /** Nothing wrong was found. What could not be found stands in the notes. */
  sound: boolean
  /** The wrong rows first; of the rows only the first. */
  problems: readonly LogProblem[]
  /** What it cannot know, and what is worth telling. */
  notes: readonly LocalText[]
  baseId: string
  /** The rows that were looked at; those before were purged. */
  firstSeq: number
  lastSeq: number
  lastHash: string
  /** Up to here the rows are the ones that were signed; 0 for none. */
  anchoredTo: number
}>

/**
 * Verifies the log of a base, a page at a time; others may go on writing. Hashes show every change to rows that was not made to all
 * rows after it as well; only checkpoints, kept elsewhere, show the rest, and the notes say from which row on there are none.
 * @throws LOG_KEY_UNUSABLE for a public key that is none, PATH_UNUSABLE for a file that cannot be read
 * @example
 * const { sound, problems } = await verifyLog(database, { publicKeys, checkpointFile })
 * if (!sound) console.log(problems[0].seq, problems[0].message.zh)
 */
export async function verifyLog(reader: RowReader, options: VerifyLogOptions = {}): Promise<LogVerification> {
  const keys = new Map((options.publicKeys ?? []).map((text) => checkpointPublicKey(text)).map((key) => [key.keyId, key]))
  for (;;) {
    const range = await logRange(reader)
    const trusted = new Map(keys)
    const file = keys.size > 0 ? options.checkpointFile : undefined
    const { baseId, purgedTo } = range
    const anchors = logAnchors({ file, baseId, keys: trusted, known: range.signed, purgedTo })
    const walk = await walkRows(reader, range, anchors)
    // Rows that were purged meanwhile are not missing.
    if (walk.problem && (await logRange(reader)).purgedTo !== purgedTo) continue
    await anchors.end(walk.problem ? undefined : walk.lastSeq, async () => (await logRange(reader)).headSeq)
    return resultOf({ range, walk, anchors, purge: purgeProblem(range, trusted), options })
  }
}

type Walk = Readonly<{ problem: LogProblem | undefined; lastSeq: number; lastHash: string }>

const pageRows = 200

async function walkRows(reader: RowReader, range: LogRange, anchors: LogAnchors): Promise<Walk> {
  let lastSeq = range.purgedTo
  let lastHash = range.beforeHash
  const found = (problem: LogProblem): Walk => ({ problem, lastSeq, lastHash })
  if (range.tooLow !== undefined) return found(rowProblem('inserted', range.tooLow))
  for (;;) {
    const page = await rowsAfter(reader, lastSeq, range.headSeq, pageRows)
    for (const row of page) {
      if (row.seq !== lastSeq + 1) return found(rowProblem('missing', lastSeq + 1, row.seq - 1))
      if (hashAs(row, row.seq) !== row.hash || row.prevHash !== lastHash) {
        return found(await diagnoseRow(reader, { row, first: range.purgedTo + 1, headHash: range.headHash }))
      }
      lastSeq = row.seq
      lastHash = row.hash
      if (anchors.any) await anchors.at(lastSeq, lastHash)
    }
    if (page.length < pageRows) break
    // SQLite answers at once: without this, nobody else would have a turn until the end.
    await otherWork()
  }
  return { problem: await endProblem(reader, range, { lastSeq, lastHash }), lastSeq, lastHash }
}

/** What is wrong where the log ends, if anything: the head tells of more rows, of another last row, or of fewer rows than there are. */
async function endProblem(
  reader: RowReader,
  { headLost, headSeq, headHash, tooHigh }: LogRange,
  { lastSeq, lastHash }: Omit<Walk, 'problem'>,
): Promise<LogProblem | undefined> {
  if (headLost) return rowProblem('head', lastSeq)
  if (lastSeq < headSeq) {
    return headHash === lastHash ? rowProblem('head', lastSeq) : rowProblem('missing', lastSeq + 1, headSeq)
  }
  if (tooHigh !== undefined) {
    const [next] = await rowsAfter(reader, headSeq, tooHigh, 1)
    const follows = next?.prevHash === lastHash && hashAs(next, tooHigh) === next.hash
    return follows ? rowProblem('head', headSeq) : rowProblem('inserted', tooHigh)
  }
  return headSeq > 0 && headHash !== lastHash ? rowProblem('relinked', headSeq) : undefined
}

function purgeProblem(range: LogRange, keys: ReadonlyMap<string, CheckpointPublicKey>): LogProblem | undefined {
  if (range.purge === undefined) return undefined
  const line = lineOf(range.purge)
  const fits = line?.kind === 'purge' && line.baseId === range.baseId && line.seq === range.purgedTo
  return fits && (keys.size === 0 || isSigned(line, keys)) ? undefined : rowProblem('purge', range.purgedTo)
}

type Findings = Readonly<{
  range: LogRange
  walk: Walk
  anchors: LogAnchors
  purge: LogProblem | undefined
  options: VerifyLogOptions
}>

function resultOf({ range, walk, anchors, purge, options }: Findings): LogVerification {
  const ofRows = [walk.problem, purge].filter((one) => one !== undefined)
  const problems = Object.freeze([...ofRows, ...anchors.problems()])
  const notes: LocalText[] = [...anchors.notes()]
  const withoutKey = (options.publicKeys ?? []).length === 0
  if (withoutKey && options.checkpointFile !== undefined) notes.push(fileNotRead)
  if (withoutKey && range.purge !== undefined) notes.push(purgeNotChecked)
  if (range.leftOver > 0) notes.push(purgeUnfinished(range.leftOver))
  // Whoever signed a purge has signed the last row of what is gone.
  const anchoredTo = Math.max(anchors.anchoredTo(), withoutKey || purge ? 0 : range.purgedTo)
  notes.push(notAnchored(anchoredTo))
  return Object.freeze({
    sound: problems.length === 0,
    problems,
    notes: Object.freeze(notes.map((note) => Object.freeze(note))),
    baseId: range.baseId,
    firstSeq: range.purgedTo + 1,
    lastSeq: walk.lastSeq,
    lastHash: walk.lastHash,
    anchoredTo,
  })
}

const fileNotRead: LocalText = {
  zh: '没有给出公钥，检查点文件没有核对',
  en: 'no public key was given: the file of checkpoints was not looked at',
}
const purgeNotChecked: LocalText = {
  zh: '没有给出公钥，清除记录的签名没有核对',
  en: 'no public key was given: the signature of the purge was not checked',
}
const purgeUnfinished = (rows: number): LocalText => ({
  zh: `上次清除没有做完，还剩 ${rows} 条；再清除一次即可`,
  en: `the last purge was not finished and has left ${rows} rows; purge again`,
})
const notAnchored = (seq: number): LocalText => ({
  zh: `第 ${seq} 条之后没有检查点：其后若被截断，或全部重写，无从得知`,
  en: `not anchored after seq ${seq}: whether rows after it were cut off, or all of them written anew, cannot be known`,
})
