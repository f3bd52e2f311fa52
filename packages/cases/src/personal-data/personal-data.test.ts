import { describe, expect, it } from 'vitest'
import { findPersonalData } from './find-personal-data.ts'
import { generatorOf } from './test-generators.ts'

const make = generatorOf(42)
const mobile = make.mobile()
const idCard = make.idCard()
const credit = make.creditCode()
const landline = `0571-${make.pick(['5', '6', '8'])}${make.digits(7)}`
const card = make.bankCard()
const visa = make.bankCard('45', 16)

/** `kind:text` of each find, `kind?` where it is not sure. */
const found = (text: string): readonly string[] =>
  findPersonalData(text).map((span) => `${span.kind}${span.sure ? '' : '?'}:${span.text}`)

describe('what is found', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'several in one sentence',
      `张某（${idCard}，电话${mobile}，浙AD12345）`,
      [`idCard:${idCard}`, `mobile:${mobile}`, 'plate:浙AD12345'],
    ],
    ['an ID card with a mobile number stuck to it', `身份证号${idCard}${mobile}`, [`idCard:${idCard}`, `mobile?:${mobile}`]],
    ['an ID card and a mobile number with a space', `${idCard} ${mobile}`, [`idCard:${idCard}`, `mobile?:${mobile}`]],
    ['an e-mail made of a mobile number, once', `${mobile}@example.com`, [`email:${mobile}@example.com`]],
    ['a number behind a name', `业主王小明${mobile}`, [`mobile:${mobile}`]],
    ['a bare number, not sure', `另${mobile}`, [`mobile?:${mobile}`]],
    ['the item of a list', `1.${mobile}`, [`mobile?:${mobile}`]],
    ['full-width e-mail', '邮箱ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ。', ['email:ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ']],
    ['an extension', `单位电话${landline}转8012。`, [`landline:${landline}转8012`]],
    ['area code in brackets', `（0571）${landline.slice(5)}`, [`landline:（0571）${landline.slice(5)}`]],
    ['a foreign card behind a word', `卡号${visa}`, [`bankCard:${visa}`]],
    ['a card behind the word account', `户名王某，账号：${card}`, [`bankCard:${card}`]],
    [
      'a code in small letters with spaces',
      `税号 ${credit.toLowerCase().replace(/(.{6})/g, '$1 ')}`,
      [
        `creditCode:${credit
          .toLowerCase()
          .replace(/(.{6})/g, '$1 ')
          .trim()}`,
      ],
    ],
    [
      'police, trainer, trailer, Hong Kong and Macao plates',
      '浙A1234警、浙A1234学、浙A1234挂、粤Z1234港、粤Z1234澳',
      ['plate:浙A1234警', 'plate:浙A1234学', 'plate:浙A1234挂', 'plate:粤Z1234港', 'plate:粤Z1234澳'],
    ],
    ['both kinds of new-energy plate, with a dot', '京A·D12345和京A·12345D', ['plate:京A·D12345', 'plate:京A·12345D']],
    ['armed police and embassy plates', 'WJ浙12345、使123456', ['plate:WJ浙12345', 'plate:使123456']],
    ['a plate behind a word, in small letters', '车牌号浙a12345', ['plate:浙a12345']],
    ['a travel permit behind a word', '港澳通行证C12345678', ['passport:C12345678']],
    ['a passport by its form alone, not sure', '持E12345678入境', ['passport?:E12345678']],
    [
      'a household, not sure',
      '我家住云泽市临湖区示例路8号2幢3单元501室，楼上漏水',
      ['address?:云泽市临湖区示例路8号2幢3单元501室'],
    ],
    ['a household without a word', '云泽市临湖区示例路8号2幢501室漏水', ['address?:云泽市临湖区示例路8号2幢501室']],
    ['two numbers with a slash', `${mobile}/${mobile}`, [`mobile?:${mobile}`, `mobile?:${mobile}`]],
    ['an order number, then a phone', `订单号A${mobile}，联系电话${mobile}`, [`mobile:${mobile}`]],
    ['a country code without plus behind a word', `电话86${mobile}`, [`mobile:86${mobile}`]],
    [
      'mixed signs',
      `${mobile.slice(0, 3)}-${mobile.slice(3, 7)} ${mobile.slice(7)}`,
      [`mobile?:${mobile.slice(0, 3)}-${mobile.slice(3, 7)} ${mobile.slice(7)}`],
    ],
    ['a building behind a number that a word names', `电话${mobile}A座`, [`mobile:${mobile}`]],
    ['a ticket number, then a phone', `工单 2026001 ${mobile}`, [`mobile?:${mobile}`]],
    [
      'an ID card with dots',
      `${idCard.slice(0, 6)}.${idCard.slice(6, 14)}.${idCard.slice(14)}`,
      [`idCard:${idCard.slice(0, 6)}.${idCard.slice(6, 14)}.${idCard.slice(14)}`],
    ],
    ['a unit behind a number that a word names', `电话${mobile}个人接听`, [`mobile:${mobile}`]],
  ])('%s', (_name, text, expected) => {
    expect(found(text)).toEqual(expected)
  })

  it('gives offsets into the text as it was, and one value for every way of writing', () => {
    const spaced = `${mobile.slice(0, 3)}　${mobile.slice(3, 7)}　${mobile.slice(7)}`
    const text = `😀电话\u200B＋８６ ${spaced}；${mobile}`
    const spans = findPersonalData(text)
    expect(spans.map((span) => span.value)).toEqual([mobile, mobile])
    for (const span of spans) expect(text.slice(span.start, span.end)).toBe(span.text)
    expect(spans[0]?.text).toBe(`＋８６ ${spaced}`)
    expect(Object.isFrozen(spans) && Object.isFrozen(spans[0])).toBe(true)
  })

  it('takes a mistyped ID card behind its name, as unsure, and leaves it elsewhere', () => {
    const wrong = idCard.slice(0, 17) + (idCard.endsWith('1') ? '2' : '1')
    expect(found(`身份证号${wrong}`)).toEqual([`idCard?:${wrong}`])
    expect(found(`计数${wrong}`)).toEqual([])
  })

  it('takes the old form of 15 places only behind its name', () => {
    const old = make.oldIdCard()
    expect(found(`身份证号${old}`)).toEqual([`idCard:${old}`])
    expect(found(`结果为${old}`)).toEqual([])
  })
})

describe('what is not found', () => {
  it.each([
    ['public numbers', '请拨打12345、110、120、119、12315、95598或400-123-4567、4001234567、800-820-8820'],
    ['amounts', '合计13,812,345,678.00元；总额13812345678元；￥13812345678'],
    ['dates and times', '2026-10-12 13:45:10，20261012134510，2026年10月12日'],
    ['prefix letters', `PO${mobile}、SN-${mobile}、A${mobile}、${mobile}B、DN100_${mobile}`],
    ['a lot number', `批号：${mobile}`],
    ['an English order number', `order no: ${mobile}`],
    ['articles and standards', '第十三条第八款，GB/T 13812-2018，GB 30871-2022，ISO 9001:2015'],
    ['a barcode', '条码6901234567892'],
    ['coordinates', '120.13812345678, 30.15912345678'],
    ['a UUID', '13812345-6781-4381-a345-138123456789'],
    ['hex', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['a card without word and 62', visa],
    ['a card whose Luhn digit is wrong', card.slice(0, 18) + String((Number(card.at(-1)) + 1) % 10)],
    ['a bearing', '6205-2RS轴承3套'],
    ['a row of figures', '100 150 2000 3000 4000'],
    ['a model that only looks like a plate', '最新A12345型、阿里云B12345、浙A12345-2RS'],
    ['a part number in passport form', '物料E12345678，图号G12345678'],
    ['a road where something happens', '示例路88号占道经营，人民路与解放路口'],
    ['a package and a handle', '@kaiwu/cases、lodash@4.17.21、@某人'],
    ['a landline shape in a longer code', `2023-${landline}-01`],
    ['an invalid day in an ID card', `11010119900230${idCard.slice(14)}`],
    ['nothing', ''],
  ])('%s', (_name, text) => {
    expect(found(text)).toEqual([])
  })
})
