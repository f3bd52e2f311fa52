import { KaiwuError, type DocumentFacts } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import type { FactCorrections } from '../life/knowledge-life.ts'
import { applyCorrections, correctedFacts } from './corrections.ts'

const found: DocumentFacts = {
  title: '云泽市养犬管理办法',
  number: '云政规〔2023〕8号',
  effective: '2023-06-01',
  ends: '2028-06-01',
  endedBy: '《新办法》',
  ending: 'repealed',
  unsure: ['effective', 'ends'],
}
const apply = (corrections: FactCorrections): DocumentFacts => applyCorrections(found, corrections, '林', 7)
const confirmed = { by: '林', at: 7 }

describe('applyCorrections', () => {
  it('confirms what was found when nothing is corrected', () => {
    const { unsure: _, ...rest } = found
    expect(apply({})).toEqual({ ...rest, confirmed })
    expect(Object.isFrozen(apply({}))).toBe(true)
  })

  it('replaces, trims and adds', () => {
    expect(
      apply({ title: ' 养犬办法 ', issuers: ['甲局', ' 甲局', '乙局'], level: 'normative', access: ['内部'] }),
    ).toMatchObject({
      title: '养犬办法',
      issuers: ['甲局', '乙局'],
      level: 'normative',
      access: ['内部'],
      effective: '2023-06-01',
    })
  })

  it('removes with null, and with an empty list', () => {
    const facts = applyCorrections({ ...found, access: ['内部'] }, { number: null, access: [] }, '林', 7)
    expect(facts).not.toHaveProperty('number')
    expect(facts).not.toHaveProperty('access')
  })

  it('removes why a document ended with the day it ended', () => {
    const facts = apply({ ends: null })
    expect(facts).not.toHaveProperty('endedBy')
    expect(facts).not.toHaveProperty('ending')
    expect(apply({ ends: null, endedBy: '通知' }).endedBy).toBe('通知')
  })

  it('leaves what it was given untouched', () => {
    apply({ title: '别的' })
    expect(found.title).toBe('云泽市养犬管理办法')
  })

  it('replaces an earlier confirmation', () => {
    expect(applyCorrections(apply({}), { version: 'V2' }, '陈', 9).confirmed).toEqual({ by: '陈', at: 9 })
  })

  it.each<[string, unknown, string, string]>([
    ['effective', '2024-02-30', '施行日期', 'real day'],
    ['effective', '2024年5月1日', '施行日期', 'real day'],
    ['written', '2024-5-1', '成文日期', 'real day'],
    ['issued', 20240501, '发布日期', 'real day'],
    ['ends', '', '失效日期', 'real day'],
    ['amended', '明年', '修改日期', 'real day'],
    ['level', 'decree', '文件类别', 'law, administrative-regulation'],
    ['ending', 'over', '失效方式', 'expired or repealed'],
    ['title', null, '标题', '1 to 200'],
    ['title', '  ', '标题', '1 to 200'],
    ['number', 'x'.repeat(201), '文号', '1 to 200'],
    ['issuers', '甲局', '发文机关', 'list'],
    ['issuers', ['甲局', ''], '发文机关', 'list'],
    ['models', [630], '适用机型', 'list'],
    ['access', ['标'.repeat(41)], '查阅范围', '1 to 40'],
    ['access', [' '], '查阅范围', '1 to 40'],
    ['confirmed', { by: 'x', at: 1 }, 'confirmed', 'cannot be corrected'],
    ['unsure', [], 'unsure', 'cannot be corrected'],
    ['__proto__x', 'a', '__proto__x', 'cannot be corrected'],
    ['toString', 'a', 'toString', 'cannot be corrected'],
  ])('refuses %s = %j', (field, value, zh, en) => {
    const attempt = (): unknown => apply({ [field]: value } as FactCorrections)
    expect(attempt).toThrow(KaiwuError)
    expect(attempt).toThrow(expect.objectContaining({ code: 'FACTS_INVALID' }))
    expect(attempt).toThrow(field)
    expect(attempt).toThrow(zh)
    expect(attempt).toThrow(en)
  })

  it.each<[string, FactCorrections]>([
    ['both given', { effective: '2024-05-01', ends: '2024-05-01' }],
    ['an end before the day that was found', { ends: '2020-01-01' }],
    ['a day of effect after the end that was found', { effective: '2030-01-01' }],
  ])('refuses an end that is not after the day of effect: %s', (_, corrections) => {
    expect(() => apply(corrections)).toThrow(expect.objectContaining({ code: 'FACTS_INVALID' }))
  })
})

describe('correctedFacts', () => {
  it('lets what a person said of the end hold against what another document says', () => {
    const linked: DocumentFacts = { ...apply({ ends: null }), ends: '2025-01-01', endedBy: '《误认的新版》', ending: 'repealed' }
    expect(correctedFacts(linked, { ends: null }, '林', 7)).toEqual(apply({ ends: null }))
    expect(correctedFacts(linked, { version: 'V2' }, '林', 7)).toMatchObject({ ends: '2025-01-01', version: 'V2' })
  })
})
