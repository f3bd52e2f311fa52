import { errorTable, KaiwuError } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { problemOf, publicText } from './problem.ts'

describe('publicText', () => {
  it.each([
    ['a folder', '/srv/plant desk/.kaiwu', '.kaiwu'],
    ['a folder of Windows', 'D:\\Kaiwu\\desk\\.kaiwu', '.kaiwu'],
    ['a share', '\\\\server\\share\\.kaiwu', '.kaiwu'],
    [
      'a path in a message',
      "EACCES: permission denied, mkdir '/srv/plant desk/.kaiwu'",
      "EACCES: permission denied, mkdir '.kaiwu'",
    ],
    ['a path without quotes', 'cannot open /srv/desk/.kaiwu/kaiwu.sqlite now', 'cannot open kaiwu.sqlite now'],
    ['a path within the folder', 'knowledge/政策/办法.md', 'knowledge/政策/办法.md'],
    ['a Chinese path within the folder', '知识/政策/办法.md', '知识/政策/办法.md'],
    ['an address', 'http://127.0.0.1:8000/v1/models refused', 'http://127.0.0.1:8000/v1/models refused'],
    ['a share of two words', '温度/压力 and a/b', '温度/压力 and a/b'],
  ])('leaves of %s only what people elsewhere may know', (_, reason, left) => {
    expect(publicText(new KaiwuError('STORE_UNUSABLE', { path: 'x', reason }), 'en')).toBe(
      `The data folder x cannot be used: ${left}`,
    )
  })

  it('tells the address that was asked for in full', () => {
    expect(publicText(new KaiwuError('ROUTE_NOT_FOUND', { path: '/kaiwu/api/nosuch' }), 'en')).toContain('/kaiwu/api/nosuch')
  })
})

describe('problemOf', () => {
  it.each(Object.keys(errorTable) as (keyof typeof errorTable)[])('tells %s with the status and text of the table', (code) => {
    const problem = problemOf(new KaiwuError(code), { instance: '/api', requestId: 'req_1', language: 'zh' })
    const { status, zh, retryable } = errorTable[code]
    expect(problem).toEqual({
      type: `urn:kaiwu:error:${code}`,
      title: expect.stringMatching(/./),
      status,
      detail: zh,
      code,
      instance: '/api',
      requestId: 'req_1',
      retryable,
    })
  })
})
