import { describe, expect, it } from 'vitest'
import type { CaseField, FieldPart, Proposal } from '../http/case-contract.ts'
import { changedValues, isSame, missingPlaces } from './form-values.ts'
import { cellValue, parseCells, pasteCells } from './paste-rows.ts'
import { choose, decisionsOf, openProposals, withoutTaken } from './proposals.ts'

const part = (key: string, type: FieldPart['type'], required = false): FieldPart => ({
  ...{ key, type, required },
  title: { zh: key, en: key },
})
const field = (key: string, type: FieldPart['type'], more: Partial<CaseField> = {}): CaseField => ({
  ...part(key, type),
  sensitive: false,
  ...more,
})
const items = field('items', 'rows', { columns: [part('item', 'text'), part('ok', 'yesNo', true), part('count', 'integer')] })
const nobody = (): undefined => undefined

describe('what a form sends', () => {
  it('is what differs, null for what was emptied, and never files', () => {
    const form = [field('a', 'text'), field('b', 'number'), field('c', 'text'), field('proof', 'files'), field('d', 'text')]
    const typed = { a: 'same', b: 5, c: '', proof: [], d: '' }
    expect(changedValues(form, typed, { a: 'same', b: 4, c: 'before', proof: [{ name: 'x' }] })).toEqual({ b: 5, c: null })
  })

  it('leaves out rows and cells in which nothing stands, and keeps no and zero', () => {
    const typed = { items: [{ item: '', count: null }, { item: 'x', ok: false, count: 0 }, {}] }
    expect(changedValues([items], typed, {})).toEqual({ items: [{ item: 'x', ok: false, count: 0 }] })
  })

  it('sends nothing that is only written otherwise', () => {
    expect(changedValues([items], { items: [{ ok: true, item: 'x' }] }, { items: [{ item: 'x', ok: true }] })).toEqual({})
    expect(isSame(0, null)).toBe(false)
    expect(isSame(false, null)).toBe(false)
    expect(isSame([], undefined)).toBe(true)
  })

  it('names what is missing, of rows with the place', () => {
    const values = { items: [{ item: 'x' }, {}, { item: 'y', ok: false }] }
    expect(missingPlaces([field('a', 'text', { required: true }), items], values)).toEqual(['a', 'items.1.ok'])
  })
})

describe('what a spreadsheet pastes', () => {
  it('is read with quotes, breaks in cells, and Windows line ends', () => {
    expect(parseCells('a\tb\r\n"c ""1""\nd"\t\r\n')).toEqual([
      ['a', 'b'],
      ['c "1"\nd', ''],
    ])
    expect(parseCells('')).toEqual([['']])
    expect(parseCells('5" pipe\tx')).toEqual([['5" pipe', 'x']])
  })

  it('fills fifty rows from where it is pasted, and drops what lies beyond the columns', () => {
    const text = Array.from({ length: 50 }, (_, at) => `item ${at}\t${at % 2 ? '是' : '否'}\t1,000\tbeyond`).join('\n')
    const rows = pasteCells([{ item: 'kept' }], items.columns!, { row: 1, column: 0 }, parseCells(text), nobody)
    expect(rows).toHaveLength(51)
    expect(rows[0]).toEqual({ item: 'kept' })
    expect(rows[1]).toEqual({ item: 'item 0', ok: false, count: 1000 })
    expect(rows[50]).toEqual({ item: 'item 49', ok: true, count: 1000 })
  })

  it('keeps as text what it cannot read, so that it is seen', () => {
    expect(cellValue(part('n', 'number'), 'about 5', nobody)).toBe('about 5')
    expect(cellValue(part('d', 'date'), '2026/1/5', nobody)).toBe('2026-01-05')
    expect(cellValue(part('d', 'date'), '2026年11月3日', nobody)).toBe('2026-11-03')
    expect(cellValue(part('d', 'date'), 'tomorrow', nobody)).toBe('tomorrow')
    const at = new Date('2026-01-05T08:30:00').toISOString()
    for (const text of ['2026/1/5 8:30', '2026-01-05 08:30:00', '2026年1月5日 08：30', '2026-01-05T08:30'])
      expect(cellValue(part('t', 'dateTime'), text, nobody)).toBe(at)
    for (const text of ['2026-01-05', '8:30', '2026-13-05 08:30', '2026-01-05 25:30', '明天 8:30'])
      expect(cellValue(part('t', 'dateTime'), text, nobody)).toBe(text)
    expect(cellValue(part('p', 'person'), '李四', (_, name) => (name === '李四' ? 'p1' : undefined))).toBe('p1')
    expect(cellValue(part('p', 'person'), '李', nobody)).toBe('李')
    expect(cellValue(part('n', 'number'), '', nobody)).toBeNull()
  })
})

describe('proposals', () => {
  const proposal = (id: string, values: Proposal['values'], decided: Proposal['decided'] = {}): Proposal => ({
    ...{ id, values, decided, by: 'model', generated: true, band: 'low', bands: { kind: 'high' }, at: '2026-11-23T00:00:00Z' },
    evidence: [
      { source: 'p1', field: 'kind', verified: true },
      { source: 'p2', verified: false },
    ],
  })

  it('are open field by field, each with its own band and evidence', () => {
    const open = openProposals([proposal('a', { kind: 'x', rule: 'y', done: 1 }, { done: 'rejected' })])
    expect(open.map(({ field: name, band, evidence }) => [name, band, evidence.length])).toEqual([
      ['kind', 'high', 2],
      ['rule', 'low', 1],
    ])
  })

  it('are accepted as they are, edited when changed after, and set the field alone', () => {
    const open = openProposals([proposal('a', { kind: 'x', rule: 'y' })])
    const choices = open.reduce((so, one) => choose(so, open, one, 'accepted'), {})
    expect(decisionsOf(open, choices, {})).toEqual([
      { id: 'a', field: 'kind', decision: 'accepted' },
      { id: 'a', field: 'rule', decision: 'accepted' },
    ])
    const edited = decisionsOf(open, choices, { rule: 'z' })
    expect(edited[1]).toEqual({ id: 'a', field: 'rule', decision: 'edited', value: 'z' })
    expect(withoutTaken({ rule: 'z', other: 1 }, edited)).toEqual({ other: 1 })
  })

  it('are taken one for a field, and a choice made again is taken back', () => {
    const open = openProposals([proposal('a', { kind: 'x' }), proposal('b', { kind: 'y' })])
    const first = choose({}, open, open[0]!, 'accepted')
    const second = choose(first, open, open[1]!, 'accepted')
    expect(decisionsOf(open, second, {}).map(({ id }) => id)).toEqual(['b'])
    expect(choose(second, open, open[1]!, 'accepted')).toEqual({})
    const rejected = choose(first, open, open[1]!, 'rejected')
    expect(decisionsOf(open, rejected, {}).map(({ id, decision }) => [id, decision])).toEqual([
      ['a', 'accepted'],
      ['b', 'rejected'],
    ])
  })
})
