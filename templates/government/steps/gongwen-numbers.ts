import type { Fault } from './case-work.ts'

const capitals = '零壹贰叁肆伍陆柒捌玖'
const units: Readonly<Record<string, number>> = { 拾: 10, 佰: 100, 仟: 1000 }

/** C18: amounts in words and in figures agree; shares and dates are in figures. */
export function amountFaults(body: string): readonly Fault[] {
  const fault = (位置: string, 问题: string): Fault => ({ 编号: 'C18', 位置, 问题 })
  const amounts = [
    ...body.matchAll(/([\d,]+(?:\.\d+)?)(万)?元（(?:人民币)?(?:大写)?[：:]?([零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整]+)）/gu),
  ]
  const wrong = amounts.filter(([, figure = '', wan, words = '']) => {
    const value = Number(figure.replaceAll(',', '')) * (wan ? 10_000 : 1)
    return Math.abs(value - inFigures(words)) > 0.005
  })
  return [
    ...wrong.map(([text]) => fault(text, '大写金额与小写金额不一致')),
    ...[...body.matchAll(/百分之[一二三四五六七八九十百零点]+|[一二三四五六七八九十]+[%％]/gu)].map(([text]) =>
      fault(text, '百分数用阿拉伯数字'),
    ),
    ...[
      ...body.matchAll(
        /\d{4}年[一二三四五六七八九十]+月|[一二三四五六七八九十]+月\d{1,2}日|[二一][〇○零一二三四五六七八九]{3}年/gu,
      ),
    ].map(([text]) => fault(text, '日期用阿拉伯数字，前后一致')),
  ]
}

/** 壹万贰仟叁佰元伍角整 is 12300.5. */
export function inFigures(words: string): number {
  let [whole, section, digit, fraction] = [0, 0, 0, 0]
  for (const character of words) {
    const value = capitals.indexOf(character)
    if (value >= 0) digit = value
    else if (character in units) {
      section += (digit || 1) * units[character]!
      digit = 0
    } else if (character === '万' || character === '亿') {
      whole = (whole + section + digit) * (character === '万' ? 10_000 : 100_000_000)
      section = digit = 0
    } else if (character === '元' || character === '圆') {
      whole += section + digit
      section = digit = 0
    } else if (character === '角') {
      fraction += digit / 10
      digit = 0
    } else if (character === '分') {
      fraction += digit / 100
      digit = 0
    }
  }
  return whole + section + fraction
}

const figure = String.raw`(\d[\d,]*(?:\.\d+)?)`

/** C21: sums that a sentence takes apart, and rises and falls it works out. */
export function arithmeticFaults(body: string): readonly Fault[] {
  return body.split(/[。；\n]/u).flatMap((sentence) => [...sumFaults(sentence), ...changeFaults(sentence)])
}

function sumFaults(sentence: string): readonly Fault[] {
  const found = new RegExp(
    `(?:共计|合计|总计|共)[^，。]{0,12}?${figure}(万元|亿元|元|人|个|家|项|件|台|套|户|平方米)[^，。]{0,6}，其中(.+)$`,
    'u',
  ).exec(sentence)
  if (!found) return []
  const [, total = '', unit = '', rest = ''] = found
  const parts = [...rest.matchAll(new RegExp(`${figure}${unit}`, 'gu'))].map(([, part = '']) => numberOf(part))
  const sum = parts.reduce((so, part) => so + part, 0)
  if (parts.length < 2 || Math.abs(sum - numberOf(total)) < 0.005) return []
  return [
    {
      编号: 'C21',
      位置: sentence.trim().slice(0, 40),
      问题: `各项相加是 ${Number(sum.toFixed(2))}${unit}，写的是 ${total}${unit}`,
    },
  ]
}

function changeFaults(sentence: string): readonly Fault[] {
  const pattern = `由${figure}[^\\d，。]{0,6}(?:增加|增长|提高|上升|减少|下降|降低|降)(?:到|至|为)${figure}[^，。]{0,8}，[^，。]{0,8}?(增长|增加|提高|上升|减少|下降|降低)了?${figure}[%％]`
  const found = new RegExp(pattern, 'u').exec(sentence)
  if (!found) return []
  const [, before = '', after = '', , percent = ''] = found
  const right = (Math.abs(numberOf(after) - numberOf(before)) / numberOf(before)) * 100
  const digits = percent.split('.')[1]?.length ?? 0
  if (Math.abs(right - Number(percent)) <= 0.5 * 10 ** -digits + 1e-9) return []
  return [
    {
      编号: 'C21',
      位置: sentence.trim().slice(0, 40),
      问题: `由 ${before} 到 ${after} 是 ${right.toFixed(Math.max(1, digits))}%，写的是 ${percent}%`,
    },
  ]
}

function numberOf(text: string): number {
  return Number(text.replaceAll(',', ''))
}
