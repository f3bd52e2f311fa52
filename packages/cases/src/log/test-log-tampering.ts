import type { Queries, StoreValue } from '@kaiwu/store'
import { logColumns, rowHash, type StoredRow } from './log-row.ts'

/** What somebody with the database in hand can do to a log. */
export type Tampering = (inside: Queries) => Promise<void>

const columns = logColumns.join(', ')

/** Puts a value into a column of a row. */
export const change =
  (seq: number, column: string, value: StoreValue): Tampering =>
  async (inside) => {
    await inside.run(`UPDATE log SET ${column} = ? WHERE seq = ?`, value, seq)
  }

/** Deletes a row; the rows after it move up, if wanted, and the head with them. */
export const remove =
  (seq: number, { closing = false } = {}): Tampering =>
  async (inside) => {
    await inside.run('DELETE FROM log WHERE seq = ?', seq)
    if (!closing) return
    await inside.run('UPDATE log SET seq = -seq + 1 WHERE seq > ?', seq)
    await inside.run('UPDATE log SET seq = -seq WHERE seq < 0')
    await inside.run('UPDATE logHead SET seq = seq - 1')
  }

/** Makes room at a place and puts a row there: like the one before it, but for its actor; with the hash it should have, if wanted. */
export const insert =
  (seq: number, { hashed = false, copied = false, head = true } = {}): Tampering =>
  async (inside) => {
    await inside.run('UPDATE log SET seq = -(seq + 1) WHERE seq >= ?', seq)
    await inside.run('UPDATE log SET seq = -seq WHERE seq < 0')
    const before = (await rowAt(inside, Math.max(1, seq - 1))) ?? (await rowAt(inside, seq + 1))!
    const forged = {
      ...before,
      seq,
      ...(copied ? {} : { actorId: 'p_forged', prevHash: seq === 1 ? before.prevHash : before.hash }),
    }
    const row = { ...forged, hash: hashed ? rowHash(forged) : before.hash }
    await put(inside, row)
    if (head) await inside.run('UPDATE logHead SET seq = seq + 1')
  }

/** Exchanges all that two rows hold, but for their numbers. */
export const swap =
  (seq: number, other: number): Tampering =>
  async (inside) => {
    const one = (await rowAt(inside, seq))!
    const two = (await rowAt(inside, other))!
    await inside.run('DELETE FROM log WHERE seq IN (?, ?)', seq, other)
    await put(inside, { ...one, seq: other })
    await put(inside, { ...two, seq })
  }

/** Changes a row and makes all hashes anew from there up to another row; the head too, if that is the last. */
export const rewrite =
  (seq: number, to: number, actorId = 'p_forged'): Tampering =>
  async (inside) => {
    await inside.run('UPDATE log SET actorId = ? WHERE seq = ?', actorId, seq)
    let previous = seq === 1 ? undefined : (await rowAt(inside, seq - 1))!.hash
    for (const stored of await inside.all<StoredRow>(
      `SELECT ${columns} FROM log WHERE seq >= ? AND seq <= ? ORDER BY seq`,
      seq,
      to,
    )) {
      const linked = { ...stored, prevHash: previous ?? stored.prevHash }
      previous = rowHash(linked)
      await inside.run('UPDATE log SET prevHash = ?, hash = ? WHERE seq = ?', linked.prevHash, previous, stored.seq)
    }
    await inside.run('UPDATE logHead SET hash = ? WHERE seq = ?', previous!, to)
  }

/** Cuts off what comes after a row, and lets the head agree. */
export const cut =
  (last: number): Tampering =>
  async (inside) => {
    const row = await rowAt(inside, last)
    await inside.run('DELETE FROM log WHERE seq > ?', last)
    await inside.run('UPDATE logHead SET seq = ?, hash = ?', last, row?.hash ?? '')
  }

/** A value that a column may have but does not. */
export function otherValue(column: string, value: unknown, number: number): StoreValue {
  if (column === 'seq') return 100_000 + number
  if (column === 'atMs') return [Number(value) + 1, 0, -1, 4_611_686_018_427_387_905n][number % 4]!
  if (column === 'actorKind') return value === 'person' ? 'model' : 'person'
  if (column === 'result') return value === 'done' ? 'refused' : 'done'
  if (column === 'detail') {
    const text = String(value)
    return [`${text} `, text.replace('"from"', '"frm"'), '{}', '{', '', text.replace('{', '{"a":1,"a":1,')][number % 6]!
  }
  if (column === 'hash' || column === 'prevHash') return [`${String(value).slice(0, 63)}x`, '', '0'.repeat(64)][number % 3]!
  const nullable = ['actorName', 'actorRole', 'caseId', 'requestId', 'ip'].includes(column)
  return [`${String(value)} `, '', nullable ? null : 'p_x'][number % 3]!
}

async function rowAt(inside: Queries, seq: number): Promise<StoredRow | undefined> {
  const list = columns.replace('atMs', 'CAST(atMs AS TEXT) AS atText')
  const row = await inside.get<StoredRow & { atText: string }>(`SELECT ${list} FROM log WHERE seq = ?`, seq)
  // A number that an earlier step has made too large for a number is put back as the text it was read as.
  return (
    row && { ...row, atMs: Number.isSafeInteger(Number(row.atText)) ? Number(row.atText) : (row.atText as unknown as number) }
  )
}

async function put(inside: Queries, row: StoredRow): Promise<void> {
  const values = logColumns.map((column) => row[column])
  await inside.run(`INSERT INTO log (${columns}) VALUES (${values.map(() => '?').join(', ')})`, ...values)
}
