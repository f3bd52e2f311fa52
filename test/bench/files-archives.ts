/** Zip bombs and archives that lie, for `files.ts`; and a PDF that unpacks to too much. */
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import { docxFile, pdfFile, sheetData, wordParagraph, zipFile } from '../../packages/knowledge/src/reader/test-files.ts'
import { relation, sheet, text, tooLarge, type HostileFile } from './files-made.ts'

/** Each with the outcomes it may have. */
export function* archives(): Generator<HostileFile> {
  const group = 'IN-07 zip bombs'
  const seconds = 5
  const bomb = wordParagraph('a'.repeat(200_000_000))
  yield { group, name: '200 MB of one letter.docx', bytes: docxFile(bomb), expect: tooLarge, seconds }
  const many = docxFile(`${wordParagraph(text)}`.repeat(900_000))
  yield { group, name: '900,000 paragraphs.docx', bytes: many, expect: [...tooLarge, 'FILE_READ_TIMEOUT'], seconds }
  const inner = zipFile([{ name: 'zeros', content: Buffer.alloc(100_000_000) }])
  const base = (content: string, more: Parameters<typeof zipFile>[0]): Uint8Array =>
    zipFile([
      { name: '[Content_Types].xml', content: '<Types/>' },
      { name: '_rels/.rels', content: relation('word/document.xml') },
      { name: 'word/document.xml', content: `<w:document><w:body>${content}</w:body></w:document>` },
      ...more,
    ])
  const nested = base(
    wordParagraph(text),
    Array.from({ length: 10 }, (_, at) => ({ name: `word/embeddings/${at}.zip`, content: inner })),
  )
  yield { group, name: 'nested archives.docx', bytes: nested, expect: ['text', ...tooLarge], seconds }
  const lying = zipFile([
    { name: '[Content_Types].xml', content: '<Types/>' },
    { name: '_rels/.rels', content: relation('word/document.xml') },
    { name: 'word/document.xml', content: `<w:document><w:body>${bomb}</w:body></w:document>`, claims: 1_000 },
  ])
  yield { group, name: 'lying size.docx', bytes: lying, expect: tooLarge, seconds }
  const entries = base(
    wordParagraph(text),
    Array.from({ length: 60_000 }, (_, at) => ({ name: `x/${at}`, content: '' })),
  )
  yield { group, name: '60,000 entries.docx', bytes: entries, expect: tooLarge, seconds }
  const names = ['[Content_Types].xml', 'word/document.xml', ...Array.from({ length: 100_000 }, (_, at) => `word/${at}.xml`)]
  const hundred = overlapping(`<w:document><w:body>${wordParagraph(text)}</w:body></w:document>`, names)
  yield { group, name: '100,000 overlapping entries.docx', bytes: hundred, expect: [...tooLarge, 'FILE_TYPE_MISMATCH'], seconds }
  const heads = ['word/document.xml', '[Content_Types].xml', ...Array.from({ length: 4_000 }, (_, at) => `word/header${at}.xml`)]
  yield {
    group,
    name: 'overlapping entries.docx',
    bytes: overlapping(`<w:document><w:body>${wordParagraph('b'.repeat(8_000_000))}</w:body></w:document>`, heads),
    expect: [...tooLarge, 'FILE_TYPE_MISMATCH', 'text'],
    seconds,
  }
  yield { group, name: 'zip64 of lies.xlsx', bytes: zip64(), expect: [...tooLarge, 'FILE_TYPE_MISMATCH', 'text'], seconds }
  const zeros = deflateSync(Buffer.alloc(600_000_000, ' '))
  yield { group, name: '600 MB page.pdf', bytes: pdfWith(zeros), expect: [...tooLarge, 'FILE_HAS_NO_TEXT'], seconds }
}

/** A PDF of one page whose content is packed. */
function pdfWith(packed: Buffer): Uint8Array {
  const plainFile = Buffer.from(pdfFile(['@']))
  const [head = '', tail = ''] = plainFile.toString('latin1').split('<< /Length 1 >>\nstream\n@')
  return Buffer.concat([
    Buffer.from(`${head}<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`, 'latin1'),
    packed,
    Buffer.from(tail, 'latin1'),
  ])
}

/** Many names for the same packed bytes; above 65,535 of them with the end that zip64 asks for. */
function overlapping(xml: string, names: readonly string[]): Uint8Array {
  const content = Buffer.from(xml)
  const packed = deflateRawSync(content)
  const fields = (name: string): Buffer => {
    const bytes = Buffer.alloc(26)
    bytes.writeUInt16LE(20, 0)
    bytes.writeUInt16LE(8, 4)
    bytes.writeUInt32LE(crc32(content), 10)
    bytes.writeUInt32LE(packed.length, 14)
    bytes.writeUInt32LE(content.length, 18)
    bytes.writeUInt16LE(name.length, 22)
    return bytes
  }
  const [first = ''] = names
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields(first), Buffer.from(first), packed])
  const mark = Buffer.from('PK\x01\x02\x14\x00', 'latin1')
  const list = Buffer.concat(names.map((name) => Buffer.concat([mark, fields(name), Buffer.alloc(14), Buffer.from(name)])))
  return Buffer.concat([local, list, zipEnd(names.length, list.length, local.length, local.length + list.length)])
}

/** The end of an archive; for many entries, or a directory far away, in the form of zip64. `at` is where it will stand. */
function zipEnd(count: number, size: number, offset: number, at: number): Buffer {
  const last = Buffer.alloc(22)
  last.write('PK\x05\x06', 0, 'latin1')
  last.writeUInt16LE(Math.min(count, 0xffff), 8)
  last.writeUInt16LE(Math.min(count, 0xffff), 10)
  last.writeUInt32LE(Math.min(size, 0xffff_ffff), 12)
  last.writeUInt32LE(Math.min(offset, 0xffff_ffff), 16)
  if (count < 0xffff && size < 0xffff_ffff && offset < 0xffff_ffff) return last
  const end = Buffer.alloc(56)
  end.write('PK\x06\x06', 0, 'latin1')
  end.writeBigUInt64LE(44n, 4)
  end.writeBigUInt64LE(BigInt(count), 24)
  end.writeBigUInt64LE(BigInt(count), 32)
  end.writeBigUInt64LE(BigInt(size), 40)
  end.writeBigUInt64LE(BigInt(offset), 48)
  const locator = Buffer.alloc(20)
  locator.write('PK\x06\x07', 0, 'latin1')
  locator.writeBigUInt64LE(BigInt(at), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([end, locator, last])
}

/** An archive whose end claims four billion entries of unheard-of length. */
function zip64(): Uint8Array {
  const whole = Buffer.from(sheet(sheetData([[text]]))).subarray(0, -22)
  return Buffer.concat([whole, zipEnd(0xffff_ffff, 0x7fff_ffff_ffff, 4, whole.length)])
}
