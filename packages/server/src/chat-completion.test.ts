import type { Citation } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { questionOf, sourcesText } from './chat-completion.ts'

const citation: Citation = {
  mark: 2,
  passageId: 'p',
  documentId: 'd',
  document: 'a.md',
  title: '《检修规程》',
  number: 'SB-01',
  path: [],
  locator: '3.2.1',
  page: 12,
  quote: '停机检查。',
  start: 0,
  end: 5,
  verified: true,
  validity: 'in-force',
}
const { number: _number, page: _page, ...bare } = citation

describe('sourcesText', () => {
  it('names each source as readers of the language do', () => {
    expect(sourcesText({ citations: [citation], language: 'zh' })).toBe(
      '\n\n来源：\n[2] 《检修规程》（SB-01），3.2.1，第 12 页：“停机检查。”',
    )
    expect(sourcesText({ citations: [{ ...citation, title: 'Manual' }], language: 'en' })).toBe(
      '\n\nSources:\n[2] Manual (SB-01), 3.2.1, p. 12: "停机检查。"',
    )
  })

  it('leaves out what is not known, and says nothing without citations', () => {
    expect(sourcesText({ citations: [{ ...bare, locator: '' }], language: 'zh' })).toBe(
      '\n\n来源：\n[2] 《检修规程》：“停机检查。”',
    )
    expect(sourcesText({ citations: [], language: 'zh' })).toBe('')
  })
})

describe('questionOf', () => {
  const chat = (...messages: { role: string; content?: string | null }[]) => ({ model: 'desk', messages })

  it('takes the last message of the user, trimmed', () => {
    expect(
      questionOf(
        chat({ role: 'user', content: 'a' }, { role: 'user', content: ' b ' }, { role: 'assistant', content: 'c' }),
        'zh',
      ),
    ).toBe('b')
  })

  it.each([
    ['no user', chat({ role: 'system', content: 'a' })],
    ['nothing said', chat({ role: 'user' })],
    ['null', chat({ role: 'user', content: null })],
    ['white space', chat({ role: 'user', content: ' \n' })],
    ['too much', chat({ role: 'user', content: 'x'.repeat(4001) })],
  ])('refuses %s', (_, body) => {
    expect(() => questionOf(body, 'en')).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }))
  })
})
