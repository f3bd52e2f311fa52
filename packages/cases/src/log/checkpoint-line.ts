import { hash, sign, verify } from 'node:crypto'
import { canonicalJson, type JsonObject } from './canonical-json.ts'
import type { CheckpointKey, CheckpointPublicKey } from './checkpoint-key.ts'

/** What is signed of a log. */
export type Statement =
  /** Row `seq` has this hash. */
  | Readonly<{ kind: 'checkpoint'; baseId: string; seq: number; hash: string; at: number }>
  /** The rows `fromSeq` to `seq` were purged, and the last of them had this hash. */
  | Readonly<{ kind: 'purge'; baseId: string; fromSeq: number; seq: number; hash: string; at: number }>
  /** From here on this other key signs, and the one that signs this does so no more. */
  | Readonly<{ kind: 'key'; baseId: string; seq: number; hash: string; at: number; newKey: string }>

/** A statement with its signature, as a line of a file. */
export type SignedLine = Statement &
  Readonly<{
    /** Id of the key that signed it. */
    key: string
    /** SHA-256 of the line before, nothing for the first. */
    previous: string | null
    /** Ed25519 over the canonical JSON of all else, in base64. */
    signature: string
  }>

/** Signs a statement. The text is canonical JSON of one line. */
export function signedText(statement: Statement, previous: string | null, key: CheckpointKey): string {
  const unsigned = { ...statement, key: key.keyId, previous }
  const signature = sign(null, Buffer.from(canonicalJson(unsigned)), key.privateKey).toString('base64')
  return canonicalJson({ ...unsigned, signature })
}

/** The hash by which the next line holds on to this one. */
export const lineHash = (text: string): string => hash('sha256', text)

/** Reads a line. Nothing for what was not written by {@link signedText}: half a line, above all. Says nothing of the signature. */
export function lineOf(text: string): SignedLine | undefined {
  try {
    const line = JSON.parse(text) as SignedLine & JsonObject
    const written = canonicalJson(line) === text && /^(?:checkpoint|purge|key)$/.test(line.kind)
    const texts = [line.baseId, line.hash, line.key, line.signature].every((value) => typeof value === 'string')
    const linked = line.previous === null || typeof line.previous === 'string'
    const numbers = [line.seq, line.at].every((value) => Number.isSafeInteger(value))
    return written && texts && linked && numbers ? Object.freeze(line) : undefined
  } catch {
    return undefined
  }
}

/** Whether one of the keys has signed a line. */
export function isSigned(line: SignedLine, keys: ReadonlyMap<string, CheckpointPublicKey>): boolean {
  const key = keys.get(line.key)
  if (!key) return false
  const { signature, ...unsigned } = line
  return verify(null, Buffer.from(canonicalJson(unsigned)), key.key, Buffer.from(signature, 'base64'))
}
