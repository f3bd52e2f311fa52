import { describe, expect, it } from 'vitest'
import { attachmentPath, safeName } from './safe-name.ts'

describe('safeName', () => {
  it.each([
    ['仪表.png', '仪表.png'],
    ['../../x', '.._.._x'],
    ['a b\tc.txt', 'a_b_c.txt'],
    ['PF-1/2:3', 'PF-1_2_3'],
    ['C:\\x|y?.exe', 'C_x_y_.exe'],
    ['. .', '.__'],
    ['..', '_'],
    ['', '_'],
    ['a\u202Eb\0c', 'a_b_c'],
    ['%2e%2e', '_2e_2e'],
    [`${'长'.repeat(300)}.docx`, `${'长'.repeat(38)}.docx`],
    ['x'.repeat(300), 'x'.repeat(120)],
    [`a.${'y'.repeat(300)}`, `a.${'y'.repeat(118)}`],
    [`${'😀'.repeat(40)}.png`, `${'😀'.repeat(29)}.png`],
  ])('makes %j %j', (text, name) => {
    expect(safeName(text)).toBe(name)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(120)
  })

  it('has a number in front of names of files', () => {
    expect([attachmentPath(0, 'CON'), attachmentPath(199, '../x')]).toEqual(['attachments/001-CON', 'attachments/200-.._x'])
  })
})
