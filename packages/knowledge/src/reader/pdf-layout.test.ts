import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { codeOf } from './test-code-of.ts'
import { pdfReader } from './pdf.ts'
import { chineseLine, latinLine, pdfFile, pdfFileWith } from './test-files.ts'

const full = '主轴前轴承温度超过六十摄氏度时应当立即停机并且检查润滑油气的供给压力'
const lines = (texts: readonly string[], top: number, x = 72): string =>
  texts.map((text, at) => chineseLine(text, x, top - at * 20)).join('')
const read = async (pages: readonly string[]) => {
  const { text, warnings, blocks } = await pdfReader.read(pdfFileWith(pages), 'a.pdf')
  return { text, warnings, pages: blocks.map((block) => `${block.page} ${text.slice(block.start, block.end)}`) }
}
const rubbish = (y: number): string => `BT /F3 12 Tf 72 ${y} Td (hdjfkgitkeufnvbghrutyeoapqlskdjfhg) Tj ET\n`

describe('columns of a page', () => {
  const entries = (mark: string, count: number): readonly string[] =>
    Array.from(
      { length: count },
      (_, at) => `${mark}${String.fromCharCode(0x4e00 + at)}${at % 3 === 0 ? '短' : '检查润滑油气的供给压力'}`,
    )

  it('with short lines, drawn one after the other, are read so', async () => {
    const { text } = await read([lines(entries('左', 6), 700, 40) + lines(entries('右', 6), 700, 320)])
    expect(text.indexOf('右一')).toBeGreaterThan(text.lastIndexOf('左'))
  })

  it('between pictures are read band by band', async () => {
    const band = (mark: string, top: number): string =>
      lines(entries(`${mark}左`, 4), top, 40) + lines(entries(`${mark}右`, 4), top, 320)
    const { text } = await read([band('上', 780) + band('下', 400)])
    expect(text.lastIndexOf('上右')).toBeLessThan(text.indexOf('下左'))
    expect(text.lastIndexOf('上左')).toBeLessThan(text.indexOf('上右'))
  })

  it('of a table drawn row by row stay rows', async () => {
    const rows = Array.from(
      { length: 8 },
      (_, at) => chineseLine(`部件${at}`, 40, 700 - at * 20) + chineseLine(`每${at}个月检查一次`, 320, 700 - at * 20),
    )
    const { text } = await read([rows.join('')])
    expect(text.indexOf('每0个月')).toBeLessThan(text.indexOf('部件1'))
  })
})

describe('running heads', () => {
  const body = (number: number): string => lines([`第${number}段${full.slice(0, 15)}。`, full], 600)
  const dropped = async (heads: readonly string[], names: readonly string[]): Promise<void> => {
    const { text } = await read(heads.map((head, at) => head + body(at + 1)))
    for (const name of names) expect(text).not.toContain(name)
    expect(text.match(/第\d+段/g)).toHaveLength(heads.length)
  }

  it('that alternate and hold the page number are dropped', () =>
    dropped(
      [1, 2, 3, 4, 5, 6].map((page) =>
        page % 2 === 0
          ? latinLine(`${page}`, 72, 805) + chineseLine('维护手册', 100, 805)
          : chineseLine('第三章安全', 300, 805) + latinLine(`${page}`, 500, 805),
      ),
      ['维护手册', '第三章安全'],
    ))

  it('of a chapter in a long document are dropped', () =>
    dropped(
      Array.from({ length: 24 }, (_, at) => chineseLine(`第${'一二三四五六'[Math.floor(at / 4)]}章标题`, 250, 805)),
      ['章标题'],
    ))

  it('that jump a little in height, and text at the side, are dropped', () =>
    dropped(
      [0, 1, 2, 3].map(
        (at) =>
          chineseLine('企业标准', 250, 805 + at * 3) +
          `BT /F2 9 Tf 0 1 -1 0 30 300 Tm <${'内部资料'.replace(/./g, (letter) => letter.charCodeAt(0).toString(16))}> Tj ET\n`,
      ),
      ['企业标准', '内部资料'],
    ))

  it.each(['3', '- 3 -', 'Page 3 of 9', '3 / 9', '2-3', '(3)'])('%s alone at the foot is a page number', async (number) => {
    const { text } = await read(
      [1, 2].map((page) => lines([`${full}。`], 600) + latinLine(number.replace('3', String(page)), 290, 30)),
    )
    expect(text).toBe(`${full}。\n${full}。`)
  })
})

describe('tables of contents', () => {
  it('are dropped without a title when their pages rise', async () => {
    const entries = ['Safety', 'Drive', 'Spindle', 'Lubrication'].map((name, at) =>
      latinLine(`${name} ................ ${at + 2}`, 72, 740 - at * 20),
    )
    expect((await read([entries.join('') + lines([full], 600)])).text).toBe(full)
  })

  it('are not lists whose numbers are no pages', async () => {
    const entries = ['Codeine', 'Morphine', 'Heroin'].map((name, at) =>
      latinLine(`${name} ................ ${9_800 - at * 70}`, 72, 740 - at * 20),
    )
    const { text } = await read([entries.join('') + lines([full], 600)])
    expect(text).toContain('9730')
  })
})

describe('pages that cannot be read', () => {
  it('for their fonts are left out and named, the others are read', async () => {
    const good = lines([full, full], 700)
    const { text, warnings } = await read([good, rubbish(700) + rubbish(600), good])
    expect(text).not.toMatch(/[a-z]/)
    expect(warnings).toMatchObject([{ kind: 'not-read', page: 2, count: 1 }])
  })

  it('make the file unreadable when they are most of it', async () =>
    expect(await codeOf(read([rubbish(700) + rubbish(600), chineseLine('主轴', 72, 700)]))).toBe('FILE_TEXT_UNMAPPED'))

  it('holding Chinese taken for Western letters are rubbish too', async () => {
    const bytes = Buffer.from('d6f7d6e1b9fdc8c8b4a6c0edb9e6b3cc', 'hex').toString('latin1')
    const file = Buffer.from(pdfFile([latinLine(bytes, 72, 700) + latinLine(bytes, 72, 680)]))
    expect(await codeOf(pdfReader.read(file, 'a.pdf'))).toBe('FILE_TEXT_UNMAPPED')
  })

  it('are not pages of French', async () => {
    const french = Buffer.from('été où à été élève forêt', 'latin1').toString('latin1')
    expect((await pdfReader.read(pdfFile([latinLine(french, 72, 700)]), 'a.pdf')).warnings).toEqual([])
  })
})

describe('other writing', () => {
  const hex = (text: string): string => Buffer.from(text, 'utf16le').swap16().toString('hex')

  it('from top to bottom is read column by column from the right, and goes on in the next', async () => {
    const column = (text: string, x: number): string => `BT /F4 12 Tf 1 0 0 1 ${x} 700 Tm <${hex(text)}> Tj ET\n`
    const { text } = await read([column('润滑。', 480) + column('主轴过热时应当', 500)])
    expect(text).toBe('主轴过热时应当润滑。')
  })

  it('on a page that is turned is read upright', async () => {
    const turned = `BT /F2 12 Tf 0 1 -1 0 100 100 Tm <${hex(full)}> Tj ET\nBT /F2 12 Tf 0 1 -1 0 120 100 Tm <${hex(`${full.slice(0, 8)}。`)}> Tj ET\n`
    expect((await read([turned])).text).toBe(`${full}${full.slice(0, 8)}。`)
  })
})

describe('a PDF file that unpacks to too much', () => {
  const packed = (filter: string, bytes: Uint8Array): Uint8Array => {
    const [head = '', tail = ''] = Buffer.from(pdfFile(['@']))
      .toString('latin1')
      .split('<< /Length 1 >>\nstream\n@')
    return Buffer.concat([
      Buffer.from(`${head}<< /Length ${bytes.length} /Filter ${filter} >>\nstream\n`, 'latin1'),
      bytes,
      Buffer.from(tail, 'latin1'),
    ])
  }
  const bomb = deflateSync(Buffer.alloc(250_000_000, 32))

  it('is refused before anything unpacks it', async () => {
    const began = performance.now()
    expect(await codeOf(pdfReader.read(packed('/FlateDecode', bomb), 'a.pdf'))).toBe('FILE_UNPACKS_TOO_LARGE')
    expect(await codeOf(pdfReader.read(packed('[/FlateDecode /FlateDecode]', deflateSync(bomb)), 'a.pdf'))).toBe(
      'FILE_UNPACKS_TOO_LARGE',
    )
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  it('is not one with a page of many spaces', async () => {
    const page = `${' '.repeat(5_000_000)}${chineseLine('主轴', 72, 700)}`
    expect((await pdfReader.read(packed('/FlateDecode', deflateSync(Buffer.from(page))), 'a.pdf')).text).toBe('主轴')
  })
})
