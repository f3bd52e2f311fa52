import { KaiwuError } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import { appendLog } from './append-log.ts'
import type { LogActor } from './log-row.ts'
import type { LogSigner } from './log-signer.ts'
import { purgedTo } from './log-range.ts'

/** With what the end of a log is signed, and when. */
export type Signing = Readonly<{
  signer: LogSigner
  atMs: number
  /** Whether a new file may be begun where one has been. */
  newFile: boolean
}>

/** Signs where the log ends, within a transaction, so that nobody else does meanwhile. What is appended to the file stays there. */
export async function signHead(inside: Queries, signing: Signing): Promise<{ seq: number; fresh: boolean }> {
  const { signer, atMs } = signing
  const head = await headOf(inside)
  if (head.seq === 0) return { seq: 0, fresh: false }
  await refuseContradiction(inside, head, signing)
  const { keyId } = signer.key()
  if ((await signedUpTo(inside, keyId)) === head.seq && signer.last()?.seq === head.seq) return { seq: head.seq, fresh: false }
  signer.append({ kind: 'checkpoint', ...head, at: atMs })
  await remember(inside, signer, head.seq, atMs)
  return { seq: head.seq, fresh: true }
}

const kaiwu: LogActor = Object.freeze({ actorKind: 'system', actorId: 'kaiwu' })

/** Hands over to a new key, and records it. */
export async function changeKey(inside: Queries, signing: Signing, by: LogActor = kaiwu): Promise<string> {
  const { signer, atMs } = signing
  const before = await headOf(inside)
  await refuseContradiction(inside, before, signing)
  const was = signer.key()
  const { seq, hash } = before
  const publicKey = signer.changeKey({ baseId: before.baseId, seq, hash, at: atMs })
  await remember(inside, signer, seq, atMs)
  await appendLog(inside, [
    {
      atMs,
      ...by,
      action: 'log.change-key',
      objectKind: 'log',
      objectId: before.baseId,
      detail: { from: was.publicKey, to: publicKey },
    },
  ])
  return publicKey
}

/** Keeps in mind how far the key has signed, so that a file that is gone is missed. */
export async function remember(inside: Queries, signer: LogSigner, seq: number, atMs: number): Promise<void> {
  await inside.run(
    `INSERT INTO logCheckpoints (keyId, seq, atMs) VALUES (?, ?, ?)
     ON CONFLICT (keyId) DO UPDATE SET seq = excluded.seq, atMs = excluded.atMs`,
    signer.key().keyId,
    seq,
    atMs,
  )
}

/** The last row a key has signed, as the base remembers it, or 0. */
export async function signedUpTo(queries: Pick<Queries, 'get'>, keyId: string): Promise<number> {
  const row = await queries.get<{ seq: number }>('SELECT seq FROM logCheckpoints WHERE keyId = ?', keyId)
  return row?.seq ?? 0
}

/** Where a log ends. @throws LOG_DAMAGED */
export async function headOf(inside: Queries): Promise<{ baseId: string; seq: number; hash: string }> {
  const head = await inside.get<{ baseId: string; seq: number; hash: string }>(
    'SELECT baseId, seq, hash FROM logHead WHERE one = 1',
  )
  if (!head) throw new KaiwuError('LOG_DAMAGED', { reason: 'logHead' })
  return head
}

/** Refuses to go on signing what is not what was signed before, or where that can no longer be seen. */
export async function refuseContradiction(
  inside: Queries,
  head: Readonly<{ baseId: string; seq: number }>,
  { signer, newFile }: Omit<Signing, 'atMs'>,
): Promise<void> {
  const last = signer.last()
  const path = signer.file
  if (!last) {
    const seq = await signedUpTo(inside, signer.key().keyId)
    if (seq > 0 && !newFile) throw new KaiwuError('LOG_CHECKPOINTS_MISSING', { path, seq })
    return
  }
  if (last.baseId !== head.baseId) {
    const reason = 'it holds the checkpoints of another base'
    throw new KaiwuError('LOG_CHECKPOINTS_UNWRITABLE', { path, reason })
  }
  const row = await inside.get<{ hash: string }>('SELECT hash FROM log WHERE seq = ?', last.seq)
  if (last.seq <= (await purgedTo(inside))) return
  if (last.seq > head.seq || (last.seq > 0 && row?.hash !== last.hash)) {
    throw new KaiwuError('LOG_CONTRADICTS_CHECKPOINT', { path, seq: last.seq })
  }
}
