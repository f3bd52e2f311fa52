/**
 * Documents of Word 97 to 2003 for tests, built byte by byte. Every run of characters is a piece of its own, and every run and
 * paragraph has a page of properties of its own: wasteful, but valid.
 * @module
 */
import { compoundFile, type TestStream } from './test-compound-file.ts'
import { long, shorts } from './test-xls.ts'

/** Characters with properties; `narrow` stores one byte for each. */
export type TestDocRun = Readonly<{ text: string; sprms?: Uint8Array; narrow?: boolean }>

/** A paragraph; `end` is the mark behind it. */
export type TestDocParagraph = Readonly<{
  runs: string | readonly TestDocRun[]
  style?: number
  sprms?: Uint8Array
  end?: '\r' | '\x07'
}>

/** A paragraph style: the number Word knows it by, and the style it is based on. */
export type TestDocStyle = Readonly<{ known: number; basedOn?: number; sprms?: Uint8Array }>

/** A document by its parts. */
export type TestDoc = Readonly<{
  body: readonly TestDocParagraph[]
  footnotes?: readonly TestDocParagraph[]
  comments?: readonly TestDocParagraph[]
  endnotes?: readonly TestDocParagraph[]
  styles?: readonly TestDocStyle[]
  /** Goes into the table stream; entries by their place in the list of the header. */
  parts?: Readonly<Record<number, Uint8Array>>
  /** The stream of long lists of properties. */
  data?: Uint8Array
}>

const textAt = 2_048
const pageBytes = 512

/** One change of a property: its code and its value. */
export function sprm(code: number, value: readonly number[]): Buffer {
  return Buffer.concat([shorts(code), Buffer.from(value)])
}

/** A paragraph inside a table cell. */
export function cell(runs: TestDocParagraph['runs']): TestDocParagraph {
  return { runs, sprms: sprm(0x2416, [1]), end: '\x07' }
}

/** The mark behind the cells of a row; `edges` are the places of its cells' sides, `flags` how they are merged. */
export function rowEnd(edges: readonly number[] = [], flags: readonly number[] = []): TestDocParagraph {
  const inRow = Buffer.concat([sprm(0x2416, [1]), sprm(0x2417, [1])])
  if (edges.length === 0) return { runs: '', sprms: inRow, end: '\x07' }
  const cells = edges.slice(1).map((_, at) => Buffer.concat([shorts(flags[at] ?? 0), Buffer.alloc(18)]))
  const value = Buffer.concat([Buffer.from([edges.length - 1]), shorts(...edges), ...cells])
  return { runs: '', sprms: Buffer.concat([inRow, shorts(0xd608, value.length + 1), value]), end: '\x07' }
}

type Placed = { from: number; to: number; bytes: Buffer }

/** The streams of a document. */
export function docStreams(doc: TestDoc): Readonly<{ main: Buffer; table: Buffer }> {
  const parts = [doc.body, doc.footnotes ?? [], doc.comments ?? [], doc.endnotes ?? []]
  const texts: Buffer[] = []
  const pieces: { start: number; stated: number }[] = []
  const characters: Placed[] = []
  const paragraphs: Placed[] = []
  let at = textAt
  let character = 0
  const write = ({ text, narrow = false, sprms = Buffer.alloc(0) }: TestDocRun): void => {
    if (text === '') return
    const bytes = Buffer.from(text, narrow ? 'latin1' : 'utf16le')
    pieces.push({ start: character, stated: narrow ? (at * 2) | 0x40000000 : at })
    texts.push(bytes)
    characters.push({ from: at, to: at + bytes.length, bytes: Buffer.from(sprms) })
    at += bytes.length
    character += text.length
  }
  const lengths = parts.map((part) => {
    const start = character
    for (const { runs, style = 0, sprms = Buffer.alloc(0), end = '\r' } of part) {
      const from = at
      for (const run of typeof runs === 'string' ? [{ text: runs }] : runs) write(run)
      write({ text: end })
      paragraphs.push({ from, to: at, bytes: Buffer.concat([shorts(style), sprms]) })
    }
    return character - start
  })
  const text = Buffer.concat(texts)
  const firstPage = Math.ceil((textAt + text.length) / pageBytes)
  const pages = [...characters.map(characterPage), ...paragraphs.map(paragraphPage)]
  const list = (runs: readonly Placed[], page: number): Buffer =>
    Buffer.concat([...runs.map(({ from }) => long(from)), long(at), ...runs.map((_, index) => long(page + index))])
  const starts = Buffer.concat([...pieces.map(({ start }) => long(start)), long(character)])
  const table = Buffer.concat([starts, ...pieces.map(({ stated }) => Buffer.concat([shorts(0), long(stated), shorts(0)]))])
  const entries: Record<number, Uint8Array> = {
    1: styleSheet(doc.styles ?? [{ known: 0 }]),
    12: list(characters, firstPage),
    13: list(paragraphs, firstPage + characters.length),
    33: Buffer.concat([Buffer.from([1]), shorts(2), Buffer.alloc(2), Buffer.from([2]), long(table.length), table]),
    ...doc.parts,
  }
  const main = Buffer.alloc((firstPage + pages.length) * pageBytes)
  text.copy(main, textAt)
  pages.forEach((page, index) => page.copy(main, (firstPage + index) * pageBytes))
  return { main: writeHeader(main, lengths), table: writeEntries(main, entries) }
}

/** A document as a file. */
export function docFile(doc: TestDoc): Uint8Array {
  const { main, table } = docStreams(doc)
  const data: readonly TestStream[] = doc.data === undefined ? [] : [{ path: ['Data'], bytes: doc.data }]
  return compoundFile([{ path: ['WordDocument'], bytes: main }, { path: ['1Table'], bytes: table }, ...data])
}

function writeHeader(main: Buffer, [body = 0, footnotes = 0, comments = 0, endnotes = 0]: readonly number[]): Buffer {
  main.writeUInt16LE(0xa5ec, 0)
  main.writeUInt16LE(0x00c1, 2)
  main.writeUInt16LE(0x0200, 10)
  main.writeUInt32LE(body, 0x4c)
  main.writeUInt32LE(footnotes, 0x50)
  main.writeUInt32LE(comments, 0x5c)
  main.writeUInt32LE(endnotes, 0x60)
  main.writeUInt16LE(93, 0x98)
  return main
}

function writeEntries(main: Buffer, entries: Readonly<Record<number, Uint8Array>>): Buffer {
  const bytes: Uint8Array[] = []
  let at = 0
  for (const [index, entry] of Object.entries(entries)) {
    main.writeUInt32LE(at, 0x9a + Number(index) * 8)
    main.writeUInt32LE(entry.length, 0x9e + Number(index) * 8)
    bytes.push(entry)
    at += entry.length
  }
  return Buffer.concat(bytes)
}

function characterPage({ from, to, bytes }: Placed): Buffer {
  const page = Buffer.alloc(pageBytes)
  page.writeUInt32LE(from, 0)
  page.writeUInt32LE(to, 4)
  if (bytes.length > 0) {
    page[8] = 10
    page[20] = bytes.length
    bytes.copy(page, 21)
  }
  page[511] = 1
  return page
}

function paragraphPage({ from, to, bytes }: Placed): Buffer {
  const page = Buffer.alloc(pageBytes)
  page.writeUInt32LE(from, 0)
  page.writeUInt32LE(to, 4)
  page[8] = 20
  if (bytes.length % 2 === 1) {
    page[40] = (bytes.length + 1) / 2
    bytes.copy(page, 41)
  } else {
    page[41] = bytes.length / 2
    bytes.copy(page, 42)
  }
  page[511] = 1
  return page
}

function styleSheet(styles: readonly TestDocStyle[]): Buffer {
  const list = styles.map(({ known, basedOn = 0xfff, sprms = Buffer.alloc(0) }) => {
    const name = Buffer.concat([shorts(1), Buffer.from('x\0', 'utf16le')])
    const changes = Buffer.concat([shorts(sprms.length + 2, 0), sprms, Buffer.alloc(sprms.length % 2), shorts(0)])
    const style = Buffer.concat([shorts(known, (basedOn << 4) | 1, 2, 0, 0), name, changes])
    return Buffer.concat([shorts(style.length), style])
  })
  return Buffer.concat([shorts(4), shorts(styles.length, 10), ...list])
}
