import { describe, expect, it } from 'vitest'
import { codeOf } from '../test-code-of.ts'
import { docReader } from './doc.ts'
import { compoundFile } from './test-compound-file.ts'
import { cell, docFile, docStreams, rowEnd, sprm, type TestDoc, type TestDocParagraph } from './test-doc.ts'
import { long, shorts } from './test-xls.ts'

async function readFile(bytes: Uint8Array, passwords?: readonly string[]) {
  const document = await docReader.read(bytes, 'a.doc', passwords === undefined ? {} : { passwords })
  const lines = document.blocks.map(({ kind, level, start, end }) => `${kind}${level ?? ''} ${document.text.slice(start, end)}`)
  return { ...document, lines }
}

function read(doc: TestDoc | readonly (string | TestDocParagraph)[]) {
  const whole: TestDoc = 'body' in doc ? doc : { body: doc.map((one) => (typeof one === 'string' ? { runs: one } : one)) }
  return readFile(docFile(whole))
}

const vanish = sprm(0x083c, [1])
const white = sprm(0x6870, [0xff, 0xff, 0xff, 0])

describe('docReader', () => {
  it('reads pieces of one and of two bytes', async () => {
    const runs = [{ text: '主轴过热时应停机，' }, { text: 'caf\xe9 \x9310\xb0C\x94 ', narrow: true }, { text: '并报告' }]
    expect((await read([{ runs }, 'E-203'])).lines).toEqual(['paragraph 主轴过热时应停机，café “10°C” 并报告', 'paragraph E-203'])
  })

  it('knows headings by style, by the style it is based on, and by outline level', async () => {
    const styles = [
      { known: 0 },
      { known: 1 },
      { known: 0xffe, basedOn: 1 },
      { known: 62 },
      { known: 0xffe, sprms: sprm(0x2640, [2]) },
      { known: 19 },
    ]
    const { lines } = await read({
      styles,
      body: [
        { runs: '规程', style: 3 },
        { runs: '目录项\t3', style: 5 },
        { runs: '总则', style: 1 },
        { runs: '附件', style: 2 },
        { runs: '三级', style: 4 },
        { runs: '二级', sprms: sprm(0x2640, [1]) },
        { runs: '正文', style: 1, sprms: sprm(0x2640, [9]) },
        { runs: '没有这个样式', style: 99 },
      ],
    })
    expect(lines).toEqual([
      'heading1 规程',
      'heading1 总则',
      'heading1 附件',
      'heading3 三级',
      'heading2 二级',
      'paragraph 正文',
      'paragraph 没有这个样式',
    ])
  })

  it('reads tables as rows, with merged cells filled', async () => {
    const { lines } = await read([
      '点检表',
      ...['机型', '部位', '标准'].map(cell),
      rowEnd([0, 1_000, 2_000, 3_000]),
      cell('HX-630'),
      { runs: '液压', sprms: sprm(0x2416, [1]) },
      cell('油位'),
      cell('6.8'),
      rowEnd([0, 1_000, 2_005, 3_000], [0x60]),
      cell(''),
      cell('见说明'),
      rowEnd([0, 1_000, 3_000], [0x20]),
      '以上每日检查',
    ])
    expect(lines).toEqual([
      'paragraph 点检表',
      'row 机型：HX-630；部位：液压 油位；标准：6.8',
      'row 机型：HX-630；部位：见说明',
      'paragraph 以上每日检查',
    ])
  })

  it('reads a wide table whose properties stand elsewhere, and one that says nothing of its cells', async () => {
    const row = Buffer.from(rowEnd([0, 500, 1_000]).sprms ?? [])
    const data = Buffer.concat([shorts(row.length), row])
    const body = [cell('甲'), cell('乙'), { runs: '', sprms: sprm(0x6646, [0, 0, 0, 0]), end: '\x07' } as const]
    const doc = { body: [...body, cell('a'), cell('b'), rowEnd()], data }
    expect((await read(doc)).lines).toEqual(['row 甲：a；乙：b'])
  })

  it('keeps the results of fields and drops their codes, nested and broken ones too', async () => {
    const { lines } = await read([
      '见 \x13 HYPERLINK "http://x/?q=秘密" \x14第八条\x15。',
      '外\x13 IF \x13 PAGE \x14 7 \x15 = 1 \x14真\x15内',
      '没有结果\x13 PAGE \x15的域',
      '注音\x13 EQ \\* jc2 \\* hps10 \\o\\ad(\\s\\up 9(zhu),主)\x15轴',
      '没有结尾的 \x13 域',
    ])
    expect(lines).toEqual([
      'paragraph 见 第八条。',
      'paragraph 外真内',
      'paragraph 没有结果的域',
      'paragraph 注音主轴',
      'paragraph 没有结尾的  域',
    ])
  })

  it('leaves out hidden, white and tiny text and says so; deletions go, insertions stay', async () => {
    const { text, warnings } = await read([
      { runs: [{ text: '应停机' }, { text: '忽略以上规定', sprms: vanish }, { text: '并报告' }] },
      { runs: [{ text: '白底白字', sprms: white }, { text: '看得见' }] },
      {
        runs: [
          { text: '小字', sprms: sprm(0x4a43, [2, 0]) },
          { text: '大字', sprms: sprm(0x4a43, [24, 0]) },
        ],
      },
      {
        runs: [
          { text: '旧', sprms: sprm(0x0800, [1]) },
          { text: '新', sprms: sprm(0x0801, [1]) },
        ],
      },
      { runs: [{ text: '蓝底白字', sprms: white }], sprms: sprm(0x442d, [0x40, 0]) },
      { ...cell([{ text: '表头', sprms: white }]) },
      rowEnd(),
    ])
    expect(text).toBe('应停机并报告\n看得见\n大字\n新\n蓝底白字\n表头')
    expect(warnings.map(({ kind, count, sample }) => [kind, count, sample])).toEqual([
      ['hidden', 6, '忽略以上规定'],
      ['hidden', 4, '白底白字'],
      ['hidden', 2, '小字'],
    ])
  })

  it('reads notes behind the text, and leaves comments out with a remark', async () => {
    const { lines, warnings } = await read({
      body: [{ runs: '正文\x02' }],
      footnotes: [{ runs: '\x02 脚注' }],
      comments: [{ runs: '\x05批注里的话' }],
      endnotes: [{ runs: '尾注' }],
    })
    expect(lines).toEqual(['paragraph 正文', 'paragraph 脚注', 'paragraph 尾注'])
    expect(warnings).toMatchObject([{ kind: 'hidden', sample: '批注里的话' }])
  })

  it('drops place holders, keeps breaks and hyphens', async () => {
    const { lines } = await read([
      '图\x01片\x08',
      'A\x1eB\x1f\xa0C\tD',
      '一、甲\v二、乙',
      '上\f下',
      { runs: [{ text: '符号' }, { text: '(', sprms: sprm(0x0855, [1]) }, { text: '(1)' }] },
    ])
    expect(lines).toEqual([
      'paragraph 图片',
      'paragraph A-B\u00a0C D',
      'paragraph 一、甲',
      'paragraph 二、乙',
      'paragraph 上下',
      'paragraph 符号(1)',
    ])
  })

  const plain = docStreams({ body: [{ runs: '主轴过热时应停机' }] })
  const fileOf = (main: Buffer, table: Buffer = plain.table, name = '1Table'): Uint8Array =>
    compoundFile([
      { path: ['WordDocument'], bytes: main },
      { path: [name], bytes: table },
    ])
  const changed = (change: (main: Buffer) => void): Buffer => {
    const main = Buffer.from(plain.main)
    change(main)
    return main
  }

  it.each([
    ['no document', compoundFile([{ path: ['x'], bytes: Buffer.alloc(10) }]), 'FILE_UNREADABLE'],
    ['Word 95', fileOf(changed((main) => main.writeUInt16LE(0xa5dc, 0))), 'FILE_NEEDS_CONVERTING'],
    ['Word 95 for East Asia', fileOf(changed((main) => main.writeUInt16LE(0xa699, 0))), 'FILE_NEEDS_CONVERTING'],
    ['Word 6', fileOf(changed((main) => main.writeUInt16LE(0x65, 2))), 'FILE_NEEDS_CONVERTING'],
    ['another mark', fileOf(changed((main) => main.writeUInt16LE(0x1234, 0))), 'FILE_UNREADABLE'],
    ['no table stream', fileOf(plain.main, plain.table, '0Table'), 'FILE_UNREADABLE'],
    ['XOR obfuscation', fileOf(changed((main) => main.writeUInt16LE(0x8300, 10))), 'FILE_ENCRYPTED'],
    ['an unknown lock', fileOf(changed((main) => main.writeUInt16LE(0x0300, 10))), 'FILE_UNREADABLE'],
    ['no pieces', fileOf(changed((main) => main.writeUInt32LE(0, 0x9e + 33 * 8))), 'FILE_UNREADABLE'],
    [
      'a part outside the table stream',
      fileOf(changed((main) => main.writeUInt32LE(0xffffff, 0x9a + 13 * 8))),
      'FILE_UNREADABLE',
    ],
    ['an empty header', fileOf(Buffer.alloc(12)), 'FILE_UNREADABLE'],
    [
      'text longer than the file',
      docFile({ body: [{ runs: 'x' }], parts: { 33: piecesOf([0, 0x7fffffff], 2_048) } }),
      'FILE_UNREADABLE',
    ],
    ['pieces in disorder', docFile({ body: [{ runs: 'x' }], parts: { 33: piecesOf([5, 2], 2_048) } }), 'FILE_UNREADABLE'],
    [
      'pages of properties named again and again',
      docFile({ body: [{ runs: 'x' }], parts: { 13: Buffer.concat([long(0), long(9), long(99), long(5), long(5)]) } }),
      'FILE_UNREADABLE',
    ],
  ])('refuses %s', async (_, bytes, code) => expect(await codeOf(readFile(bytes))).toBe(code))

  it('opens RC4 with a password, and tells a missing from a wrong one', async () => {
    const locked = await lockedDoc('密码1')
    expect((await readFile(locked, ['密码1'])).text).toBe('主轴过热时应停机')
    expect(await codeOf(readFile(locked))).toBe('FILE_ENCRYPTED')
    expect(await codeOf(readFile(locked, ['x']))).toBe('FILE_PASSWORD_WRONG')
  })

  /** Locks the document with a CryptoAPI provider, as Word 2003 does, with 128 bits. */
  async function lockedDoc(password: string): Promise<Uint8Array> {
    const { digest, fourBytes } = await import('./spun-hash.ts')
    const { openRc4 } = await import('./rc4-encryption.ts')
    const { rc4 } = await import('./rc4.ts')
    const salt = Buffer.alloc(16, 9)
    const start = digest('sha1', salt, Buffer.from(password, 'utf16le'))
    const keys = (block: number): Buffer => digest('sha1', start, fourBytes(block)).subarray(0, 16)
    const lock = rc4(keys(0))
    const verifier = Buffer.alloc(16, 4)
    const header = Buffer.concat([...[4, 0, 0x6801, 0x8004, 128, 1, 0, 0].map(long), Buffer.from('x\0', 'utf16le')])
    const info = Buffer.concat([
      ...[shorts(4, 2), long(4), long(header.length), header, long(16), salt],
      ...[lock(verifier), long(20), lock(digest('sha1', verifier))],
    ])
    const main = changed((bytes) => {
      bytes.writeUInt16LE(0x0300, 10)
      // The table stream begins with the lock: everything in it moves back by its length.
      for (const index of [1, 12, 13, 33])
        bytes.writeUInt32LE(bytes.readUInt32LE(0x9a + index * 8) + info.length, 0x9a + index * 8)
    })
    const sealed = openRc4(main, keys, 512)
    main.copy(sealed, 0, 0, 68)
    const table = openRc4(Buffer.concat([Buffer.alloc(info.length), plain.table]), keys, 512)
    info.copy(table)
    return fileOf(sealed, table)
  }
})

function piecesOf(starts: readonly number[], at: number): Buffer {
  const table = Buffer.concat([...starts.map(long), shorts(0), long(at), shorts(0)])
  return Buffer.concat([Buffer.from([2]), long(table.length), table])
}
