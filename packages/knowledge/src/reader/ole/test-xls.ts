/**
 * Workbooks of Excel 97 to 2003 for tests, built byte by byte.
 * @module
 */
import { compoundFile } from './test-compound-file.ts'

/** One record: its type and its body. */
export type TestRecord = readonly [type: number, body: Uint8Array]

/** A sheet of a test workbook; `state` 1 is hidden, `kind` 2 a chart. */
export type TestXlsSheet = Readonly<{ name: string; records: readonly TestRecord[]; state?: number; kind?: number }>

/** Numbers of two bytes each. */
export function shorts(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  values.forEach((value, at) => bytes.writeUInt16LE(value, at * 2))
  return bytes
}

/** A number of four bytes; a negative one in two's complement. */
export function long(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}

/** A number of eight bytes. */
export function double(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return bytes
}

/** A string as Excel 97 writes it, with two bytes for each character where one does not do. */
export function xlsString(text: string, lengthBytes: 1 | 2 = 2): Buffer {
  const wide = /[^\0-\xff]/.test(text)
  const length = lengthBytes === 1 ? Buffer.from([text.length]) : shorts(text.length)
  return Buffer.concat([length, Buffer.from([wide ? 1 : 0]), Buffer.from(text, wide ? 'utf16le' : 'latin1')])
}

/** The start of every cell. Rows and columns count from 0. */
export function cellAt(row: number, column: number, style = 0): Buffer {
  return shorts(row, column, style)
}

/** A cell with a shared string. */
export function labelSst(row: number, column: number, string: number): TestRecord {
  return [0x00fd, Buffer.concat([cellAt(row, column), long(string)])]
}

/** A cell with a number. */
export function numberCell(row: number, column: number, value: number, style = 0): TestRecord {
  return [0x0203, Buffer.concat([cellAt(row, column, style), double(value)])]
}

/** A formula with its result as eight bytes. */
export function formula(row: number, column: number, result: Uint8Array): TestRecord {
  return [0x0006, Buffer.concat([cellAt(row, column), result, Buffer.alloc(8)])]
}

/** The record of the shared strings. */
export function sst(strings: readonly string[]): TestRecord {
  return [0x00fc, Buffer.concat([long(strings.length), long(strings.length), ...strings.map((text) => xlsString(text))])]
}

/** A style with a number format. */
export function style(format: number, font = 0): TestRecord {
  const body = Buffer.alloc(20)
  body.writeUInt16LE(font, 0)
  body.writeUInt16LE(format, 2)
  return [0x00e0, body]
}

/** The bytes of records in a row. */
export function records(list: readonly TestRecord[]): Buffer {
  return Buffer.concat(list.map(([type, body]) => Buffer.concat([shorts(type, body.length), body])))
}

const end: TestRecord = [0x000a, Buffer.alloc(0)]

/** The stream of a workbook; `version` is 0x0600 for Excel 97 and 0x0500 for Excel 95, whose names `encode` writes. */
export function workbookStream(
  globals: readonly TestRecord[],
  sheets: readonly TestXlsSheet[],
  version = 0x0600,
  encode: (name: string) => Uint8Array = (name) => xlsString(name, 1),
): Buffer {
  const begin = (kind: number): TestRecord => [0x0809, shorts(version, kind, 0, 0, 0, 0, 0, 0)]
  const parts = sheets.map((sheet) => records([begin(0x10), ...sheet.records, end]))
  const list = (places: readonly number[]): readonly TestRecord[] =>
    sheets.map(({ name, state = 0, kind = 0 }, at) => [
      0x0085,
      Buffer.concat([long(places[at] ?? 0), Buffer.from([state, kind]), encode(name)]),
    ])
  const head = (places: readonly number[]): Buffer => records([begin(5), ...globals, ...list(places), end])
  const places: number[] = []
  let next = head([]).length
  for (const part of parts) {
    places.push(next)
    next += part.length
  }
  return Buffer.concat([head(places), ...parts])
}

/** A workbook of Excel 97. */
export function xlsFile(globals: readonly TestRecord[], sheets: readonly TestXlsSheet[]): Uint8Array {
  return compoundFile([{ path: ['Workbook'], bytes: workbookStream(globals, sheets) }])
}

/** A workbook with one sheet of texts, from A1 on. */
export function plainXls(rows: readonly (readonly string[])[], name = 'Sheet1'): Uint8Array {
  const strings = rows.flat()
  let at = 0
  const cells = rows.flatMap((row, down) => row.map((_, across) => labelSst(down, across, at++)))
  return xlsFile([sst(strings)], [{ name, records: cells }])
}
