import { describe, expect, it } from 'vitest'
import { readDocument } from '../reader/read-document.ts'
import { mayBeCited, statedFacts, validityAt } from './document-facts.ts'

async function facts(text: string) {
  return statedFacts(await readDocument(new TextEncoder().encode(text), '规程.md'), '规程').facts
}

describe('a withdrawn document', () => {
  it.each([
    ['beside a day until which it was meant to hold', '# 规程\n\n状态：已作废\n\n有效期至：2029-04-30\n'],
    ['in front matter', '---\nstatus: 作废\nuntil: 2029-04-30\n---\n# 规程\n\n第一条　停机。\n'],
    ['beside a number of years', '# 规程\n\n状态：已作废\n\n本规程自2024年5月1日起施行，有效期5年。\n'],
  ])('is never cited, since nobody states when it ended: %s', async (_, text) => {
    const found = await facts(text)
    for (const day of ['2024-06-30', '2026-11-22']) expect(mayBeCited(validityAt(found, day)), day).toBe(false)
  })
})

describe('what front matter gets wrong', () => {
  it.each(['effective: 2025-02-30', 'ends: next year', 'written: 去年', 'issued: 2025-13-01', 'until: soon', 'level: rubbish'])(
    '%s is to be confirmed',
    async (line) => {
      const name = line.split(':')[0] === 'until' ? 'ends' : line.split(':')[0]
      expect((await facts(`---\n${line}\n---\n# 规程\n\n第一条　停机。\n`)).unsure).toContain(name)
    },
  )
})

describe('a period of validity', () => {
  it('begins on its first day', async () => {
    const found = await facts('# 云泽市试行办法\n\n第一条　试行。\n\n第二条　本办法有效期自2024年5月1日至2026年4月30日。\n')
    expect(found).toMatchObject({ effective: '2024-05-01', ends: '2026-05-01' })
    expect(validityAt(found, '2022-01-01')).toBe('not-yet')
  })
})
