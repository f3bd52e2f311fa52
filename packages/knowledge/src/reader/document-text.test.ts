import { describe, expect, it } from 'vitest'
import { cleanText, joinLines, oneLine } from './clean-text.ts'
import { documentText } from './document-text.ts'

describe('documentText', () => {
  it('gives blocks that point into the text', () => {
    const text = documentText('a.md')
    text.heading('主轴', 2, 3)
    text.paragraph('第一行\r\n第二行')
    text.item('1. 停机')
    text.row([
      { head: '代码', text: 'E-203' },
      { head: '处理', text: '' },
      { head: '级别：', text: '高' },
    ])
    const { text: whole, blocks } = text.finish()
    expect(whole).toBe('主轴\n第一行第二行\n1. 停机\n代码：E-203；级别：高')
    expect(blocks.map((block) => whole.slice(block.start, block.end))).toEqual(whole.split('\n'))
    expect(blocks[0]).toMatchObject({ kind: 'heading', level: 2, page: 3 })
    expect(blocks[3]?.cells).toEqual([
      { head: '代码', text: 'E-203' },
      { head: '级别', text: '高' },
    ])
  })

  it('uses Latin marks in a row without Chinese', () => {
    const text = documentText('a.md')
    text.row([
      { head: 'code', text: 'E-203' },
      { head: '', text: 'stop' },
    ])
    expect(text.finish().text).toBe('code: E-203; stop')
  })

  it('leaves out blocks without text and brings levels into range', () => {
    const text = documentText('a.md')
    text.paragraph(' \u200b\u0000 ')
    text.row([{ head: '代码', text: '' }])
    text.heading('甲', 9)
    text.heading('乙', 0)
    const { text: whole, blocks } = text.finish()
    expect(whole).toBe('甲\n乙')
    expect(blocks.map((block) => block.level)).toEqual([6, 1])
  })

  it('hands out frozen values', () => {
    const text = documentText('a.md')
    text.row([{ head: '甲', text: '乙' }])
    const { blocks } = text.finish()
    expect([blocks, blocks[0], blocks[0]?.cells, blocks[0]?.cells?.[0]].every(Object.isFrozen)).toBe(true)
  })

  it('keeps a gap where a cell has a line break', () => {
    const text = documentText('a.md')
    text.row([{ head: '处理', text: '一、停机\n二、断电' }])
    expect(text.finish().text).toBe('处理：一、停机 二、断电')
  })
})

describe('documentText, for hostile tables', () => {
  it('stops before a long head fills the memory', () => {
    const text = documentText('a.csv')
    const head = '头'.repeat(1_000_000)
    expect(() => {
      for (let row = 0; row < 100; row++) text.row([{ head, text: '1' }])
    }).toThrow(expect.objectContaining({ code: 'FILE_UNPACKS_TOO_LARGE' }))
  })
})

describe('cleanText', () => {
  it.each([
    ['a\u0000b\u0007c', 'abc'],
    ['\ufeff零\u200b宽\u{e0041}', '零宽'],
    ['\u202eevil', 'evil'],
    ['e\u0301', 'é'],
    ['a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
    ['\ud800x', '\ufffdx'],
    ['第八条　内容', '第八条　内容'],
  ])('%j becomes %j', (before, after) => expect(cleanText(before)).toBe(after))
})

describe('joinLines', () => {
  it.each([
    ['主轴过热时', '应停机', '主轴过热时应停机'],
    ['使用 PLC', '控制', '使用 PLC 控制'],
    ['the', 'spindle', 'the spindle'],
    ['完成。', '“好”', '完成。“好”'],
    ['查明原因。', 'HX-630', '查明原因。HX-630'],
    ['', '甲', '甲'],
  ])('%s + %s', (first, second, joined) => expect(joinLines([first, second])).toBe(joined))

  it('makes one line of many', () => expect(oneLine('  甲 \n 乙\n\nab\ncd ')).toBe('甲乙 ab cd'))
})
