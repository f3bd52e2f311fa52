import { describe, expect, it } from 'vitest'
import { docReader } from './doc.ts'
import { cell, docFile, rowEnd, sprm, type TestDoc } from './test-doc.ts'
import { long, shorts } from './test-xls.ts'

async function read(doc: TestDoc) {
  const { text, blocks } = await docReader.read(docFile(doc), 'a.doc')
  return { text, lines: blocks.map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`) }
}

describe('numbered paragraphs of docReader', () => {
  it('writes the numbers that Word keeps as rules, also those of a style and of a list that starts anew', async () => {
    const level = (start: number, format: number, text: string): Buffer =>
      Buffer.concat([long(start), Buffer.from([format]), Buffer.alloc(23), shorts(text.length), Buffer.from(text, 'utf16le')])
    const list = (id: number, simple: number, style = 0xfff): Buffer =>
      Buffer.concat([long(id), long(0), shorts(style, ...Array.from({ length: 8 }, () => 0xfff)), Buffer.from([simple, 0])])
    const instance = (id: number, changes = 0): Buffer =>
      Buffer.concat([long(id), Buffer.alloc(8), Buffer.from([changes, 0, 0, 0])])
    const deep = [level(1, 0, '\0'), level(1, 0, '\0.\x01'), ...Array.from({ length: 7 }, () => level(1, 255, ''))]
    const lists = [list(7, 1, 1), list(8, 0), list(9, 1)]
    const parts = {
      73: Buffer.concat([shorts(3), ...lists, level(1, 39, '第\0条'), ...deep, level(1, 23, '\uf0b7')]),
      74: Buffer.concat([
        long(4),
        instance(7),
        instance(8),
        instance(9),
        instance(8, 1),
        ...[0, 0, 0, 0].map(long),
        long(5),
        long(0x10),
      ]),
    }
    const inList = (number: number, depth = 0): Buffer => Buffer.concat([sprm(0x260a, [depth]), sprm(0x460b, [number, 0])])
    const { lines } = await read({
      styles: [{ known: 0 }, { known: 0xffe, sprms: sprm(0x460b, [1, 0]) }],
      parts,
      body: [
        { runs: '为了安全，制定本规定。', style: 1 },
        { runs: '范围', sprms: inList(2) },
        { runs: '总则', sprms: inList(2, 1) },
        { runs: '', sprms: inList(2, 1) },
        { runs: '细则', sprms: inList(2, 1) },
        { runs: '本规定自公布之日起施行。', style: 1 },
        { runs: '不编号', style: 1, sprms: inList(0) },
        { runs: '要点', sprms: inList(3) },
        { runs: '另起', sprms: inList(4) },
        { runs: '没有这个列表', sprms: inList(9) },
        cell([{ text: '格' }]),
        rowEnd(),
      ],
    })
    expect(lines).toEqual([
      'paragraph 第一条 为了安全，制定本规定。',
      'item 1 范围',
      'item 1.1 总则',
      'item 1.2 细则',
      'paragraph 第二条 本规定自公布之日起施行。',
      'paragraph 不编号',
      'item 要点',
      'item 5 另起',
      'paragraph 没有这个列表',
      'paragraph 格',
    ])
  })

  it.each([0, 1, 30, 60, 100])('reads the text where the rules of its lists are cut after %i bytes', async (size) => {
    const bytes = Buffer.alloc(size, 1)
    expect((await read({ body: [{ runs: '甲', sprms: sprm(0x460b, [1, 0]) }], parts: { 73: bytes, 74: bytes } })).text).toBe('甲')
  })
})
