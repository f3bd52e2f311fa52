import { describe, expect, it } from 'vitest'
import { sentences } from './sentences.ts'

const split = (text: string): string[] => sentences(text).map(({ start, end }) => text.slice(start, end))

describe('sentences', () => {
  it.each([
    ['Chinese full stops', '停机。断电！挂牌？', ['停机。', '断电！', '挂牌？']],
    ['English full stops', 'Stop the machine. Lock it out! Done?', ['Stop the machine.', 'Lock it out!', 'Done?']],
    ['line ends', '一级\n二级\r\n\n三级', ['一级', '二级', '三级']],
    ['no end at all', '  停机检查  ', ['停机检查']],
    ['marks in a row', '真的吗？！好！！', ['真的吗？！', '好！！']],
    ['three dots', 'Wait... Then go on.', ['Wait...', 'Then go on.']],
  ])('at %s', (_, text, expected) => {
    expect(split(text)).toEqual(expected)
  })

  it.each([
    ['the point of a number', '间隙为3.5 mm。超过4.0 mm的更换。', ['间隙为3.5 mm。', '超过4.0 mm的更换。']],
    ['an English number', 'The gap is 3.5 mm. Replace it.', ['The gap is 3.5 mm.', 'Replace it.']],
    ['a short form', 'See No. 3 and Fig. 4, e.g. the valve. Then stop.', ['See No. 3 and Fig. 4, e.g. the valve.', 'Then stop.']],
    ['the points of U.S.', 'It is the largest U.S. city. Next.', ['It is the largest U.S. city.', 'Next.']],
    ['a file name or a version', 'Open plc.cfg of V2.1.0 now. Save it.', ['Open plc.cfg of V2.1.0 now.', 'Save it.']],
    ['the number of an item', '1. Stop the pump\n2. Close the valve', ['1. Stop the pump', '2. Close the valve']],
    ['a semicolon', '申请人应当：（一）提交材料；（二）缴费。', ['申请人应当：（一）提交材料；（二）缴费。']],
  ])('not at %s', (_, text, expected) => {
    expect(split(text)).toEqual(expected)
  })

  it.each([
    ['“停机。”他说。', ['“停机。”', '他说。']],
    ['他说：“断电！”然后走了。', ['他说：“断电！”', '然后走了。']],
    ['（见第八条。）下一句。', ['（见第八条。）', '下一句。']],
    ['He said "stop." Then he left.', ['He said "stop."', 'Then he left.']],
    ['「停機。」『好！』', ['「停機。」', '『好！』']],
  ])('keeps closing quotes and brackets: %s', (text, expected) => {
    expect(split(text)).toEqual(expected)
  })

  it.each(['', ' \n\t\u3000', '。', '。。。\n\n', 'a.b.c', '😀。𠮷'])(
    'never leaves the text %j, and takes nothing twice',
    (text) => {
      let last = 0
      for (const { start, end } of sentences(text)) {
        expect(start).toBeGreaterThanOrEqual(last)
        expect(end).toBeGreaterThan(start)
        last = end
      }
      expect(split(text).join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
    },
  )
})
