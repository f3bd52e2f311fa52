import { KaiwuError } from '@kaiwu/core'
import { damaged } from '../damaged.ts'
import type { CompoundFile } from './compound-file.ts'
import { openRc4, rc4Keys } from './rc4-encryption.ts'

/** The streams of a Word document and where its parts stand in them. */
export type DocFile = Readonly<{
  main: Buffer
  table: Buffer
  /** Long lists of properties. */
  data: Buffer
  /** Lengths in characters of the parts of the text, which follow each other. */
  lengths: Readonly<Record<'body' | 'footnotes' | 'headers' | 'macros' | 'comments' | 'endnotes' | 'textBoxes', number>>
  /** A part of the table stream, by its place in the list of the header ([MS-DOC] 2.5.5). */
  part(index: number): Buffer
  /** From where such a part begins to the end of the stream; empty when there is no such part. */
  from(index: number): Buffer
}>

/** Places in the list of the header. */
export const docParts = Object.freeze({ styles: 1, characters: 12, paragraphs: 13, pieces: 33, lists: 73, listInstances: 74 })

const wordMark = 0xa5ec
/** Word 6 and 95, also those for East Asia. */
const oldWordMarks: ReadonlySet<number> = new Set([0xa5dc, 0xa697, 0xa698, 0xa699])
/** Documents of Word 6 and 95 have an older header. */
const word97 = 0x00c0
const lockedFlag = 0x0100
const secondTableFlag = 0x0200
const obfuscatedFlag = 0x8000
const headerBytes = 68
const keyBytes = 512
const partsAt = 0x9a

/**
 * Opens a document of Word 97 to 2003 ([MS-DOC] 2.5).
 * @throws FILE_ENCRYPTED, FILE_PASSWORD_WRONG, FILE_UNREADABLE, FILE_NEEDS_CONVERTING for Word 6 and 95
 */
export function openDocFile(file: CompoundFile, name: string, passwords: readonly string[] | undefined): DocFile {
  const header = file.stream('WordDocument')
  if (header === undefined) throw damaged(name)
  const mark = header.readUInt16LE(0)
  if (oldWordMarks.has(mark) || (mark === wordMark && header.readUInt16LE(2) < word97)) {
    throw new KaiwuError('FILE_NEEDS_CONVERTING', { name, format: 'Word 6.0/95 (.doc)', instead: '.docx' })
  }
  if (mark !== wordMark) throw damaged(name)
  const flags = header.readUInt16LE(10)
  const lockedTable = file.stream((flags & secondTableFlag) === 0 ? '0Table' : '1Table')
  if (lockedTable === undefined) throw damaged(name)
  const streams = { main: header, table: lockedTable, data: file.stream('Data') ?? Buffer.alloc(0) }
  const { main, table, data } = (flags & lockedFlag) === 0 ? streams : unlock(streams, flags, name, passwords)
  const length = (at: number): number => main.readInt32LE(at)
  const count = main.readUInt16LE(partsAt - 2)
  const place = (index: number): Readonly<{ at: number; size: number }> => {
    if (index >= count) return { at: 0, size: 0 }
    const at = main.readUInt32LE(partsAt + index * 8)
    const size = main.readUInt32LE(partsAt + index * 8 + 4)
    if (at + size > table.length) throw damaged(name)
    return { at, size }
  }
  return Object.freeze({
    main,
    table,
    data,
    lengths: {
      body: length(0x4c),
      footnotes: length(0x50),
      headers: length(0x54),
      macros: length(0x58),
      comments: length(0x5c),
      endnotes: length(0x60),
      textBoxes: length(0x64),
    },
    part(index: number) {
      const { at, size } = place(index)
      return table.subarray(at, at + size)
    },
    from(index: number) {
      const { at, size } = place(index)
      return size === 0 ? Buffer.alloc(0) : table.subarray(at)
    },
  })
}

type Streams = Readonly<{ main: Buffer; table: Buffer; data: Buffer }>

/** The lock stands at the start of the table stream; the first bytes of the header stay open. */
function unlock({ main, table, data }: Streams, flags: number, name: string, passwords: readonly string[] | undefined): Streams {
  // XOR obfuscation hides a text but does not lock it; it is not opened.
  if ((flags & obfuscatedFlag) !== 0) throw new KaiwuError('FILE_ENCRYPTED', { name })
  const keys = rc4Keys(table, name, passwords)
  const open = (stream: Buffer): Buffer => openRc4(stream, keys, keyBytes)
  const opened = open(main)
  main.copy(opened, 0, 0, headerBytes)
  return { main: opened, table: open(table), data: open(data) }
}
