import { describe, expect, it } from 'vitest'
import { hasNumberedStart } from './numbered-start.ts'
import { plainTextReader, unwrapLines } from './plain-text.ts'

const official = [
  '　　第一条　为了加强本市户外招牌设施的设置管理工作，保障公共',
  '安全，维护市容整洁，根据有关法律和法规，结合本市实际情况，制',
  '定本规定。',
  '　　第二条　本规定适用于本市行政区域内户外招牌设施的规划和设',
  '置，以及相关的监督管理活动。发布商业广告内容的户外招牌设施应',
  '当按照户外广告的管理规定执行，不适用本规定。',
]

describe('unwrapLines', () => {
  it('joins lines wrapped at the width of an official page', () => {
    const paragraphs = unwrapLines(official)
    expect(paragraphs).toHaveLength(2)
    expect(paragraphs[0]).toContain('制定本规定。')
  })

  it('joins English lines wrapped at a fixed width', () => {
    const lines = [
      'The spindle must be stopped before the guard is opened, and the',
      'pressure has to be released from the hydraulic system completely',
      'so that no part can move while the tool is being changed by hand',
      'or the clamp is being cleaned.',
    ]
    expect(unwrapLines(lines)).toHaveLength(1)
  })

  it.each([
    ['short lines', ['甲乙丙', '丁戊己', '庚辛壬', '癸子丑']],
    [
      'sentences of one length',
      Array.from({ length: 6 }, (_, at) => `这是一条独立的记录内容恰好与其他各条一样长共三十个字第${at}号。`),
    ],
    ['a log', Array.from({ length: 6 }, (_, at) => `2026-01-0${at + 1} 10:00:00 INFO the pump was started by operator 12`)],
    ['long paragraphs', [`${'很长的一段文字'.repeat(30)}`, `${'另一段'.repeat(60)}`]],
  ])('leaves %s alone', (_, lines) => expect(unwrapLines(lines)).toEqual(lines))
})

describe('hasNumberedStart', () => {
  it.each([
    '第八条 本市',
    '第三章 附则',
    '一、总则',
    '（二）其他',
    '1. 停机',
    '3.2.1 压力',
    '2、检查',
    '① 断电',
    '• 项目',
    '——采用',
  ])('%s', (line) => expect(hasNumberedStart(line)).toBe(true))
  it.each(['第八条规定的情形除外', '3.5 mm以下的间隙应重新调整', '2024年1月1日起施行', '192个文本块', '一般情况下', '220 V电源'])(
    'not %s',
    (line) => expect(hasNumberedStart(line)).toBe(false),
  )
})

describe('plainTextReader', () => {
  it('makes a paragraph of each line', async () => {
    const document = await plainTextReader.read(Buffer.from('甲\r\n\r\n  乙\n丙'), 'a.txt')
    expect(document.text).toBe('甲\n乙\n丙')
    expect(document.blocks.map((block) => block.kind)).toEqual(['paragraph', 'paragraph', 'paragraph'])
  })
})
