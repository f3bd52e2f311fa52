import { afterAll, describe, expect, it } from 'vitest'
import { KaiwuError } from '@kaiwu/core'
import { codeOf } from './test-code-of.ts'
import { closeReaders } from './isolated-reader.ts'
import { readDocument } from './read-document.ts'
import { readers, supportedExtensions } from './readers.ts'
import { chineseLine, docxFile, encryptedOffice, pdfFile, sheetData, wordParagraph, xlsxFile, zipFile } from './test-files.ts'

afterAll(closeReaders)

const text = Buffer.from('主轴过热时应停机')
const docx = docxFile(wordParagraph('主轴'))
const xlsx = xlsxFile([
  {
    name: '收费',
    xml: sheetData([
      ['甲', '乙'],
      ['a', 'b'],
    ]),
  },
])
const pdf = pdfFile([chineseLine('主轴', 72, 700)])
const html = Buffer.from('<!DOCTYPE html><html><body><p>主轴</p></body></html>')
const exe = Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), Buffer.alloc(200)])
const ole = (name: string) =>
  Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(504), Buffer.from(name, 'utf16le')])

describe('readDocument', () => {
  it.each([
    ['规程.md', Buffer.from('# 主轴'), '主轴'],
    ['规程.TXT', text, '主轴过热时应停机'],
    ['a/b/表.csv', Buffer.from('甲,乙\na,b'), '甲：a；乙：b'],
    ['规程.docx', docx, '主轴'],
    ['表.xlsx', xlsx, '收费\n甲：a；乙：b'],
    ['手册.pdf', pdf, '主轴'],
    ['指南.htm', html, '主轴'],
    ['其实是新格式.doc', docx, '主轴'],
    ['其实是新格式.xls', xlsx, '收费\n甲：a；乙：b'],
    ['导出.xls', html, '主轴'],
  ])('reads %s', async (name, bytes, expected) => expect((await readDocument(bytes, name)).text).toBe(expected))

  it.each([
    ['空.md', Buffer.alloc(0), 'FILE_EMPTY'],
    ['空.exe', Buffer.alloc(0), 'FILE_EMPTY'],
    ['~$统计.xlsx', Buffer.alloc(165), 'FILE_IS_LOCK'],
    ['a.exe', exe, 'FILE_TYPE_UNSUPPORTED'],
    ['没有扩展名', text, 'FILE_TYPE_UNSUPPORTED'],
    ['a.md', exe, 'FILE_TYPE_MISMATCH'],
    ['a.txt', docx, 'FILE_TYPE_MISMATCH'],
    ['a.csv', pdf, 'FILE_TYPE_MISMATCH'],
    ['a.pdf', exe, 'FILE_TYPE_MISMATCH'],
    ['a.pdf', docx, 'FILE_TYPE_MISMATCH'],
    ['a.docx', html, 'FILE_TYPE_MISMATCH'],
    ['a.docx', xlsx, 'FILE_TYPE_MISMATCH'],
    ['a.docx', ole('WordDocument'), 'FILE_TYPE_MISMATCH'],
    ['a.html', exe, 'FILE_TYPE_MISMATCH'],
    ['a.doc', ole('WordDocument'), 'FILE_NEEDS_CONVERTING'],
    ['a.xls', ole('Workbook'), 'FILE_NEEDS_CONVERTING'],
    ['a.ofd', zipFile([{ name: 'OFD.xml', content: '<x/>' }]), 'FILE_NEEDS_CONVERTING'],
    ['a.docx', encryptedOffice(), 'FILE_ENCRYPTED'],
    ['a.xlsx', encryptedOffice(), 'FILE_ENCRYPTED'],
    ['a.docx', docx.subarray(0, docx.length - 40), 'FILE_UNREADABLE'],
    ['a.txt', Buffer.from(' \n\t\n'), 'FILE_HAS_NO_TEXT'],
    ['a.docx', docxFile(''), 'FILE_HAS_NO_TEXT'],
    ['a.docx', zipFile([{ name: 'word/document.xml', content: Buffer.alloc(60_000_000, ' ') }]), 'FILE_UNPACKS_TOO_LARGE'],
  ])('%s: %#', async (name, bytes, code) => expect(await codeOf(readDocument(bytes, name))).toBe(code))

  it('names the limit and what can be read', async () => {
    expect(await codeOf(readDocument(text, 'a.md', { maxBytes: 10 }))).toBe('FILE_TOO_LARGE')
    const error: unknown = await readDocument(text, 'a.xyz').catch((reason: unknown) => reason)
    expect(KaiwuError.is(error) && error.text('zh')).toContain('.docx')
  })

  it('reads long text in the child, with the same result', async () => {
    const long = `# 题\n\n${'主轴过热时应停机。\n\n'.repeat(50_000)}`
    const document = await readDocument(Buffer.from(long), '长.md')
    expect(document.blocks).toHaveLength(50_001)
    expect(Object.isFrozen(document.blocks[0])).toBe(true)
  })

  it('has one reader for each extension', () => {
    expect(new Set(supportedExtensions).size).toBe(supportedExtensions.length)
    expect([readers, ...readers].every(Object.isFrozen)).toBe(true)
  })

  it('ends cleanly for a page nested absurdly deep, and reads on', async () => {
    const outcome = await readDocument(Buffer.from(`<html>${'<div>'.repeat(100_000)}主轴`), 'a.html', {
      timeLimitMs: 3_000,
    }).then(
      (document) => document.text,
      (error: unknown) => error,
    )
    expect(outcome === '主轴' || KaiwuError.is(outcome)).toBe(true)
    expect((await readDocument(docx, 'a.docx')).text).toBe('主轴')
  })
})
