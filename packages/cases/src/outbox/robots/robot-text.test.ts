import { describe, expect, it } from 'vitest'
import { bytesInJson, cutTo, robotText } from './robot-text.ts'

describe('a text for a group', () => {
  it.each([
    ['**全体停工** _now_ ~x~ `rm`', '＊＊全体停工＊＊ ＿now＿ ～x～ ｀rm｀'],
    ['# 标题', '＃ 标题'],
    ['> 引用', '＞ 引用'],
    ['![图](https://evil.example/p.png)', '！［图］(https：//evil．example/p．png)'],
    ['[领奖](http://evil.example)', '［领奖］(http：//evil．example)'],
    ['<@all> @所有人 <at user_id="all">', '＜＠all＞ ＠所有人 ＜at user_id="all"＞'.replace('user_id', 'user＿id')],
    ['<font color="warning">x</font> &lt;', '＜font color="warning"＞x＜/font＞ ＆lt;'],
    ['www.evil.example 发票', 'www．evil．example 发票'],
    ['一行\r\n\n# 两行\u2028三行', '一行 ＃ 两行 三行'],
    ['正\u202e常\u200b', '正 常'],
    ['| a | b |', '｜ a ｜ b ｜'],
    ['a\\*b', 'a＼＊b'],
  ])('%j is nothing but text', (text, shown) => expect(robotText(text)).toBe(shown))

  it('keeps numbers, amounts and part numbers as they are', () => {
    const kept = 'QJ-20261123-001，6205-2RS，3.14 MPa，75 ℃，¥1,200.50，2026-11-23 17:00，GB/T 9704-2012，👨‍👩‍👧 e\u0301'
    expect(robotText(kept)).toBe(kept)
  })

  it('begins no list and no heading', () => {
    for (const text of ['- 一', '+ 一', '1. 一', '===', '---']) expect(robotText(text)).toMatch(/^\u200b/)
  })

  it('is done soon with however much', () => {
    const started = performance.now()
    for (const text of ['@'.repeat(1_000_000), ' \n'.repeat(500_000), 'a.'.repeat(500_000), ':/'.repeat(500_000)]) robotText(text)
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

describe('a text that is too long', () => {
  it('is cut after a whole character, never beyond the bytes', () => {
    const text = '长👨‍👩‍👧e\u0301"\n'.repeat(500)
    for (let most = 3; most < 300; most++) {
      const cut = cutTo(text, most)
      expect(bytesInJson(cut)).toBeLessThanOrEqual(most)
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most)
      expect(cut.endsWith('…')).toBe(true)
      const kept = cut.slice(0, -1)
      expect(text.startsWith(kept)).toBe(true)
      expect(kept).not.toMatch(/[\u200d\ud800-\udbff]$|e$/)
    }
    expect(cutTo('短', 3)).toBe('短')
    expect(cutTo('短短', 5)).toBe('…')
  })

  it('may be one single character without an end', () => {
    expect(cutTo(`e${'\u0301'.repeat(1_000_000)}`, 100)).toBe('…')
  })
})
