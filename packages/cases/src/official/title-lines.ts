/** How many characters of 2号 a line of 156 mm holds. */
const mostPerLine = 20
const most = 5
/** What begins no line, and what ends none. */
const notFirst = /^[的、，》）”和与及等]/u
const notLast = /[《（“、和与及]$|关于$/u

/**
 * Breaks a title into lines that fit, between words, none as long as its neighbour: as a trapezium or a lozenge (GB/T 9704-2012, 7.3.1).
 * @example
 * titleLines('云泽市数据管理局关于做好公共数据共享工作的通知') // ['云泽市数据管理局', '关于做好公共数据共享工作的通知']
 */
export function titleLines(title: string): readonly string[] {
  const words = wordsOf(title)
  const length = widthOf(title)
  if (length <= mostPerLine) return [title]
  for (let count = Math.ceil(length / mostPerLine); count <= most; count++) {
    const found = best(words, count, length / count)
    if (found) return found
  }
  return hardLines(title)
}

function wordsOf(title: string): readonly string[] {
  const words: string[] = []
  for (const { segment } of new Intl.Segmenter('zh', { granularity: 'word' }).segment(title)) {
    // 2026 and 年 are one.
    if (/\d$/u.test(words.at(-1) ?? '')) words.push(`${words.pop()!}${segment}`)
    else words.push(segment)
  }
  return words
}

type Split = Readonly<{ lines: readonly string[]; cost: number }>

function best(words: readonly string[], count: number, wanted: number): readonly string[] | undefined {
  let chosen: Split | undefined
  const go = (from: number, lines: readonly string[]): void => {
    if (lines.length === count - 1) {
      const whole = [...lines, words.slice(from).join('')]
      if (!whole.every(stands)) return
      const cost = costOf(whole, wanted)
      if (!chosen || cost < chosen.cost) chosen = { lines: whole, cost }
      return
    }
    for (let to = from + 1; to < words.length; to++) {
      const line = words.slice(from, to).join('')
      if (widthOf(line) > mostPerLine) return
      const isEnough = widthOf(words.slice(to).join('')) <= (count - lines.length - 1) * mostPerLine
      if (isEnough && stands(line, lines.length) && !notLast.test(line)) go(to, [...lines, line])
    }
  }
  go(0, [])
  return chosen?.lines
}

function stands(line: string, at: number): boolean {
  return widthOf(line) <= mostPerLine && !(at > 0 && notFirst.test(line)) && line !== ''
}

/** Lines that are nearly alike, and grow, shrink, or grow and shrink again; a waist or a block costs more. */
function costOf(lines: readonly string[], wanted: number): number {
  const widths = lines.map(widthOf)
  const steps = widths.slice(1).map((width, at) => Math.sign(width - widths[at]!))
  const waists = steps.filter((step, at) => step === 0 || (at > 0 && steps[at - 1] === -1 && step === 1)).length
  return widths.reduce((sum, width) => sum + (width - wanted) ** 2, 0) + waists * 40
}

/** A title without words to break between. */
function hardLines(title: string): readonly string[] {
  const signs = [...title]
  const count = Math.ceil(signs.length / mostPerLine)
  return Array.from({ length: count }, (_, at) => signs.slice(at * mostPerLine, (at + 1) * mostPerLine).join(''))
}

/** The width of a text in characters: a letter or figure takes half. */
export function widthOf(text: string): number {
  return [...text].reduce((sum, sign) => sum + (/[\u0020-\u007e]/.test(sign) ? 0.5 : 1), 0)
}
