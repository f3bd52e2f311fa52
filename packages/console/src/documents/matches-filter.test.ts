import { describe, expect, it } from 'vitest'
import { datesOf } from './document-dates.ts'
import { matchesFilter } from './matches-filter.ts'

const document = {
  path: 'policies/安居-2024.md',
  facts: { title: '云泽市人才安居补贴办法', number: '云政规〔2024〕6号', version: 'V3.0' },
}

describe('matchesFilter', () => {
  it('finds by title, path, number and version, in any order', () => {
    for (const filter of ['', '  ', '安居', 'POLICIES', 'v3.0', '2024 人才', '云政规〔2024〕6号'])
      expect(matchesFilter(document, filter)).toBe(true)
  })

  it('does not mind how brackets and widths are typed', () => {
    for (const filter of ['云政规[2024]6号', '云政规(2024)6号', '云政规（2024）6号', '云政规【２０２４】６号', 'ｖ３']) {
      expect(matchesFilter(document, filter)).toBe(true)
    }
  })

  it('wants every word', () => {
    for (const filter of ['落户', '安居 落户', '2020', '云政规〔2024〕60号']) expect(matchesFilter(document, filter)).toBe(false)
  })
})

describe('datesOf', () => {
  it('shows what is stated', () => {
    const title = '…'
    expect(datesOf({ title })).toBe('–')
    expect(datesOf({ title, effective: '2024-05-01' })).toBe('2024-05-01 –')
    expect(datesOf({ title, ends: '2029-05-01' })).toBe('– 2029-05-01')
    expect(datesOf({ title, effective: '2024-05-01', ends: '2029-05-01' })).toBe('2024-05-01 – 2029-05-01')
  })
})
