import { createReadStream } from 'node:fs'
import { KaiwuError, type LocalText } from '@kaiwu/core'
import { checkpointPublicKey, type CheckpointPublicKey } from './checkpoint-key.ts'
import { isSigned, lineHash, lineOf, type SignedLine } from './checkpoint-line.ts'
import type { LogProblem, LogProblemKind } from './log-problem.ts'

/** What a line of the checkpoints turned out to be: something signed, something wrong, or something worth telling. */
export type CheckpointItem = Readonly<{ signed: SignedLine }> | Readonly<{ problem: LogProblem }> | Readonly<{ note: LocalText }>

/** How to read checkpoints. */
export type ReadCheckpointsOptions = Readonly<{
  /** Of which base they must be. */
  baseId: string
  /** Keys that are trusted, by their ids; those to whom one of them handed over are added while reading. */
  keys: Map<string, CheckpointPublicKey>
}>

/**
 * Reads a file of checkpoints line by line, and checks signatures, order and base. What is signed comes out in the order of the rows
 * it speaks of. Half a line, as a crash leaves it, is told and passed over, unless what follows shows that it once was whole.
 * A file that is not there yields nothing.
 * @throws PATH_UNUSABLE when it is there and cannot be read
 */
export async function* readCheckpoints(path: string, options: ReadCheckpointsOptions): AsyncGenerator<CheckpointItem> {
  const follow = follower(options)
  let number = 0
  for await (const text of linesOf(path)) {
    number++
    const line = lineOf(text)
    if (line) yield* follow(line, text, number)
    else yield isHalf(text) ? { note: halfLine(number) } : lineProblem('checkpoint-forged', number, 0)
  }
}

/** Holds lines against those before them. */
function follower({ baseId, keys }: ReadCheckpointsOptions) {
  // Nothing is known of the line before after one that is not to be trusted.
  let before: string | null | undefined
  let begun = false
  let lastSeq = 0
  const replaced = new Map<string, string>()
  return function* (line: SignedLine, text: string, number: number): Generator<CheckpointItem> {
    const late = !begun && line.previous !== null
    const follows = begun ? before === undefined || before === line.previous : true
    begun = true
    before = undefined
    if (line.baseId !== baseId) return yield lineProblem('checkpoint-of-another-base', number, line.seq)
    const successor = replaced.get(line.key)
    const gone = successor !== undefined && !(line.kind === 'key' && line.newKey === successor)
    if (gone || !isSigned(line, keys)) return yield lineProblem('checkpoint-forged', number, line.seq)
    before = lineHash(text)
    if (late) yield { note: beginsLate }
    if (!follows || line.seq < lastSeq) yield lineProblem('checkpoint-order', number, line.seq)
    if (line.seq < lastSeq) return
    lastSeq = line.seq
    if (line.kind === 'key') {
      const next = checkpointPublicKey(line.newKey)
      keys.set(next.keyId, next)
      replaced.set(line.key, line.newKey)
    }
    yield { signed: line }
  }
}

function isHalf(text: string): boolean {
  if (!text.startsWith(beginning)) return beginning.startsWith(text)
  try {
    JSON.parse(text)
    return false
  } catch {
    return true
  }
}

// The first of the keys of a line.
const beginning = '{"at":'

/** Lines, the last one also without its end. None where there is no file. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = ''
  try {
    for await (const chunk of createReadStream(path, 'utf8') as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop()!
      // What goes on for so long is none of ours, and must not fill the memory.
      if (rest.length > longestLine) rest = rest.slice(0, longestLine)
      yield* lines
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT') throw new KaiwuError('PATH_UNUSABLE', { path, reason: message }, { cause: error })
  }
  if (rest !== '') yield rest
}

const longestLine = 16_384

function lineProblem(kind: Extract<LogProblemKind, `checkpoint${string}`>, line: number, seq: number): { problem: LogProblem } {
  const [zh, en] = lineTexts[kind]
  const message = Object.freeze({ zh: `检查点文件第 ${line} 行${zh}`, en: `line ${line} of the checkpoints ${en}` })
  return { problem: Object.freeze({ kind, seq, line, message }) }
}

const lineTexts: Readonly<Record<Extract<LogProblemKind, `checkpoint${string}`>, readonly [zh: string, en: string]>> = {
  'checkpoints-missing': ['不见了', 'is gone'],
  'checkpoint-forged': [
    '不是用已知密钥签的；若更换过密钥，请给出第一把公钥或全部公钥',
    'is not signed by a key that is known; if the key was changed, give the first public key, or all of them',
  ],
  'checkpoint-order': [
    '与上一行不衔接：有的行被删去或调换',
    'does not follow the one before: lines were removed or put in another order',
  ],
  'checkpoint-of-another-base': ['是另一个库的', 'is of another base'],
}

function halfLine(line: number): LocalText {
  return Object.freeze({
    zh: `检查点文件第 ${line} 行只写了一半（写入时断电或崩溃），已略过`,
    en: `line ${line} of the checkpoints is only half there, as a crash leaves it, and was passed over`,
  })
}

const beginsLate: LocalText = Object.freeze({
  zh: '检查点文件开头的若干行不在此文件里（可能已移走）',
  en: 'the file of checkpoints begins with a line that had others before it; they may have been moved away',
})
