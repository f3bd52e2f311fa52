import { describe, expect, it } from 'vitest'
import type { DocumentFacts } from '@kaiwu/core'
import { linkedFacts, mayBeCited, validityAt, type Repeal, type StatedFacts } from './document-facts.ts'

type Relations = Readonly<{ repeals?: readonly Repeal[]; amends?: readonly Repeal[] }>
const paper = (facts: DocumentFacts, { repeals = [], amends = [] }: Relations = {}): StatedFacts => ({
  facts,
  repeals,
  amends,
  evidence: [],
})
const linked = (...papers: StatedFacts[]) => [...linkedFacts(new Map(papers.map((one, index) => [index, one]))).values()]
const inBothOrders = (one: StatedFacts, other: StatedFacts, check: (one: DocumentFacts, other: DocumentFacts) => void) => {
  const [a, b] = linked(one, other)
  check(a!, b!)
  const [d, c] = linked(other, one)
  check(c!, d!)
}
const measure: DocumentFacts = {
  title: '云泽市养犬管理办法',
  number: '云政规〔2018〕8号',
  issuers: ['云泽市人民政府'],
  level: 'normative',
  region: '云泽市',
  effective: '2018-06-01',
}
const later: DocumentFacts = { ...measure, number: '云政规〔2023〕8号', effective: '2023-06-01' }

describe('linkedFacts: editions', () => {
  it('ends the earlier of two editions on the day the later takes effect', () => {
    inBothOrders(paper(measure), paper(later), (old, current) => {
      expect(old).toEqual({
        ...measure,
        ends: '2023-06-01',
        endedBy: '《云泽市养犬管理办法》（云政规〔2023〕8号）',
        ending: 'repealed',
      })
      expect(current).toEqual(later)
      expect(validityAt(old, '2023-05-31')).toBe('in-force')
      expect(validityAt(old, '2023-06-01')).toBe('repealed')
    })
  })

  it.each([
    ['the year of revision', '云泽市养犬管理办法（2023年修订）'],
    ['brackets', '《云泽市养犬管理办法》'],
    ['the notice that issues it', '云泽市人民政府关于印发《云泽市养犬管理办法》的通知'],
    ['the notice without brackets', '云泽市人民政府关于印发云泽市养犬管理办法的通知'],
  ])('knows an edition whose title differs by %s', (_, title) => {
    inBothOrders(paper(measure), paper({ ...later, title }), (old) => expect(old.ends).toBe('2023-06-01'))
  })

  it.each<[string, Partial<DocumentFacts>]>([
    ['another region', { region: '青澜市', issuers: ['青澜市人民政府'] }],
    ['another region with unknown issuer', { region: '青澜市' }],
    ['another issuer without any region', { issuers: ['恒岳精工设备部'] }],
    ['another sort of paper', { level: 'interpretation' }],
    ['a trial version', { title: '云泽市养犬管理办法（试行）' }],
    ['an interim version', { title: '云泽市养犬管理暂行办法' }],
    ['the same day', { effective: '2018-06-01' }],
  ])('ends nothing by one of %s', (_, change) => {
    const { region: __, ...anywhere } = measure
    const first = change.issuers && !change.region ? anywhere : measure
    inBothOrders(paper(first), paper({ ...first, number: '甲〔2023〕1号', effective: '2023-06-01', ...change }), (old) =>
      expect(old.ends).toBeUndefined(),
    )
  })

  it('ends nothing by a later one without a day of effect', () => {
    const { effective: _, ...undated } = later
    inBothOrders(paper(measure), paper(undated), (old) => expect(old.ends).toBeUndefined())
  })

  it.each<[string, DocumentFacts]>([
    [
      'a yearly notice',
      { title: '关于做好防汛工作的通知', level: 'normative', issuers: ['云泽市水务局'], effective: '2023-05-01' },
    ],
    ['a record', { title: '夜班点检记录', issuers: ['恒岳精工设备部'], effective: '2023-05-01' }],
  ])('does not take for an edition %s of the same title', (_, facts) => {
    inBothOrders(paper(facts), paper({ ...facts, effective: '2024-05-01' }), (old) => expect(old.ends).toBeUndefined())
  })

  it('does not take manuals of two models for editions', () => {
    const manual: DocumentFacts = { title: '维护手册', level: 'manual', models: ['HX-500'], effective: '2022-01-01' }
    inBothOrders(paper(manual), paper({ ...manual, models: ['HX-630'], effective: '2024-01-01' }), (old) =>
      expect(old.ends).toBeUndefined(),
    )
  })

  it('is unsure of an edition that nothing but the title speaks for', () => {
    const bare: DocumentFacts = { title: '养犬管理办法', level: 'normative', effective: '2018-06-01' }
    inBothOrders(paper(bare), paper({ ...bare, effective: '2023-06-01' }), (old) =>
      expect(old).toMatchObject({ ends: '2023-06-01', unsure: ['ends'] }),
    )
  })

  it('goes by number and version where a procedure keeps its number', () => {
    const sop: DocumentFacts = { title: '换油作业（旧）', number: 'SOP-EQ-014', version: 'V2.1', effective: '2022-03-01' }
    inBothOrders(paper(sop), paper({ ...sop, title: '换油作业指导书', version: 'V3.0', effective: '2025-07-01' }), (old) =>
      expect(old).toMatchObject({ ends: '2025-07-01', endedBy: '《换油作业指导书》（SOP-EQ-014 V3.0）', ending: 'repealed' }),
    )
  })

  it('does not end a procedure by a copy of the same version', () => {
    const sop: DocumentFacts = { title: '换油作业', number: 'SOP-EQ-014', version: 'V2.1', effective: '2022-03-01' }
    inBothOrders(paper(sop), paper({ ...sop, version: '2.1', effective: '2022-04-01' }), (old) =>
      expect(old.ends).toBeUndefined(),
    )
  })

  it('ends each of a chain on the day of the next', () => {
    const third: DocumentFacts = { ...measure, number: '云政规〔2026〕1号', effective: '2026-01-01' }
    for (const papers of [
      [measure, later, third],
      [third, measure, later],
      [later, third, measure],
    ]) {
      const ends = new Map(linked(...papers.map((facts) => paper(facts))).map(({ number, ends: day }) => [number, day]))
      expect([measure, later, third].map(({ number }) => ends.get(number))).toEqual(['2023-06-01', '2026-01-01', undefined])
    }
  })

  it('keeps an earlier end of its own', () => {
    const ended: DocumentFacts = { ...measure, ends: '2021-06-01', ending: 'expired' }
    inBothOrders(paper(ended), paper(later), (old) => expect(old).toEqual(ended))
  })
})

describe('linkedFacts: how a repeal names a document', () => {
  const old: DocumentFacts = { ...measure, title: '云泽市犬只管理规定', number: '云政规〔2020〕11号', effective: '2020-07-01' }
  const ended = (repeal: Repeal, ...facts: DocumentFacts[]) =>
    linked(...facts.map((one) => paper(one)), paper(later, { repeals: [repeal] })).slice(0, -1)

  it.each<[string, Repeal]>([
    ['number alone', { number: '云政规〔2020〕11号' }],
    ['number in other brackets', { number: '云政规[2020]11号' }],
    ['title alone', { title: '云泽市犬只管理规定' }],
    ['title without the place', { title: '犬只管理规定' }],
    ['title and year', { title: '云泽市犬只管理规定', year: 2020 }],
    ['title and number', { title: '犬只规定', number: '云政规〔2020〕11号' }],
  ])('finds it by %s', (_, repeal) => {
    expect(ended(repeal, old)[0]).toMatchObject({ ends: '2023-06-01', ending: 'repealed' })
  })

  it.each<[string, Repeal]>([
    ['another number', { title: '云泽市犬只管理规定', number: '云政规〔2020〕12号' }],
    ['another year', { title: '云泽市犬只管理规定', year: 2015 }],
    ['part of its title', { title: '管理规定' }],
    ['a longer title', { title: '云泽市犬只管理规定实施细则' }],
    ['a version it does not have', { number: '云政规〔2020〕11号', version: 'V9' }],
  ])('does not take for it one of %s', (_, repeal) => {
    expect(ended(repeal, old)[0]).toEqual(old)
  })

  it('ends on the day that the repeal itself names', () => {
    expect(ended({ number: '云政规〔2020〕11号', on: '2024-01-01' }, old)[0]).toMatchObject({ ends: '2024-01-01' })
  })

  it('ends none of several that it may mean, and marks them', () => {
    const twin: DocumentFacts = { ...old, number: '南政规〔2020〕3号', region: '南汀县', issuers: ['南汀县人民政府'] }
    for (const facts of ended({ title: '云泽市犬只管理规定' }, old, twin)) {
      expect(facts.ends).toBeUndefined()
      expect(facts.unsure).toEqual(['ends'])
    }
  })

  it('is unsure of the day when the repealing document states none of effect', () => {
    const { effective: _, ...undated } = { ...later, written: '2023-05-10' }
    const [facts] = linked(paper(old), paper(undated, { repeals: [{ title: old.title }] }))
    expect(facts).toMatchObject({ ends: '2023-05-10', unsure: ['ends'] })
  })

  it('ends when two documents repeal each other, and the later one stands', () => {
    const [a, b] = linked(paper(old, { repeals: [{ title: later.title }] }), paper(later, { repeals: [{ title: old.title }] }))
    expect([a!.ends, b!.ends]).toEqual(['2023-06-01', undefined])
  })

  it('never lets a repealed document be cited from its end on, in a chain of three', () => {
    const third: DocumentFacts = { ...measure, title: '新规定', number: '云政规〔2026〕1号', effective: '2026-01-01' }
    const facts = linked(
      paper(third, { repeals: [{ number: later.number! }] }),
      paper(old),
      paper(later, { repeals: [{ number: old.number! }] }),
    )
    expect(facts.map((one) => mayBeCited(validityAt(one, '2025-01-01')))).toEqual([false, false, true])
    expect(facts.map((one) => mayBeCited(validityAt(one, '2026-06-01')))).toEqual([true, false, false])
  })
})

describe('linkedFacts: changes', () => {
  const change = (day: string, amends: readonly Repeal[]) =>
    paper({ title: '关于修改的决定', number: '云泽市人民政府令第44号', effective: day, level: 'local-rule' }, { amends })

  it('tells from when another document changes it, and which', () => {
    const [facts] = linked(paper(measure), change('2021-01-01', [{ title: measure.title }]))
    expect(facts).toEqual({ ...measure, amended: '2021-01-01', amendedBy: '《关于修改的决定》（云泽市人民政府令第44号）' })
    expect(validityAt(facts!, '2020-12-31')).toBe('in-force')
    expect(validityAt(facts!, '2021-01-01')).toBe('amended')
    expect(mayBeCited('amended')).toBe(true)
  })

  it('tells of the first of two changes, in any order', () => {
    const papers = [change('2022-01-01', [{ title: measure.title }]), change('2021-01-01', [{ title: measure.title }])]
    for (const order of [papers, [...papers].reverse()]) expect(linked(paper(measure), ...order)[0]!.amended).toBe('2021-01-01')
  })

  it('does not change what took effect later', () => {
    expect(linked(paper(later), change('2021-01-01', [{ title: later.title }]))[0]).toEqual(later)
  })

  it('puts off the end that another document puts off', () => {
    const ending: DocumentFacts = { ...measure, ends: '2023-06-01', ending: 'expired' }
    const [facts] = linked(paper(ending), change('2023-05-01', [{ title: measure.title, ends: '2026-01-01' }]))
    expect(facts).toMatchObject({ ends: '2026-01-01', ending: 'expired', amended: '2023-05-01' })
    expect(validityAt(facts!, '2025-01-01')).toBe('amended')
  })

  it('lets a repeal count against an end that was put off', () => {
    const ending: DocumentFacts = { ...measure, ends: '2023-01-01', ending: 'expired' }
    const [facts] = linked(
      paper(ending),
      change('2022-12-01', [{ title: measure.title, ends: '2026-01-01' }]),
      paper(later, { repeals: [{ number: measure.number! }] }),
    )
    expect(facts).toMatchObject({ ends: '2023-06-01', ending: 'repealed' })
  })

  it('reads what was stored before changes were read', () => {
    const { amends: _, evidence: __, ...stored } = paper(measure)
    expect(linked(stored as StatedFacts)).toEqual([measure])
  })
})
