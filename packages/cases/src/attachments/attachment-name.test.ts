import { KaiwuError } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { attachmentName } from './attachment-name.ts'

describe('attachmentName', () => {
  it.each([
    [' 报价单.pdf ', '报价单.pdf'],
    ['cafe\u0301.txt', 'café.txt'],
    ['CON', 'CON'],
    ['截图 10：30.png', '截图 10：30.png'],
    ['a'.repeat(200), 'a'.repeat(200)],
    ['𠮷'.repeat(200), '𠮷'.repeat(200)],
    ['...gitignore', '...gitignore'],
  ])('keeps %j', (given, name) => {
    expect(attachmentName(given)).toBe(name)
  })

  it.each([
    ['', '没有文件名'],
    ['  ', '没有文件名'],
    ['.', '路径'],
    ['..', '路径'],
    ['../../x', '路径'],
    ['..\\x', '路径'],
    ['/etc/passwd', '路径'],
    ['C:x.txt', '路径'],
    ['a\0.txt', '看不见'],
    ['a\n.txt', '看不见'],
    ['照片\u202Egnp.exe', '看不见'],
    ['a\u200Bb', '看不见'],
    ['\uD800.txt', '看不见'],
    ['a'.repeat(201), '200'],
    ['x'.repeat(10_000_000), '200'],
  ])('refuses %j', (given, why) => {
    try {
      attachmentName(given)
      expect.unreachable()
    } catch (error) {
      expect(KaiwuError.is(error) && error.code).toBe('ATTACHMENT_NAME_INVALID')
      const message = (error as KaiwuError).text('zh')
      expect(message).toContain(why)
      expect(message.length).toBeLessThan(300)
      expect(/[\0\n\u202E]/.test(message)).toBe(false)
    }
  })
})
