import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskFields, restoreFields, type FieldValue, type FieldValues } from './mask-fields.ts'
import { maskPersonalData } from './mask-personal-data.ts'
import { restore } from './restore.ts'
import { generatorOf } from './test-generators.ts'

const make = generatorOf(808)
const mobile = make.mobile()
const idCard = make.idCard()
const sensitive = [
  { path: 'caller', label: '来电人' },
  { path: 'witnesses.name', label: '证人' },
  { path: 'minor', label: '是否未成年' },
]
const record: FieldValues = {
  caller: { name: '王小明', phone: Number(mobile), age: 45 },
  content: `王小明（${mobile.slice(0, 3)}-${mobile.slice(3, 7)}-${mobile.slice(7)}）与李 小花反映噪音，证件${idCard}`,
  witnesses: [
    { name: '李小花', note: '与王 小\n明同住' },
    { name: '', note: null },
  ],
  minor: false,
  amount: 45,
  phoneOther: Number(mobile),
  orderNo: make.mobile(),
  tags: ['噪音', '⟦来电人1⟧'],
}

describe('maskFields', () => {
  const { fields, vault } = maskFields(record, sensitive)

  it('masks sensitive fields whole, under their label, and the same values elsewhere', () => {
    expect(fields).toEqual({
      caller: { name: '⟦来电人1⟧', phone: '⟦来电人2⟧', age: '⟦来电人3⟧' },
      content: '⟦来电人1⟧（⟦来电人2·2⟧）与⟦证人1·2⟧反映噪音，证件⟦身份证1⟧',
      witnesses: [
        { name: '⟦证人1⟧', note: '与⟦来电人1·2⟧同住' },
        { name: '', note: null },
      ],
      minor: '⟦是否未成年1⟧',
      amount: 45,
      phoneOther: '⟦来电人2⟧',
      orderNo: record['orderNo'],
      tags: ['噪音', '⟦括号1⟧来电人1⟧'],
    })
  })

  it('gives back the record, types and all', () => {
    expect(JSON.stringify(restoreFields(fields, vault, 'whole'))).toBe(JSON.stringify(record))
  })

  it('shows parts to those who may not see', () => {
    const seen = restoreFields(fields, vault, 'part')
    expect(seen).toMatchObject({
      caller: { name: '王**', phone: `${mobile.slice(0, 3)}****${mobile.slice(7)}`, age: '***' },
      minor: '***',
    })
    expect(JSON.stringify(seen)).not.toContain(mobile)
    expect(JSON.stringify(seen)).not.toContain('小明')
  })

  it('knows the names again in a later text of the same vault', () => {
    const later = maskPersonalData('查一下王小明的工单', vault)
    expect(later.text).toBe('查一下⟦来电人1⟧的工单')
    expect(restore(later.text, later.vault, 'whole')).toBe('查一下王小明的工单')
  })

  it('changes neither the record nor the vault given', () => {
    const before = JSON.stringify([record, vault])
    const next = maskFields({ caller: '赵大' }, sensitive, vault)
    expect(next.fields).toEqual({ caller: '⟦来电人4⟧' })
    expect(JSON.stringify([record, vault])).toBe(before)
    expect(Object.isFrozen(fields) && Object.isFrozen(fields['witnesses'])).toBe(true)
  })

  it('leaves other words alone: no Li in Line, no 匿名, no single sign', () => {
    const masked = maskFields({ a: 'Li', b: '匿名', c: '王', text: 'Line 李 Li，匿名，王府' }, [
      { path: 'a', label: '甲' },
      { path: 'b', label: '乙' },
      { path: 'c', label: '丙' },
    ])
    expect(masked.fields['text']).toBe('Line 李 ⟦甲1⟧，匿名，王府')
  })

  it('keeps labels from running into numbers and from bringing signs', () => {
    const masked = maskFields({ a: '某甲', b: '某乙' }, [
      { path: 'a', label: '证人1' },
      { path: 'b', label: '⟦12⟧' },
    ])
    expect(masked.fields).toEqual({ a: '⟦证人1⟧', b: '⟦字段1⟧' })
  })

  it('takes hostile names of fields as names', () => {
    const hostile = JSON.parse(`{"__proto__":{"phone":"${mobile}"},"constructor":"${idCard}"}`) as FieldValues
    const masked = maskFields(hostile, [{ path: '__proto__.x', label: '某' }])
    expect(JSON.stringify(masked.fields)).toBe('{"__proto__":{"phone":"⟦手机1⟧"},"constructor":"⟦身份证1⟧"}')
    expect(JSON.stringify(restoreFields(masked.fields, masked.vault, 'whole'))).toBe(JSON.stringify(hostile))
  })

  it('gives back every record byte for byte, and holds no sensitive name outside the vault', () => {
    const leaf = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('王小明', '王小明来电', mobile, `电话${mobile}`, idCard, '⟦来电人1⟧', '⟦', ' 王小明 ', '', '45'),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
      fc.boolean(),
      fc.constant(null),
      fc.constant(Number(mobile)),
    )
    const { value } = fc.letrec<{ value: FieldValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom('caller', 'name', 'content', 'list', '__proto__'), tie('value')),
      ),
    }))
    fc.assert(
      fc.property(value, value, fc.string({ minLength: 2 }), (one, two, name) => {
        const fields: FieldValues = { caller: name, secret: one, content: two, text: `由${name}报，王小明在场` }
        const masked = maskFields(fields, [
          { path: 'caller', label: '来电人' },
          { path: 'secret', label: '密' },
          { path: 'content.name', label: '名' },
        ])
        expect(JSON.stringify(restoreFields(masked.fields, masked.vault, 'whole'))).toBe(JSON.stringify(fields))
        expect(JSON.stringify(masked.fields)).not.toContain(mobile)
        expect(JSON.stringify(masked.fields)).not.toContain(idCard)
      }),
      { seed: 66, numRuns: 1000 },
    )
  })
})
