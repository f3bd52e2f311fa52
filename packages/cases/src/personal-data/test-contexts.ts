import { generatorOf } from './test-generators.ts'

/** A way of writing a number into running Chinese; `number` is in one piece, upper case. */
type Writing = (number: string) => string

/** Full-width signs. */
export const wide = (text: string): string => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))
const split = (number: string, lengths: readonly number[], by: string): string => {
  let at = 0
  return [...lengths, number.length]
    .map((length) => number.slice(at, (at += length)))
    .filter((piece) => piece !== '')
    .join(by)
}

/** Thirty ways in which a number of ID cards stands in hotline tickets, forms and minutes. */
export const idCardWritings: readonly Writing[] = [
  (number) => `来电人身份证号${number}要求回复`,
  (number) => `身份证：${number}，请核实。`,
  (number) => `张某（${number}）反映楼上漏水`,
  (number) => `证件号码为${wide(number)}的申请人`,
  (number) => `申请人王某${wide(number)}已到场`,
  (number) => `身份证号${number.toLowerCase()}，系本市居民`,
  (number) => `他报的号是${number.toLowerCase()}没错`,
  (number) => `身份证号码 ${split(number, [6, 8], ' ')} 有效`,
  (number) => `公民身份号码${split(number, [6, 8], '-')}。`,
  (number) => `号码${split(number, [6, 4, 4], ' ')}，请登记`,
  (number) => `身份证号：${split(number, [10], '\n')}，联系他`,
  (number) => `身份证号：${split(number, [6, 8], '\r\n  ')}`,
  (number) => `当事人${split(number, [14], '\n　　')}的诉求`,
  (number) => `${number}是他的身份证`,
  (number) => `${number}`,
  (number) => `李某，男，${number}，汉族`,
  (number) => `1. ${number} 张三\n2. 其余略`,
  (number) => `姓名,证件,电话\n王某,${number},无`,
  (number) => `姓名\t证件\n赵某\t${number}\t备注`,
  (number) => `{"idNo":"${number}","name":"某"}`,
  (number) => `idcard=${number}&type=1`,
  (number) => `【${number}】已实名`,
  (number) => `“${number}”这个号查不到`,
  (number) => `身份证号为${number}电话稍后补`,
  (number) => `ID:${number};`,
  (number) => `年龄45 ${number} 女`,
  (number) => `身份证${split(number, [3, 3, 4, 4], ' ')}谢谢`,
  (number) => `证号${[...number].join(' ')}念了两遍`,
  (number) => `身份证号${split(number, [6, 8], '\u200B')}（复制自网页）`,
  (number) => `户主${split(wide(number), [6, 8], '　')}，全家三口`,
]

/** Ways of writing mobile numbers. */
export const mobileWritings: readonly Writing[] = [
  (number) => `联系电话${number}，随时可以打`,
  (number) => `手机：${wide(number)}。`,
  (number) => `张某${number}反映噪音`,
  (number) => `请回电${split(number, [3, 4], ' ')}谢谢`,
  (number) => `电话 ${split(number, [3, 4], '-')} 王女士`,
  (number) => `+86${number}`,
  (number) => `+86 ${split(number, [3, 4], ' ')}`,
  (number) => `(+86)${split(number, [3, 4], '-')}`,
  (number) => `0086-${number}可加微信`,
  (number) => `联系方式：${split(number, [7], '\n')}，请核实`,
  (number) => `姓名,电话\n李某,${number}`,
  (number) => `tel:${number}`,
  (number) => `${number}（王先生）`,
  (number) => `微信同号${number}vx`,
  (number) => `${number}/${number}`,
  (number) => `电话${split(number, [4, 4], ' ')}打不通`,
  (number) => `{"phone":"${number}"}`,
  (number) => `1、${number}；2、无`,
  (number) => `致电人${split(number, [3, 4], '.')}`,
  (number) => `来电号码：８６－${wide(number)}`,
]

/** Ways of writing landline numbers of the form area-number. */
export const landlineWritings: readonly Writing[] = [
  (number) => `电话${number}无人接听`,
  (number) => `座机：${wide(number)}。`,
  (number) => `单位电话（${number.replace('-', '）')}`,
  (number) => `联系电话${number.replace('-', '')}`,
  (number) => `拨打${number}转8012`,
  (number) => `+86-${number.slice(1)}`,
  (number) => `传真 ${number.replace('-', ' ')}`,
]

/** Ways of writing bank cards. */
export const bankCardWritings: readonly Writing[] = [
  (number) => `转到${number}这张卡`,
  (number) => `卡号：${wide(number)}，户名王某`,
  (number) => `银行卡号 ${(number.match(/.{1,4}/g) ?? []).join(' ')}`,
  (number) => `账号${(number.match(/.{1,4}/g) ?? []).join('-')}。`,
  (number) => `补贴打入${split(number, [6], ' ')}，请查收`,
  (number) => `工资卡${split(number, [12], '\n')}挂失`,
]

/** Ways of writing anything else that stands in one piece. */
export const plainWritings: readonly Writing[] = [
  (number) => `经查${number}属实`,
  (number) => `（${number}）`,
  (number) => `他说是${wide(number)}。`,
  (number) => `${number}，请核实`,
  (number) => `登记为：${number}\n其他略`,
  (number) => `"${number}"`,
]

/** Seeds, so that every run finds the same. */
export const figureSeed = 20_261_123

/** A generator for the figures. */
export const figures = generatorOf(figureSeed)
