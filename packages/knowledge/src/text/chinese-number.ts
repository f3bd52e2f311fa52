const digits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
const units: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }

/**
 * The value of a Chinese numeral up to 亿, or of Arabic digits; `undefined` when it is neither.
 * @example
 * chineseNumber('一百二十三') // 123
 * chineseNumber('二〇二四') // 2024
 */
export function chineseNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text)
  // 万 alone (单位：万元) is no number.
  if (!/^[零〇一二两三四五六七八九十百千][零〇一二两三四五六七八九十百千万亿]*$/.test(text)) return undefined
  if (!/[十百千万亿]/.test(text)) return Number([...text].map((character) => digits[character]).join(''))
  let hundredMillions = 0
  let tenThousands = 0
  let section = 0
  let digit = 0
  for (const character of text) {
    const unit = units[character]
    if (unit !== undefined) {
      section += (digit || 1) * unit
      digit = 0
    } else if (character === '万') {
      tenThousands += (section + digit) * 10_000
      section = digit = 0
    } else if (character === '亿') {
      hundredMillions = (hundredMillions + tenThousands + section + digit) * 100_000_000
      tenThousands = section = digit = 0
    } else {
      digit = digits[character]!
    }
  }
  return hundredMillions + tenThousands + section + digit
}

/**
 * Writes a whole number from 0 to 9,999 as a Chinese numeral, as articles and paragraphs are counted.
 * @example
 * formatChineseNumber(12) // '十二'
 */
export function formatChineseNumber(value: number): string {
  if (value === 0) return '零'
  const characters = '零一二三四五六七八九'
  let written = ''
  for (const [unit, name] of [
    [1000, '千'],
    [100, '百'],
    [10, '十'],
    [1, ''],
  ] as const) {
    const digit = Math.floor(value / unit) % 10
    if (digit > 0) written += characters[digit]! + name
    else if (written !== '' && value % unit > 0 && !written.endsWith('零')) written += '零'
  }
  return written.replace(/^一十/, '十')
}
