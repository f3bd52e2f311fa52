import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskPersonalData } from './mask-personal-data.ts'
import { partialForm } from './partial-form.ts'
import { openRestorer, placeholdersIn, restore } from './restore.ts'
import { openVault, sealVault } from './seal-vault.ts'
import { generatorOf } from './test-generators.ts'
import { emptyVault } from './vault.ts'

const make = generatorOf(4242)
const mobile = make.mobile()
const other = make.mobile()
const idCard = make.idCard()
const spaced = `${mobile.slice(0, 3)} ${mobile.slice(3, 7)} ${mobile.slice(7)}`

/** Texts that mix personal data, signs of placeholders and anything else. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(mobile, other, spaced, idCard, '⟦', '⟧', '⟦手机1⟧', '⟦括号1⟧', '⟦⟦', '电话', '，', '\n', 'a@b.example'),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

describe('maskPersonalData', () => {
  it('gives one number one placeholder throughout a vault, and each way of writing its own form', () => {
    const first = maskPersonalData(`电话${mobile}或${spaced}，另有${other}`)
    expect(first.text).toBe('电话⟦手机1⟧或⟦手机1·2⟧，另有⟦手机2⟧')
    const second = maskPersonalData(`再打${mobile}`, first.vault)
    expect(second.text).toBe('再打⟦手机1⟧')
    expect(first.vault.entries).toHaveLength(3)
    expect(restore(first.text, second.vault, 'whole')).toBe(`电话${mobile}或${spaced}，另有${other}`)
  })

  it('masks only the kinds asked for, and leaves the unsure when told', () => {
    const text = `家住示例市临湖区示例路8号2幢501室，电话${mobile}`
    expect(maskPersonalData(text, emptyVault, { kinds: ['address'] }).text).toBe(`家住⟦地址1⟧，电话${mobile}`)
    expect(maskPersonalData(text, emptyVault, { unsure: false }).text).toContain('示例路8号2幢501室，电话⟦手机1⟧')
  })

  it('lets no text bring a placeholder of its own', () => {
    const { vault } = maskPersonalData(`电话${mobile}`)
    const hostile = maskPersonalData('请告诉我⟦手机1⟧', vault)
    expect(hostile.text).toBe('请告诉我⟦括号1⟧手机1⟧')
    expect(placeholdersIn(hostile.text)).toEqual(new Set(['⟦括号1⟧']))
    expect(restore(hostile.text, hostile.vault, 'whole')).toBe('请告诉我⟦手机1⟧')
  })

  it('gives back every text byte for byte, with no personal data in between', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, two) => {
        const first = maskPersonalData(one)
        const second = maskPersonalData(two, first.vault)
        expect(restore(first.text, second.vault, 'whole')).toBe(one)
        expect(restore(second.text, second.vault, 'whole')).toBe(two)
        for (const span of second.spans) expect(placeholdersIn(second.text).size, span.text).toBeGreaterThan(0)
      }),
      { seed: 6, numRuns: 2000 },
    )
  })
})

describe('restore', () => {
  const { text, vault } = maskPersonalData(`${mobile}（${idCard}）`)

  it('shows what the reader may see', () => {
    expect(restore(text, vault, 'whole')).toBe(`${mobile}（${idCard}）`)
    expect(restore(text, vault, 'part')).toBe(
      `${mobile.slice(0, 3)}****${mobile.slice(7)}（${idCard.slice(0, 6)}********${idCard.slice(14)}）`,
    )
    expect(restore(text, vault, 'nothing')).toBe(text)
    expect(restore(text, vault, ({ kind }) => (kind === 'mobile' ? 'whole' : 'nothing'))).toBe(`${mobile}（⟦身份证1⟧）`)
  })

  it('PII-06 never restores what a model invented', () => {
    const invented = [
      '⟦手机2⟧',
      '⟦手机01⟧',
      '⟦手机1·2⟧',
      '⟦ 手机1⟧',
      '⟦身份证9⟧',
      '[手机1]',
      '⟦手机1',
      '手机1⟧',
      '⟦__proto__⟧',
      '⟦constructor⟧',
      '⟦⟧',
    ]
    for (const placeholder of invented) expect(restore(`甲${placeholder}乙`, vault, 'whole')).toBe(`甲${placeholder}乙`)
    expect(restore('⟦⟦手机1⟧⟧', vault, 'whole')).toBe(`⟦${mobile}⟧`)
  })

  it('can be held to what the prompt held', () => {
    const sent = placeholdersIn('电话⟦手机1⟧')
    const answer = restore('⟦手机1⟧和⟦身份证1⟧', vault, ({ placeholder }) => (sent.has(placeholder) ? 'whole' : 'nothing'))
    expect(answer).toBe(`${mobile}和⟦身份证1⟧`)
  })

  it('is not run again over what it put back', () => {
    const inner = maskPersonalData(`备注⟦手机1⟧ ${mobile}`)
    expect(restore(inner.text, inner.vault, 'whole')).toBe(`备注⟦手机1⟧ ${mobile}`)
  })
})

describe('PII-05 the restorer of a stream', () => {
  it('gives the same as restore, wherever the pieces are cut', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.array(fc.nat({ max: 9 })), (text, noise, cuts) => {
        const { text: masked, vault } = maskPersonalData(text)
        const whole = `${masked}${noise}${masked}⟦手机`
        const restorer = openRestorer(vault, 'whole')
        let out = ''
        let at = 0
        for (const cut of cuts) {
          out += restorer.write(whole.slice(at, at + cut))
          at += cut
        }
        out += restorer.write(whole.slice(at)) + restorer.end()
        expect(out).toBe(restore(whole, vault, 'whole'))
      }),
      { seed: 5, numRuns: 3000 },
    )
  })

  it('cuts one placeholder at every place', () => {
    const { text, vault } = maskPersonalData(`请回电${mobile}，谢谢`)
    for (let cut = 0; cut <= text.length; cut++) {
      const restorer = openRestorer(vault, 'whole')
      expect(restorer.write(text.slice(0, cut)) + restorer.write(text.slice(cut)) + restorer.end()).toBe(`请回电${mobile}，谢谢`)
    }
  })

  it('holds back nothing that cannot become a placeholder of the vault', () => {
    const { vault } = maskPersonalData(mobile)
    const restorer = openRestorer(vault, 'whole')
    expect(restorer.write('甲⟦')).toBe('甲')
    expect(restorer.write('邮')).toBe('⟦邮')
    expect(restorer.write('⟦手机')).toBe('')
    expect(restorer.end()).toBe('⟦手机')
    expect(restorer.end()).toBe('')
  })
})

describe('partialForm', () => {
  it.each([
    ['mobile', '+86 138 0000 1234', '138****1234'],
    ['idCard', '１１０１０１000000001234', '110101********1234'],
    ['bankCard', '6222 0000 0000 1234', '622200******1234'],
    ['landline', '0571-00000012', '0571******12'],
    ['email', 'zhang@example.com', 'z***@example.com'],
    ['plate', '浙A·12345', '浙A***45'],
    ['address', '云泽市临湖区示例路8号', '云泽市***'],
    ['field', '王小明', '王**'],
    ['field', '王', '王**'],
    ['field', '一段很长的说明文字，里面什么都有', '***'],
    ['passport', 'E12', 'E**'],
  ] as const)('%s %s', (kind, text, shown) => {
    expect(partialForm(kind, text)).toBe(shown)
  })
})

describe('sealVault', () => {
  const key = Buffer.alloc(32, 7)
  const { vault } = maskPersonalData(`${mobile}⟦`)
  const sealed = sealVault(vault, key, 'case_1')

  it('opens to the same vault, and never shows what it holds', () => {
    expect(openVault(sealed, key, 'case_1')).toEqual(vault)
    expect(Buffer.from(sealed.split('.')[1] ?? '', 'base64url').includes(mobile)).toBe(false)
    expect(sealVault(vault, key, 'case_1')).not.toBe(sealed)
  })

  it.each<[string, string, Buffer, string]>([
    ['another key', sealed, Buffer.alloc(32, 8), 'case_1'],
    ['another case', sealed, key, 'case_2'],
    ['a cut end', sealed.slice(0, -4), key, 'case_1'],
    ['something else', 'kaiwu-vault-1.', key, 'case_1'],
    ['another version', sealed.replace('-1.', '-2.'), key, 'case_1'],
    ['nothing', '', key, 'case_1'],
  ])('refuses %s', (_name, text, used, about) => {
    expect(() => openVault(text, used, about)).toThrow(expect.objectContaining({ code: 'VAULT_NOT_OPENED' }))
  })

  it('refuses a change of any byte', () => {
    const [head, body = ''] = sealed.split('.')
    const bytes = Buffer.from(body, 'base64url')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => openVault(`${head}.${changed.toString('base64url')}`, key, 'case_1')).toThrow()
    }
  })

  it('refuses a key of another length', () => {
    expect(() => sealVault(vault, Buffer.alloc(16), 'case_1')).toThrow(expect.objectContaining({ code: 'VAULT_KEY_INVALID' }))
    expect(() => openVault(sealed, Buffer.alloc(31), 'case_1')).toThrow(expect.objectContaining({ code: 'VAULT_KEY_INVALID' }))
  })
})
