import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import { checkpointKey, existingKey, syncFolder, type CheckpointKey } from './checkpoint-key.ts'
import { lineHash, lineOf, signedText, type SignedLine, type Statement } from './checkpoint-line.ts'

/** Signs statements about a log and keeps them in a file that is only appended to, best on another disk. */
export type LogSigner = Readonly<{
  file: string
  /** Of the key as it is now, made where there was none. @throws LOG_KEY_UNUSABLE */
  key(): CheckpointKey
  /** The last whole line of the file. */
  last(): SignedLine | undefined
  /** Signs and appends; durable when it returns. @throws LOG_KEY_UNUSABLE, LOG_CHECKPOINTS_UNWRITABLE */
  append(statement: Statement): string
  /** Signs without appending: what is kept elsewhere. @throws LOG_KEY_UNUSABLE */
  sign(statement: Statement): string
  /** Hands over to a new key, and forgets the old one. Statements of the old one can still be verified. Returns the new public key. */
  changeKey(about: Omit<Extract<Statement, { kind: 'key' }>, 'kind' | 'newKey'>): string
}>

/**
 * Opens the signer of a log. Nothing is read or made before it is needed. To be used inside of a transaction of the base, so that
 * of several servers one writes at a time.
 * @example
 * const signer = logSigner({ keyFile: join(folder, 'log-key.pem'), file: '/mnt/audit/kaiwu-checkpoints.jsonl' })
 * console.log(signer.key().publicKey)
 */
export function logSigner({ keyFile, file }: { keyFile: string; file: string }): LogSigner {
  const nextFile = `${keyFile}.next`
  const handOver = (about: Parameters<LogSigner['changeKey']>[0]): string => {
    const { publicKey: newKey } = checkpointKey(nextFile)
    const { baseId, seq, hash, at } = about
    appendLine(file, { kind: 'key', baseId, seq, hash, at, newKey }, checkpointKey(keyFile))
    renameSync(nextFile, keyFile)
    syncFolder(dirname(keyFile))
    return newKey
  }
  return Object.freeze({
    file,
    key: () => checkpointKey(keyFile),
    last: () => tailOf(file).line,
    append: (statement: Statement) => {
      // A crash came between the making of a new key and its taking over.
      if (existingKey(nextFile)) handOver(statement)
      return appendLine(file, statement, checkpointKey(keyFile))
    },
    sign: (statement: Statement) => signedText(statement, null, checkpointKey(keyFile)),
    changeKey: (about) => handOver(about),
  })
}

function appendLine(path: string, statement: Statement, key: CheckpointKey): string {
  const { text: before, half } = tailOf(path)
  const text = signedText(statement, before === undefined ? null : lineHash(before), key)
  try {
    const fresh = !existsSync(path)
    const file = openSync(path, 'a', 0o640)
    try {
      // What a crash left of a line must not swallow this one.
      const bytes = Buffer.from(`${half ? '\n' : ''}${text}\n`)
      if (writeSync(file, bytes) !== bytes.length) throw new Error('only a part of the line was written')
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    if (fresh) syncFolder(dirname(path))
  } catch (error) {
    throw unwritable(path, error)
  }
  return text
}

type Tail = Readonly<{ text?: string; line?: SignedLine; half: boolean }>

// Lines have some 400 bytes: this much holds the last whole one, whatever crashes have left after it.
const tailBytes = 65_536

/** The last whole line of a file, and whether something that is no line stands at its end. */
function tailOf(path: string): Tail {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { half: false }
    throw unwritable(path, error)
  }
  try {
    const { size } = fstatSync(file)
    const bytes = Buffer.alloc(Math.min(size, tailBytes))
    readSync(file, bytes, 0, bytes.length, size - bytes.length)
    const texts = bytes.toString('utf8').split('\n')
    const half = texts.at(-1) !== ''
    for (const text of texts.reverse()) {
      const line = lineOf(text)
      if (line) return { text, line, half }
    }
    return { half }
  } catch (error) {
    throw unwritable(path, error)
  } finally {
    closeSync(file)
  }
}

function unwritable(path: string, cause: unknown): KaiwuError {
  return new KaiwuError('LOG_CHECKPOINTS_UNWRITABLE', { path, reason: (cause as Error).message }, { cause })
}
