import { KaiwuError } from '@kaiwu/core'
import { damaged } from '../damaged.ts'
import { openRc4, rc4Keys } from './rc4-encryption.ts'

/** One record of a workbook: where it stands, and its body with those of the CONTINUE records behind it. */
export type XlsRecord = Readonly<{ type: number; at: number; body: Buffer; segments: readonly Buffer[] }>

/** Types of record ([MS-XLS] 2.3.1). */
export const recordTypes = Object.freeze({
  blank: 0x0201,
  bof: 0x0809,
  boolErr: 0x0205,
  boundSheet: 0x0085,
  codePage: 0x0042,
  colInfo: 0x007d,
  condFmt: 0x01b0,
  continue: 0x003c,
  dateMode: 0x0022,
  eof: 0x000a,
  feature: 0x0872,
  filePass: 0x002f,
  font: 0x0031,
  format: 0x041e,
  formula: 0x0006,
  label: 0x0204,
  labelSst: 0x00fd,
  mergeCells: 0x00e5,
  mulRk: 0x00bd,
  number: 0x0203,
  picture: 0x00e9,
  rString: 0x00d6,
  rk: 0x027e,
  row: 0x0208,
  sst: 0x00fc,
  string: 0x0207,
  xf: 0x00e0,
})

/** Records that stay open in a locked workbook ([MS-XLS] 2.2.10). */
const neverLocked = new Set([recordTypes.bof, recordTypes.filePass, 0x00e1, 0x0138, 0x0194, 0x0195, 0x0196])
const keyBytes = 1_024
const namedLockBytes = 6

/**
 * The records of one part of a workbook, from its BOF to its EOF, without those of charts inside it.
 * @throws FILE_UNREADABLE when no part begins at `from`, or a record is cut off
 */
export function* xlsRecords(stream: Buffer, from: number, name: string): Generator<XlsRecord> {
  let depth = 0
  let at = from
  while (depth > 0 || at === from) {
    const { type, body, next } = recordAt(stream, at, name)
    if (at === from && type !== recordTypes.bof) throw damaged(name)
    if (type === recordTypes.bof) depth++
    else if (type === recordTypes.eof) depth--
    const segments = [body]
    let end = next
    while (end + 4 <= stream.length && stream.readUInt16LE(end) === recordTypes.continue) {
      const more = recordAt(stream, end, name)
      segments.push(more.body)
      end = more.next
    }
    if (depth === 1) yield { type, at, body, segments }
    at = end
  }
}

function recordAt(stream: Buffer, at: number, name: string): Readonly<{ type: number; body: Buffer; next: number }> {
  if (at + 4 > stream.length) throw damaged(name)
  const next = at + 4 + stream.readUInt16LE(at + 2)
  if (next > stream.length) throw damaged(name)
  return { type: stream.readUInt16LE(at), body: stream.subarray(at + 4, next), next }
}

/**
 * The workbook stream as it is without its lock; the same bytes when it has none.
 * @throws FILE_ENCRYPTED, FILE_PASSWORD_WRONG, FILE_UNREADABLE
 */
export function unlockXls(stream: Buffer, name: string, passwords: readonly string[] | undefined): Buffer {
  let lock: Buffer | undefined
  for (const { type, body } of xlsRecords(stream, 0, name)) {
    if (type === recordTypes.bof) continue
    if (type === recordTypes.filePass) lock = body
    // The lock stands first; only a mark of write protection (0x0086) may come before it.
    else if (type !== 0x0086) break
    if (lock !== undefined) break
  }
  if (lock === undefined) return stream
  // XOR obfuscation hides a text but does not lock it, and is not opened; Excel 95 knows nothing else and does not name it.
  const simple = lock.length < namedLockBytes || lock.readUInt16LE(0) === 0
  if (simple) throw new KaiwuError('FILE_ENCRYPTED', { name })
  const open = openRc4(stream, rc4Keys(lock.subarray(2), name, passwords), keyBytes)
  for (let at = 0; at + 4 <= stream.length;) {
    const next = at + 4 + stream.readUInt16LE(at + 2)
    const type = stream.readUInt16LE(at)
    const plain = neverLocked.has(type) ? next : at + (type === recordTypes.boundSheet ? 8 : 4)
    stream.copy(open, at, at, Math.min(plain, stream.length))
    at = next
  }
  return open
}
