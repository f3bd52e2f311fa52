import { readNumbering, type Numbering } from '../docx-numbering.ts'
import type { XmlEvent } from '../xml-events.ts'
import { docParts, type DocFile } from './doc-file.ts'

const listBytes = 28
const levelBytes = 28
const instanceBytes = 16
const overrideBytes = 8
const simpleFlag = 1
const legalFlag = 4
const startFlag = 0x10
const formatFlag = 0x20
const noStyle = 0xfff
/** Names of the numbering formats as `.docx` has them, by their numbers in `.doc` ([MS-OSHARED] 2.2.1.3); the plain number for others. */
const formats: Readonly<Record<number, string>> = {
  1: 'upperRoman',
  2: 'lowerRoman',
  3: 'upperLetter',
  4: 'lowerLetter',
  10: 'ideographDigital',
  11: 'japaneseCounting',
  14: 'decimalFullWidth',
  17: 'japaneseDigitalTenThousand',
  18: 'decimalEnclosedCircle',
  19: 'decimalFullWidth',
  22: 'decimalZero',
  23: 'bullet',
  28: 'decimalEnclosedCircleChinese',
  30: 'ideographTraditional',
  31: 'ideographZodiac',
  33: 'taiwaneseCounting',
  34: 'ideographLegalTraditional',
  35: 'taiwaneseCountingThousand',
  36: 'taiwaneseDigital',
  37: 'chineseCounting',
  38: 'chineseLegalSimplified',
  39: 'chineseCountingThousand',
  255: 'none',
}

/** The rules by which a document numbers its clauses, told to the same counter as those of `.docx`. What does not fit is left out. */
export function readDocLists(file: DocFile): Numbering {
  return readNumbering([...listEvents(file.from(docParts.lists)), ...instanceEvents(file.part(docParts.listInstances))])
}

/** The lists stand first, then the levels of all of them ([MS-DOC] 2.9.131). */
function* listEvents(bytes: Buffer): Generator<XmlEvent> {
  const count = bytes.length < 2 ? 0 : bytes.readUInt16LE(0)
  let levels = 2 + count * listBytes
  for (let list = 0; list < count && levels < bytes.length; list++) {
    const at = 2 + list * listBytes
    yield open('abstractNum', { abstractNumId: String(bytes.readInt32LE(at)) })
    const depth = ((bytes[at + 26] ?? 0) & simpleFlag) === 0 ? 9 : 1
    for (let level = 0; level < depth; level++) {
      const read = readLevel(bytes, levels, level)
      if (read === undefined) return
      const style = bytes.readUInt16LE(at + 8 + level * 2)
      yield* read.events
      if (style !== noStyle) yield open('pStyle', { val: String(style) })
      yield { type: 'close', name: 'lvl' }
      levels = read.next
    }
  }
}

/** A paragraph names an instance of a list, by its place from 1, which may start anew or change levels ([MS-DOC] 2.9.132). */
function* instanceEvents(bytes: Buffer): Generator<XmlEvent> {
  const count = bytes.length < 4 ? 0 : bytes.readUInt32LE(0)
  let overrides = 4 + count * instanceBytes
  for (let instance = 0; instance < count && overrides <= bytes.length; instance++) {
    const at = 4 + instance * instanceBytes
    yield open('num', { numId: String(instance + 1) })
    yield open('abstractNumId', { val: String(bytes.readInt32LE(at)) })
    const changes = bytes[at + 12] ?? 0
    overrides += 4
    for (let change = 0; change < changes; change++) {
      if (overrides + overrideBytes > bytes.length) return
      const flags = bytes.readUInt32LE(overrides + 4)
      const level = String(flags & 0xf)
      yield open('lvlOverride', { ilvl: level })
      if ((flags & startFlag) !== 0) yield open('startOverride', { val: String(bytes.readInt32LE(overrides)) })
      overrides += overrideBytes
      if ((flags & formatFlag) === 0) continue
      const read = readLevel(bytes, overrides, flags & 0xf)
      if (read === undefined) return
      yield* read.events
      yield { type: 'close', name: 'lvl' }
      overrides = read.next
    }
    yield { type: 'close', name: 'num' }
  }
}

/** One level: how it counts, and the text around its number, in which the numbers of levels stand as characters 0 to 8. */
function readLevel(
  bytes: Buffer,
  at: number,
  level: number,
): Readonly<{ events: readonly XmlEvent[]; next: number }> | undefined {
  if (at + levelBytes > bytes.length) return undefined
  const textAt = at + levelBytes + (bytes[at + 24] ?? 0) + (bytes[at + 25] ?? 0)
  if (textAt + 2 > bytes.length) return undefined
  const next = textAt + 2 + bytes.readUInt16LE(textAt) * 2
  const pattern = bytes
    .toString('utf16le', textAt + 2, next)
    // oxlint-disable-next-line no-control-regex -- these characters are the numbers of levels
    .replace(/[\0-\x08]/g, (place) => `%${place.charCodeAt(0) + 1}`)
  const events = [
    open('lvl', { ilvl: String(level) }),
    open('start', { val: String(bytes.readInt32LE(at)) }),
    open('numFmt', { val: formats[bytes[at + 4] ?? 0] ?? 'decimal' }),
    open('lvlText', { val: pattern }),
    open('isLgl', { val: ((bytes[at + 5] ?? 0) & legalFlag) === 0 ? '0' : '1' }),
  ]
  return { events, next }
}

function open(name: string, attributes: Readonly<Record<string, string>>): XmlEvent {
  return { type: 'open', name, attributes }
}
