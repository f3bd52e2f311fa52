import { describe, expect, it } from 'vitest'
import { codeOf } from '../test-code-of.ts'
import { compoundFile } from './test-compound-file.ts'
import {
  cellAt,
  double,
  formula,
  labelSst,
  long,
  numberCell,
  plainXls,
  records,
  shorts,
  sst,
  style,
  workbookStream,
  xlsFile,
  xlsString,
  type TestRecord,
  type TestXlsSheet,
} from './test-xls.ts'
import { xlsReader } from './xls.ts'

async function readFile(bytes: Uint8Array, passwords?: readonly string[]) {
  const document = await xlsReader.read(bytes, 'a.xls', passwords === undefined ? {} : { passwords })
  return { ...document, lines: document.blocks.map((block) => `${block.kind} ${document.text.slice(block.start, block.end)}`) }
}

function read(globals: readonly TestRecord[], ...sheets: readonly (TestXlsSheet | readonly TestRecord[])[]) {
  const named = sheets.map((sheet) => ('name' in sheet ? sheet : { name: 'Sheet1', records: sheet }))
  return readFile(xlsFile(globals, named))
}

const mark = (kind: number, value: number): Buffer => Buffer.from([kind, 0, value, 0, 0, 0, 0xff, 0xff])

describe('xlsReader', () => {
  it('reads texts, numbers in all their forms, dates and truth values', async () => {
    const heads = ['编号', '日期', '比例', '合格', '数量', '错误', '整数', '小数', '说明']
    const globals: readonly TestRecord[] = [
      [0x041e, Buffer.concat([shorts(170), xlsString('yyyy"年"m"月"')])],
      [0x041e, Buffer.concat([shorts(171), xlsString('000000')])],
      style(0),
      style(170),
      style(10),
      style(171),
      sst([...heads, '停机']),
    ]
    const { lines } = await read(globals, [
      ...heads.map((_, at) => labelSst(0, at, at)),
      numberCell(1, 0, 123, 3),
      numberCell(1, 1, 45_292, 1),
      numberCell(1, 2, 0.125, 2),
      [0x0205, Buffer.concat([cellAt(1, 3), Buffer.from([1, 0])])],
      numberCell(1, 4, 0.1 + 0.2),
      [0x0205, Buffer.concat([cellAt(1, 5), Buffer.from([0x2a, 1])])],
      [0x00bd, Buffer.concat([shorts(1, 6, 0), long((-7 << 2) | 2), shorts(0), long((1234 << 2) | 3), shorts(7)])],
      [0x0204, Buffer.concat([cellAt(1, 8), xlsString('停机')])],
    ])
    expect(lines).toEqual([
      'row 编号：000123；日期：2024-01-01；比例：12.50%；合格：TRUE；数量：0.3；错误：#N/A；整数：-7；小数：12.34；说明：停机',
    ])
  })

  it('reads the results of formulas', async () => {
    const { lines } = await read(
      [sst(['数', '文', '真', '错', '空'])],
      [
        ...[0, 1, 2, 3, 4].map((at) => labelSst(0, at, at)),
        formula(1, 0, double(6.8)),
        formula(1, 1, mark(0, 0)),
        [0x0207, xlsString('压力高')],
        formula(1, 2, mark(1, 0)),
        formula(1, 3, mark(2, 0x07)),
        formula(1, 4, mark(3, 0)),
      ],
    )
    expect(lines).toEqual(['row 数：6.8；文：压力高；真：FALSE；错：#DIV/0!'])
  })

  it('reads shared strings that are cut by the end of a record, with formatting and phonetics', async () => {
    const rich = Buffer.concat([
      shorts(2),
      Buffer.from([0x01 | 0x08 | 0x04]),
      shorts(1),
      long(6),
      Buffer.from('主轴', 'utf16le'),
      Buffer.alloc(4 + 6, 9),
    ])
    const first = Buffer.concat([long(4), long(4), rich, shorts(6), Buffer.from([0]), Buffer.from('ab')])
    const second = Buffer.concat([Buffer.from([1]), Buffer.from('停机', 'utf16le')])
    const third = Buffer.concat([Buffer.from([0]), Buffer.from('yz'), xlsString('液压'), xlsString('x')])
    const { lines } = await read(
      [
        [0x00fc, first],
        [0x003c, second],
        [0x003c, third],
      ],
      [labelSst(0, 0, 0), labelSst(0, 1, 2), labelSst(1, 0, 1), labelSst(1, 1, 3)],
    )
    expect(lines).toEqual(['row 主轴：ab停机yz；液压：x'])
  })

  it('repeats merged cells, and leaves out hidden rows, columns and white text', async () => {
    const texts = ['机型', '部位', '机密', 'HX-630', '液压', '润滑', 'abc', 'def', 'ghi', '白字']
    const white = Buffer.alloc(16)
    white.writeUInt16LE(9, 4)
    const { lines, warnings } = await read(
      [[0x0031, Buffer.alloc(16)], [0x0031, white], style(0), style(0, 1), sst(texts)],
      [
        [0x007d, shorts(2, 2, 2_000, 0, 1, 0)],
        [0x0208, Buffer.concat([shorts(3, 0, 3, 255, 0, 0), long(0x20)])],
        ...[0, 1, 2].map((at) => labelSst(0, at, at)),
        ...[3, 4, 6].map((text, at) => labelSst(1, at, text)),
        labelSst(2, 1, 5),
        labelSst(3, 0, 7),
        labelSst(3, 1, 8),
        [0x00fd, Buffer.concat([cellAt(4, 1, 1), long(9)])],
        [0x00e5, shorts(1, 1, 2, 0, 0)],
      ],
    )
    expect(lines).toEqual(['row 机型：HX-630；部位：液压', 'row 机型：HX-630；部位：润滑'])
    expect(warnings.map(({ kind, sample }) => [kind, sample])).toEqual([
      ['hidden', '白字'],
      ['hidden', '机密 abc'],
      ['hidden', 'def ghi'],
    ])
  })

  it('names sheets, leaves out hidden ones, charts and charts inside sheets', async () => {
    const rows = (at: number): readonly TestRecord[] => [
      labelSst(0, 0, 0),
      labelSst(0, 1, 1),
      labelSst(1, 0, at),
      labelSst(1, 1, 1),
    ]
    const chart: readonly TestRecord[] = [
      [0x0809, shorts(0x0600, 0x20, 0, 0, 0, 0, 0, 0)],
      labelSst(5, 0, 3),
      [0x000a, Buffer.alloc(0)],
    ]
    const { lines, warnings } = await read(
      [sst(['甲', '乙', 'a', 'no', 'b'])],
      { name: '收费', records: [...rows(2), ...chart] },
      { name: '机密', records: rows(3), state: 1 },
      { name: '很机密', records: rows(3), state: 2 },
      { name: '图', records: rows(3), kind: 2 },
      { name: '时限', records: rows(4) },
    )
    expect(lines).toEqual(['heading 收费', 'row 甲：a；乙：乙', 'heading 时限', 'row 甲：b；乙：乙'])
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatchObject({ kind: 'hidden', count: 2, zh: '隐藏的工作表未读取：机密、很机密' })
  })

  it.each([
    [936, [0xd6, 0xf7, 0xd6, 0xe1]],
    [950, [0xa5, 0x44, 0xb6, 0x62]],
  ])('reads Excel 95 in code page %i', async (page, bytes) => {
    const word = Buffer.from(bytes)
    const label = (row: number, text: Uint8Array): TestRecord => [
      0x0204,
      Buffer.concat([cellAt(row, 0), shorts(text.length), text]),
    ]
    const stream = workbookStream(
      [[0x0042, shorts(page)]],
      [{ name: 'x', records: [label(0, word), label(1, Buffer.from('E-203'))] }],
      0x0500,
      () => Buffer.concat([Buffer.from([word.length]), word]),
    )
    const { text } = await readFile(compoundFile([{ path: ['Book'], bytes: stream }]))
    expect(text).toMatch(/^(?:主轴|主軸)\n(?:主轴|主軸).*E-203$/)
  })

  it('reads a long sheet', async () => {
    const cells = Array.from({ length: 20_000 }, (_, row) => numberCell(row, 0, row))
    expect((await read([], cells)).text.length).toBeGreaterThan(100_000)
  })

  it('opens RC4 with a password, and tells a missing from a wrong one', async () => {
    const locked = await lockedXls('密码1')
    expect((await readFile(locked, ['x', '密码1'])).lines).toEqual(['row 甲：a；乙：b'])
    expect(await codeOf(readFile(locked))).toBe('FILE_ENCRYPTED')
    expect(await codeOf(readFile(locked, ['x']))).toBe('FILE_PASSWORD_WRONG')
    expect((await readFile(await lockedXls('VelvetSweatshop'))).lines).toEqual(['row 甲：a；乙：b'])
  })

  it.each([
    ['a file without a workbook', compoundFile([{ path: ['Other'], bytes: Buffer.alloc(10) }]), 'FILE_UNREADABLE'],
    ['an empty workbook stream', compoundFile([{ path: ['Workbook'], bytes: Buffer.alloc(0) }]), 'FILE_UNREADABLE'],
    ['no compound file', Buffer.from('x'.repeat(600)), 'FILE_UNREADABLE'],
    ['XOR obfuscation', xlsFile([[0x002f, shorts(0, 1, 2)]], []), 'FILE_ENCRYPTED'],
    ['XOR obfuscation of Excel 95', xlsFile([[0x002f, shorts(1, 2)]], []), 'FILE_ENCRYPTED'],
    ['an unknown lock', xlsFile([[0x002f, shorts(1, 9, 9, 0)]], []), 'FILE_UNREADABLE'],
    [
      'a record beyond the end',
      compoundFile([{ path: ['Workbook'], bytes: records([[0x0809, shorts(0x600, 5)]]).subarray(0, 6) }]),
      'FILE_UNREADABLE',
    ],
    ['a sheet that is not there', sheetNowhere(), 'FILE_UNREADABLE'],
    ['an old version', compoundFile([{ path: ['Workbook'], bytes: workbookStream([], [], 0x0400) }]), 'FILE_UNREADABLE'],
  ])('refuses %s', async (_, bytes, code) => expect(await codeOf(readFile(bytes))).toBe(code))

  it('takes a number format in the form of Excel 95', async () => {
    const code: TestRecord = [0x041e, Buffer.concat([shorts(170), Buffer.from('\x05000.0')])]
    expect((await read([code, style(170)], [numberCell(0, 0, 7.25)])).text).toBe('7.3')
  })

  it('takes a string number that is not there as empty', async () => {
    expect((await read([sst(['甲'])], [labelSst(0, 0, 0), labelSst(1, 0, 77)])).text).toBe('甲')
  })
})

function sheetNowhere(): Uint8Array {
  const file = Buffer.from(plainXls([['甲']]))
  const at = file.indexOf(Buffer.from([0x85, 0]), 512)
  file.writeUInt32LE(0x00ffffff, at + 4)
  return file
}

/** Locks the workbook as Excel 97 does: the records stay where they are, and their bodies are locked. */
async function lockedXls(password: string): Promise<Uint8Array> {
  const { digest, fourBytes } = await import('./spun-hash.ts')
  const { openRc4 } = await import('./rc4-encryption.ts')
  const { rc4 } = await import('./rc4.ts')
  const salt = Buffer.alloc(16, 3)
  const start = digest('md5', Buffer.from(password, 'utf16le')).subarray(0, 5)
  const mixed = digest('md5', ...Array.from({ length: 16 }, () => Buffer.concat([start, salt]))).subarray(0, 5)
  const keys = (block: number): Buffer => digest('md5', mixed, fourBytes(block))
  const lock = rc4(keys(0))
  const verifier = Buffer.alloc(16, 5)
  const pass = Buffer.concat([shorts(1, 1, 1), salt, lock(verifier), lock(digest('md5', verifier))])
  const cells = [labelSst(0, 0, 0), labelSst(0, 1, 1), labelSst(1, 0, 2), labelSst(1, 1, 3)]
  const plain = workbookStream([[0x002f, pass], sst(['甲', '乙', 'a', 'b'])], [{ name: 'Sheet1', records: cells }])
  const sealed = openRc4(plain, keys, 1_024)
  for (let at = 0; at + 4 <= plain.length;) {
    const [type, next] = [plain.readUInt16LE(at), at + 4 + plain.readUInt16LE(at + 2)]
    const open = type === 0x0809 || type === 0x002f ? next : type === 0x0085 ? at + 8 : at + 4
    plain.copy(sealed, at, at, open)
    at = next
  }
  return compoundFile([{ path: ['Workbook'], bytes: sealed }])
}
