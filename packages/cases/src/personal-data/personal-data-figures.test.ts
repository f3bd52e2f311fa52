import { describe, expect, it } from 'vitest'
import { isCreditCode } from './credit-code.ts'
import { findPersonalData } from './find-personal-data.ts'
import { isIdCardNumber } from './id-card.ts'
import type { PersonalDataKind } from './personal-data-kind.ts'
import {
  bankCardWritings,
  figures,
  idCardWritings,
  landlineWritings,
  mobileWritings,
  plainWritings,
  wide,
} from './test-contexts.ts'
import { generatorOf } from './test-generators.ts'
import { industrialFigures, lookAlikes } from './test-industrial-figures.ts'

/** Part of the numbers found whole: as this kind, with the value that was written. */
function recallOf(
  kind: PersonalDataKind,
  count: number,
  make: () => string,
  writings: readonly ((number: string) => string)[],
): number {
  let found = 0
  for (let turn = 0; turn < count; turn++) {
    const number = make()
    const writing = writings[turn % writings.length] ?? String
    const value = kind === 'landline' ? number.replace('-', '') : number
    const text = writing(number)
    if (
      findPersonalData(text).some(
        (span) => span.kind === kind && span.value === value && text.slice(span.start, span.end) === span.text,
      )
    )
      found++
  }
  return found / count
}

/** How many of a million texts hold something of this kind. */
function perMillion(kind: PersonalDataKind, count: number, make: () => string): number {
  let found = 0
  for (let turn = 0; turn < count; turn++) if (findPersonalData(make()).some((span) => span.kind === kind)) found++
  return (found * 1_000_000) / count
}

const percent = (part: number): string => `${(part * 100).toFixed(2)} %`
const { digits, below } = generatorOf(7)

const recalls = [
  { id: 'PII-01', kind: 'idCard', count: 10_000, make: figures.idCard, writings: idCardWritings, floor: 0.99 },
  { id: 'PII-01', kind: 'idCard', count: 1000, make: figures.oldIdCard, writings: idCardWritings.slice(0, 2), floor: 0.99 },
  { id: 'PII-02', kind: 'bankCard', count: 3000, make: () => figures.bankCard(), writings: bankCardWritings, floor: 0.99 },
  {
    id: 'PII-02',
    kind: 'bankCard',
    count: 3000,
    make: () => figures.bankCard('62', 16),
    writings: bankCardWritings,
    floor: 0.99,
  },
  {
    id: 'PII-02',
    kind: 'bankCard',
    count: 1000,
    make: () => figures.bankCard('45', 16),
    writings: [bankCardWritings[1] ?? String],
    floor: 0.99,
  },
  { id: 'PII-03', kind: 'mobile', count: 5000, make: figures.mobile, writings: mobileWritings, floor: 0.99 },
  { id: 'PII-03', kind: 'landline', count: 3500, make: figures.landline, writings: landlineWritings, floor: 0.99 },
  { id: 'PII-04', kind: 'creditCode', count: 3000, make: () => figures.creditCode(), writings: plainWritings, floor: 0.99 },
  { id: 'PII-04', kind: 'creditCode', count: 3000, make: () => figures.creditCode(false), writings: plainWritings, floor: 0.99 },
  { id: 'PII-04', kind: 'plate', count: 3000, make: figures.plate, writings: plainWritings, floor: 0.98 },
  { id: 'PII-04', kind: 'plate', count: 3000, make: figures.energyPlate, writings: plainWritings, floor: 0.98 },
  {
    id: 'PII-04',
    kind: 'passport',
    count: 3000,
    make: figures.passport,
    writings: [...plainWritings, (number: string) => `护照号${wide(number)}`],
    floor: 0.98,
  },
  {
    id: 'PII-04',
    kind: 'email',
    count: 1000,
    make: () => `user${digits(4)}.x@mail${digits(1)}.example.com`,
    writings: plainWritings,
    floor: 0.99,
  },
] as const

describe('recall in running Chinese', () => {
  for (const { id, kind, count, make, writings, floor } of recalls) {
    const recall = recallOf(kind, count, make, writings)
    it(`${id} ${kind}: ${percent(recall)} of ${count} in ${writings.length} writings (floor ${percent(floor)})`, () => {
      expect(recall).toBeGreaterThanOrEqual(floor)
    })
  }
})

const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const alarms = [
  { id: 'PII-01', kind: 'idCard', what: 'random 18 digits', count: 200_000, make: () => digits(18), most: 50 },
  { id: 'PII-02', kind: 'bankCard', what: 'random 16 digits', count: 100_000, make: () => digits(16), most: 1000 },
  { id: 'PII-02', kind: 'bankCard', what: 'random 19 digits', count: 20_000, make: () => digits(19), most: 1100 },
  {
    id: 'PII-03',
    kind: 'mobile',
    what: 'random 11 digits as an order number',
    count: 20_000,
    make: () => `订单号${digits(11)}`,
    most: 0,
  },
  // Nothing but the form can be told of a bare number: taken, since a name and a number is how tickets give one.
  { id: 'PII-03', kind: 'mobile', what: 'random 11 digits without a word', count: 20_000, make: () => digits(11), most: 85_000 },
  { id: 'PII-03', kind: 'mobile', what: 'random 12 to 15 digits', count: 20_000, make: () => digits(12 + below(4)), most: 0 },
  { id: 'PII-04', kind: 'creditCode', what: 'random 18 digits', count: 50_000, make: () => digits(18), most: 200 },
  {
    id: 'PII-04',
    kind: 'creditCode',
    what: 'random 18 signs',
    count: 50_000,
    make: () => Array.from({ length: 18 }, () => signs.charAt(below(31))).join(''),
    most: 5,
  },
] as const

describe('false alarms', () => {
  for (const { id, kind, what, count, make, most } of alarms) {
    const figure = perMillion(kind, count, make)
    it(`${id} ${kind} in ${what}: ${figure.toFixed(0)} per million of ${count} (at most ${most})`, () => {
      expect(figure).toBeLessThanOrEqual(most)
    })
  }

  const texts = industrialFigures()
  const alarmed = texts.filter((text) => findPersonalData(text).length > 0)
  it(`PII-03 industrial codes and figures: ${alarmed.length} of ${texts.length} hold anything (at most 0.5 %)`, () => {
    expect(texts.length).toBeGreaterThanOrEqual(400)
    expect(alarmed.length / texts.length, alarmed.slice(0, 5).join('\n')).toBeLessThanOrEqual(0.005)
  })

  const hard = lookAlikes()
  const finds = hard.flatMap((text) => findPersonalData(text))
  const sureMobiles = finds.filter(({ kind, sure }) => kind === 'mobile' && sure).length
  const part = (kind: PersonalDataKind): string => percent(finds.filter((span) => span.kind === kind).length / hard.length)
  const table = `mobile ${part('mobile')} (sure: ${sureMobiles}), plate ${part('plate')}, passport ${part('passport')}`
  it(`PII-03 ${hard.length} hard look-alikes: ${table} (at most 0.5 % sure mobiles, 8 % of each)`, () => {
    expect(sureMobiles / hard.length).toBeLessThanOrEqual(0.005)
    for (const kind of ['mobile', 'plate', 'passport'] as const) {
      expect(finds.filter((span) => span.kind === kind).length / hard.length, kind).toBeLessThanOrEqual(0.08)
    }
    expect(finds.filter(({ kind }) => !['mobile', 'plate', 'passport'].includes(kind))).toEqual([])
  })

  it('takes no number whose checksum is off by one place', () => {
    const { idCard, creditCode, pick } = generatorOf(9)
    for (let turn = 0; turn < 2000; turn++) {
      const number = idCard()
      const wrong = pick([...'0123456789X'].filter((sign) => sign !== number.at(-1)))
      expect(isIdCardNumber(number)).toBe(true)
      expect(isIdCardNumber(number.slice(0, 17) + wrong)).toBe(false)
      const code = creditCode()
      expect(isCreditCode(code)).toBe(true)
      expect(isCreditCode(code.slice(0, 17) + pick([...signs].filter((sign) => sign !== code.at(-1))))).toBe(false)
    }
  })
})

/** Texts that make a backtracking or rescanning search slow; one million signs each. */
const heavy: Readonly<Record<string, string>> = {
  'ones in one piece': '1'.repeat(1_000_000),
  'ones with spaces': '1 '.repeat(500_000),
  'random digits': digits(1_000_000),
  'fours with spaces': '6222 '.repeat(200_000),
  hyphens: `路${'1-'.repeat(500_000)}`,
  'zero-width signs': '\u200B1'.repeat(500_000),
  'area codes': '0571-'.repeat(200_000),
  'at signs': 'a@'.repeat(500_000),
  'house numbers': '路1号'.repeat(333_333),
  'plate beginnings': '浙A1'.repeat(333_333),
  letters: 'E'.repeat(1_000_000),
}

describe('time', () => {
  for (const [name, text] of Object.entries(heavy)) {
    const began = process.cpuUsage()
    const found = findPersonalData(text).length
    const { user, system } = process.cpuUsage(began)
    const spent = (user + system) / 1000
    it(`1 MB of ${name}: ${spent.toFixed(0)} ms of processor time, ${found} found`, () => {
      expect(spent).toBeLessThan(name.includes('digits') || name.includes('one piece') ? 1000 : 5000)
    })
  }
})
