import { describe, expect, it } from 'vitest'
import { joinIndented } from './join-indented.ts'

const wrap = (paragraphs: readonly string[], width = 28): string[] =>
  paragraphs.flatMap((paragraph) => `\u3000\u3000${paragraph}`.match(new RegExp(`.{1,${width}}`, 'gsu'))!)
const paragraphs = [
  '第一条　为了规范养犬行为，保障公民健康和人身安全，维护市容环境卫生和社会公共秩序，根据有关法律、法规，结合本市实际，制定本办法。',
  '第二条　有下列情形之一的，依照本办法第三条　第二款和2019年3月1日公布的收费标准办理登记，并在10个工作日内告知：',
  '（一）个人养犬的；',
  '（二）单位因工作需要饲养犬只，并且有专人管理、有固定场所和必要的安全设施的。',
  '第三条　本办法自公布之日起施行。',
]

describe('joinIndented', () => {
  it.each([28, 24, 36])('joins what was wrapped at %d characters with a first line two characters in', (width) => {
    expect(joinIndented(['养犬管理办法', ...wrap(paragraphs, width)])).toEqual(['养犬管理办法', ...paragraphs])
  })

  it('joins a line that begins with what looks like an article', () => {
    const text = wrap([
      '依照本办法的规定办理登记的养犬人，应当自登记之日起，按照第三条　规定的期限签注；逾期不办的，依照本办法第五条　处理，不得拖延办理。',
      ...paragraphs,
    ])
    expect(joinIndented(text)![0]).toContain('第三条　规定的期限')
  })

  it('leaves a chapter at the margin alone', () => {
    const lines = [...wrap(paragraphs.slice(0, 2)), '第二章　登记', ...wrap(paragraphs.slice(2))]
    expect(joinIndented(lines)).toContain('第二章　登记')
  })

  it.each([
    ['without indents', paragraphs],
    ['of whole paragraphs', paragraphs.map((line) => `\u3000\u3000${line}`)],
    ['of code', ['if (a) {', '    start()', '}', 'else {', '    stop()', '    wait()', '}']],
    [
      'of a list at the margin',
      ['清单', '\u3000\u3000说明甲', '\u3000\u3000说明乙', '\u3000\u3000说明丙', '甲', '乙', '丙', '丁', '戊'],
    ],
  ])('leaves a text %s', (_, lines) => {
    expect(joinIndented(lines)).toBeUndefined()
  })
})
