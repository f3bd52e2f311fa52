import { describe, expect, it } from 'vitest'
import { codeOf } from '../test-code-of.ts'
import { docxFile, sheetData, wordParagraph, xlsxFile } from '../test-files.ts'
import { openCompoundFile } from './compound-file.ts'
import { lockedOfficeReader } from './locked-office.ts'
import { compoundFile } from './test-compound-file.ts'
import { agileFile, standardFile } from './test-locked.ts'

const docx = docxFile(wordParagraph(`主轴过热时应停机${'，并报告'.repeat(3_000)}`))
const xlsx = xlsxFile([
  {
    name: 'Sheet1',
    xml: sheetData([
      ['甲', '乙'],
      ['a', 'b'],
    ]),
  },
])
const password = '密码 tika'

async function read(bytes: Uint8Array, passwords?: readonly string[]): Promise<string> {
  return (await lockedOfficeReader.read(bytes, 'a.docx', passwords === undefined ? {} : { passwords })).text
}

describe('lockedOfficeReader', () => {
  it.each([
    ['SHA1', 128],
    ['SHA256', 192],
    ['SHA384', 256],
    ['SHA512', 256],
  ] as const)('opens agile encryption with %s and %i bits', async (hash, keyBits) => {
    const file = agileFile(docx, { password, hash, keyBits })
    expect(await read(file, ['falsch', password])).toMatch(/^主轴过热时应停机，并报告/)
  })

  it.each([128, 192, 256] as const)('opens standard encryption with %i bits', async (keyBits) => {
    expect(await read(standardFile(xlsx, { password, keyBits }), [password])).toBe('甲：a；乙：b')
  })

  it('opens a workbook that is only protected against changes, without a password', async () => {
    expect(await read(agileFile(xlsx, { password: 'VelvetSweatshop' }))).toBe('甲：a；乙：b')
  })

  it.each([
    ['agile', agileFile(docx, { password })],
    ['standard', standardFile(docx, { password })],
  ])('says whether a password is missing or wrong: %s', async (_, file) => {
    expect(await codeOf(read(file))).toBe('FILE_ENCRYPTED')
    expect(await codeOf(read(file, []))).toBe('FILE_ENCRYPTED')
    expect(await codeOf(read(file, ['密码', 'TIKA']))).toBe('FILE_PASSWORD_WRONG')
  })

  it('refuses content that was changed after it was locked', async () => {
    const { EncryptionInfo, EncryptedPackage } = partsOf(agileFile(docx, { password }))
    EncryptedPackage[100] = (EncryptedPackage[100] ?? 0) ^ 1
    const file = fileOf(EncryptionInfo, EncryptedPackage)
    expect(await codeOf(read(file, [password]))).toBe('FILE_UNREADABLE')
  })

  it.each([
    ['a password that takes too long to try', agileFile(docx, { password, spins: 1 }), 'spinCount="1"', 'spinCount="99999999"'],
    ['an unknown cipher', agileFile(docx, { password, spins: 1 }), '"AES"', '"RC2"'],
    ['an unknown hash', agileFile(docx, { password, spins: 1 }), '"SHA512"', '"MD5"'],
    ['settings that are no XML', agileFile(docx, { password, spins: 1 }), '<keyData', '<<eyData'],
  ])('refuses %s', async (_, file, from, to) => {
    const { EncryptionInfo, EncryptedPackage } = partsOf(file)
    const changed = Buffer.from(EncryptionInfo.toString('latin1').replace(from, to), 'latin1')
    const again = fileOf(changed, EncryptedPackage)
    expect(await codeOf(read(again, [password]))).toBe('FILE_UNREADABLE')
  })

  it('refuses a lock around something else, and one without content', async () => {
    expect(await codeOf(read(agileFile(Buffer.from('MZ'), { password }), [password]))).toBe('FILE_UNREADABLE')
    const empty = compoundFile([{ path: ['EncryptedPackage'], bytes: Buffer.alloc(8) }])
    expect(await codeOf(read(empty, [password]))).toBe('FILE_UNREADABLE')
  })
})

function partsOf(file: Uint8Array): Readonly<{ EncryptionInfo: Buffer; EncryptedPackage: Buffer }> {
  const stream = (name: string): Buffer => openCompoundFile(file, 'a').stream(name) ?? Buffer.alloc(0)
  return { EncryptionInfo: stream('EncryptionInfo'), EncryptedPackage: stream('EncryptedPackage') }
}

function fileOf(info: Uint8Array, sealed: Uint8Array): Uint8Array {
  return compoundFile([
    { path: ['EncryptionInfo'], bytes: info },
    { path: ['EncryptedPackage'], bytes: sealed },
  ])
}
