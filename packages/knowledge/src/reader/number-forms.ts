const digits = '零一二三四五六七八九'
const formal = '零壹贰叁肆伍陆柒捌玖'
const romans: readonly (readonly [number, string])[] = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
]

/**
 * Writes the number of a list the way a Word numbering format asks for (the names are those of ECMA-376, 17.18.59).
 * Unknown formats give the plain number.
 * @example
 * numberForm(12, 'chineseCountingThousand') // '十二'
 */
export function numberForm(value: number, format: string): string {
  switch (format) {
    case 'none':
    case 'bullet':
      return ''
    case 'decimalZero':
      return String(value).padStart(2, '0')
    case 'decimalFullWidth':
      return String(value).replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
    case 'upperLetter':
      return letters(value)
    case 'lowerLetter':
      return letters(value).toLowerCase()
    case 'upperRoman':
      return roman(value)
    case 'lowerRoman':
      return roman(value).toLowerCase()
    case 'chineseCounting':
    case 'chineseCountingThousand':
    case 'taiwaneseCounting':
    case 'taiwaneseCountingThousand':
    case 'japaneseCounting':
      return counting(value, digits, '十百千')
    case 'chineseLegalSimplified':
    case 'ideographLegalTraditional':
      return counting(value, formal, '拾佰仟')
    case 'ideographDigital':
    case 'taiwaneseDigital':
    case 'japaneseDigitalTenThousand':
      return String(value).replace(/\d/g, (digit) => '〇一二三四五六七八九'.charAt(Number(digit)))
    case 'ideographTraditional':
      return '甲乙丙丁戊己庚辛壬癸'.charAt((value - 1) % 10)
    case 'ideographZodiac':
      return '子丑寅卯辰巳午未申酉戌亥'.charAt((value - 1) % 12)
    case 'decimalEnclosedCircle':
    case 'decimalEnclosedCircleChinese':
      return value >= 1 && value <= 20 ? String.fromCodePoint(0x2460 + value - 1) : String(value)
    case 'decimalEnclosedParen':
      return `(${value})`
    default:
      return String(value)
  }
}

function letters(value: number): string {
  return value < 1 || value > 780 ? String(value) : String.fromCharCode(65 + ((value - 1) % 26)).repeat(Math.ceil(value / 26))
}

function roman(value: number): string {
  let rest = value
  let text = ''
  for (const [worth, sign] of romans) {
    for (; rest >= worth && text.length < 20; rest -= worth) text += sign
  }
  return text
}

/** 12 is 十二, 112 is 一百一十二, 105 is 一百零五; above 9,999 plain. */
function counting(value: number, signs: string, units: string): string {
  if (value <= 0 || value > 9_999) return value === 0 ? signs.charAt(0) : String(value)
  let text = ''
  let gap = false
  const figures = String(value)
  for (const [at, figure] of [...figures].entries()) {
    const power = figures.length - at - 1
    if (figure === '0') gap = text !== ''
    else {
      text += (gap ? signs.charAt(0) : '') + signs.charAt(Number(figure)) + (power > 0 ? units.charAt(power - 1) : '')
      gap = false
    }
  }
  return signs === digits && value >= 10 && value < 20 ? text.slice(1) : text
}
