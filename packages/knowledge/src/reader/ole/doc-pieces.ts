import { damaged } from '../damaged.ts'
import { docParts, type DocFile } from './doc-file.ts'

/** A run of the text: from which character on, and where its bytes stand. */
export type DocPiece = Readonly<{ start: number; end: number; at: number; bytesEach: 1 | 2 }>

/** The text of a document with all its parts; `place` tells where the bytes of a character stand, by which its properties are found. */
export type DocPieces = Readonly<{ text: string; pieces: readonly DocPiece[]; place(character: number): number }>

const changes = 1
const table = 2
const narrowFlag = 0x40000000
const windows = new TextDecoder('windows-1252')

/**
 * Reads the text of a document through its table of pieces ([MS-DOC] 2.8.35).
 * @throws FILE_UNREADABLE
 */
export function readPieces(file: DocFile, name: string): DocPieces {
  const list = pieceTable(file.part(docParts.pieces), name)
  const count = Math.floor((list.length - 4) / 12)
  const pieces: DocPiece[] = []
  const texts: string[] = []
  let length = 0
  for (let at = 0; at < count; at++) {
    const start = list.readUInt32LE(at * 4)
    const end = list.readUInt32LE(at * 4 + 4)
    const stated = list.readUInt32LE((count + 1) * 4 + at * 8 + 2)
    const narrow = (stated & narrowFlag) !== 0
    const piece = { start, end, at: narrow ? (stated & ~narrowFlag) >>> 1 : stated, bytesEach: narrow ? 1 : 2 } as const
    const bytes = file.main.subarray(piece.at, piece.at + (end - start) * piece.bytesEach)
    length += end - start
    // No character stands twice in a file, so there are no more of them than bytes.
    if (start !== length - (end - start) || end < start || length > file.main.length) throw damaged(name)
    if (bytes.length < (end - start) * piece.bytesEach) throw damaged(name)
    texts.push(narrow ? windows.decode(bytes) : bytes.toString('utf16le'))
    pieces.push(piece)
  }
  if (pieces.length === 0) throw damaged(name)
  return { text: texts.join(''), pieces, place: (character) => placeOf(pieces, character) }
}

/** The table of pieces stands behind the lists of changes it refers to. */
function pieceTable(bytes: Buffer, name: string): Buffer {
  for (let at = 0; at + 5 <= bytes.length;) {
    if (bytes[at] === table) return bytes.subarray(at + 5, at + 5 + bytes.readUInt32LE(at + 1))
    if (bytes[at] !== changes) break
    at += 3 + bytes.readUInt16LE(at + 1)
  }
  throw damaged(name)
}

function placeOf(pieces: readonly DocPiece[], character: number): number {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((pieces[middle]?.start ?? 0) <= character) low = middle
    else high = middle - 1
  }
  const piece = pieces[low]
  return piece === undefined ? 0 : piece.at + (character - piece.start) * piece.bytesEach
}
