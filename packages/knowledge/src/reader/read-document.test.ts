import { afterAll, describe, expect, it } from 'vitest'
import { KaiwuError } from '@kaiwu/core'
import { codeOf } from './test-code-of.ts'
import type { LayoutService } from '../layout/layout-service.ts'
import { documentText } from './document-text.ts'
import { closeReaders } from './isolated-reader.ts'
import { compoundFile } from './ole/test-compound-file.ts'
import { docFile } from './ole/test-doc.ts'
import { agileFile } from './ole/test-locked.ts'
import { plainXls } from './ole/test-xls.ts'
import { readDocument } from './read-document.ts'
import { readers, supportedExtensions } from './readers.ts'
import { chineseLine, docxFile, pdfFile, sheetData, wordParagraph, xlsxFile, zipFile } from './test-files.ts'

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
const ole = (name: string) => compoundFile([{ path: [name], bytes: Buffer.alloc(4_096) }])
const doc = docFile({ body: [{ runs: '主轴' }] })
const xls = plainXls([
  ['甲', '乙'],
  ['a', 'b'],
])
const locked = agileFile(docx, { password: 'tika', spins: 10 })
const lockedXlsx = agileFile(xlsx, { password: 'tika', spins: 10 })
const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(100)])
const rtf = Buffer.from('{\\rtf1 abc}')
const scan = pdfFile([''])

/** A layout service that finds the name and the kind of what it is asked. */
function layoutService(text?: string): LayoutService {
  return {
    name: 'test',
    read: async ({ name, mediaType }) => {
      const found = documentText(name)
      found.paragraph(text ?? `${name} ${mediaType}`)
      return { ...found.finish(), properties: {}, warnings: [] }
    },
  }
}

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
    ['导出.XLS', Buffer.from('甲\t乙\na\tb'), '甲：a；乙：b'],
    ['旧.doc', doc, '主轴'],
    ['旧.wps', doc, '主轴'],
    ['旧.xls', xls, '甲：a；乙：b'],
    ['旧.et', xls, '甲：a；乙：b'],
    ['其实是新格式.rtf', docx, '主轴'],
    ['其实是文本.doc', text, '主轴过热时应停机'],
    ['信.eml', Buffer.from('Subject: a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n主轴'), 'a\n主轴'],
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
    ['a.doc', ole('WordDocument'), 'FILE_UNREADABLE'],
    ['a.xls', ole('Workbook'), 'FILE_UNREADABLE'],
    ['a.doc', xls, 'FILE_TYPE_MISMATCH'],
    ['a.xls', doc, 'FILE_TYPE_MISMATCH'],
    ['a.doc', exe, 'FILE_TYPE_MISMATCH'],
    ['a.doc', pdf, 'FILE_TYPE_MISMATCH'],
    ['a.doc', doc.subarray(0, 900), 'FILE_UNREADABLE'],
    ['a.doc', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'FILE_UNREADABLE'],
    ['a.doc', rtf, 'FILE_NEEDS_CONVERTING'],
    ['a.xls', Buffer.from('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'), 'FILE_NEEDS_CONVERTING'],
    ['a.doc', Buffer.from('MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n'), 'FILE_NEEDS_CONVERTING'],
    ['a.rtf', rtf, 'FILE_NEEDS_CONVERTING'],
    ['a.docx', rtf, 'FILE_TYPE_MISMATCH'],
    ['a.ppt', ole('PowerPoint Document'), 'FILE_NEEDS_CONVERTING'],
    ['a.dps', ole('PowerPoint Document'), 'FILE_NEEDS_CONVERTING'],
    ['a.msg', ole('__properties_version1.0'), 'FILE_NEEDS_CONVERTING'],
    ['a.xlsb', zipFile([{ name: 'xl/workbook.bin', content: 'x' }]), 'FILE_NEEDS_CONVERTING'],
    ['a.ofd', zipFile([{ name: 'OFD.xml', content: '<x/>' }]), 'FILE_NEEDS_CONVERTING'],
    ['a.ofd', exe, 'FILE_TYPE_MISMATCH'],
    ['a.docx', locked, 'FILE_ENCRYPTED'],
    ['a.xlsx', lockedXlsx, 'FILE_ENCRYPTED'],
    ['a.doc', locked, 'FILE_ENCRYPTED'],
    ['a.txt', locked, 'FILE_TYPE_MISMATCH'],
    ['a.png', png, 'FILE_NEEDS_OCR'],
    ['a.jpeg', exe, 'FILE_TYPE_MISMATCH'],
    ['a.pdf', png, 'FILE_TYPE_MISMATCH'],
    ['a.pdf', scan, 'FILE_HAS_NO_TEXT'],
    ['a.docx', docx.subarray(0, docx.length - 40), 'FILE_UNREADABLE'],
    ['a.txt', Buffer.from(' \n\t\n'), 'FILE_HAS_NO_TEXT'],
    ['a.docx', docxFile(''), 'FILE_HAS_NO_TEXT'],
    ['a.docx', zipFile([{ name: 'word/document.xml', content: Buffer.alloc(60_000_000, ' ') }]), 'FILE_UNPACKS_TOO_LARGE'],
  ])('%s: %#', async (name, bytes, code) => expect(await codeOf(readDocument(bytes, name))).toBe(code))

  it('opens a locked file with the right one of the passwords, in the child', async () => {
    expect((await readDocument(locked, 'a.docx', { passwords: ['x', 'tika'] })).text).toBe('主轴')
    expect((await readDocument(lockedXlsx, 'a.xlsx', { passwords: ['tika'] })).text).toBe('收费\n甲：a；乙：b')
    expect(await codeOf(readDocument(locked, 'a.docx', { passwords: ['x'] }))).toBe('FILE_PASSWORD_WRONG')
  })

  it('sends pictures and scans to a layout service, and only them', async () => {
    const layout = layoutService()
    expect((await readDocument(png, 'a/图.png', { layout })).text).toBe('a/图.png image/png')
    expect((await readDocument(scan, '扫描.pdf', { layout })).text).toBe('扫描.pdf application/pdf')
    expect((await readDocument(pdf, '手册.pdf', { layout })).text).toBe('主轴')
    expect(await codeOf(readDocument(exe, 'a.png', { layout }))).toBe('FILE_TYPE_MISMATCH')
    expect(await codeOf(readDocument(Buffer.from(' '), 'a.txt', { layout }))).toBe('FILE_HAS_NO_TEXT')
    expect(await codeOf(readDocument(png, 'a.png', { layout: layoutService(' ') }))).toBe('FILE_HAS_NO_TEXT')
  })

  it.each([
    ['a.ofd', zipFile([{ name: 'OFD.xml', content: '<x/>' }]), 'OFD', '.pdf'],
    ['a.msg', ole('__properties_version1.0'), 'Outlook', '.html'],
    ['a.xls', Buffer.from('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'), '2003 XML', '.xlsx'],
  ])('says what to save %s as', async (name, bytes, format, instead) => {
    const error: unknown = await readDocument(bytes, name).catch((reason: unknown) => reason)
    const texts = KaiwuError.is(error) ? [error.text('zh'), error.text('en')] : []
    expect(texts).toHaveLength(2)
    for (const one of texts) expect(one).toMatch(new RegExp(`${format}.*\\${instead}`))
  })

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
