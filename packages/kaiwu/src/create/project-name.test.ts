import { describe, expect, it } from 'vitest'
import { checkTitle, nameFor, safeFolder } from './project-name.ts'

describe('safeFolder', () => {
  it.each(['desk', './desk', 'apps/desk', '检修台', 'my desk', 'desk (2)', '.', '/srv/kaiwu/desk', '/home/c#/$x/desk'])(
    'takes %s',
    (folder) => {
      expect(safeFolder(folder)).toBeUndefined()
    },
  )

  it.each([
    '',
    ' ',
    '../x',
    'a/../../x',
    '..',
    'a\\..\\x',
    '-rf',
    'a/-rf',
    '$(id)',
    '`id`',
    'a;b',
    'a|b',
    'a&b',
    "it's",
    'a"b',
    'a*',
    'a\nb',
    'a\u0000b',
    'CON',
    'nul.txt',
    'desk.',
    'desk ',
    '/srv/$(id)',
  ])('refuses %j', (folder) => {
    expect(safeFolder(folder)).toMatchObject({ zh: expect.any(String), en: expect.any(String) })
  })
})

describe('checkTitle', () => {
  it('takes one line of any script, up to 100 characters', () => {
    expect(checkTitle('设备检修助手 "A" # 1')).toBeUndefined()
    expect(checkTitle('𠮷'.repeat(100))).toBeUndefined()
    for (const wrong of ['', '  ', 'a\nb', 'a\u001b[2J', '长'.repeat(101)]) expect(checkTitle(wrong)).toBeDefined()
  })
})

describe('nameFor', () => {
  it.each([
    ['desk', 'desk'],
    ['apps/My Desk', 'my-desk'],
    ['2026_desk!', 'desk'],
    ['检修台', 'manufacturing'],
    ['检修台-v2', 'v2'],
    ['a'.repeat(80), 'a'.repeat(63)],
    [`${'a'.repeat(62)}-b`, 'a'.repeat(62)],
  ])('names %s as %s', (folder, name) => {
    expect(nameFor(folder, 'manufacturing')).toBe(name)
    expect(name).toMatch(/^[a-z][a-z0-9-]{0,62}$/)
  })
})
