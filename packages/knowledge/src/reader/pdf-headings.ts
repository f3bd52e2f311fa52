import type { Line } from './pdf-lines.ts'

/** What is usual in a document: letter height and font of its body, distance of its lines, letter heights of its headings. */
export type Measures = Readonly<{
  body: number
  font: string
  leading: number
  /** Largest first. */
  large: readonly number[]
}>

const part = /^第[零〇一二三四五六七八九十百\d]{1,5}([编篇章节])(?=[\s\u3000]|\S{1,30}$)/
const decimal = /^(?:附\s?录\s?)?([A-Z]|\d{1,2})((?:[.．]\d{1,2}){0,4})(?:[\s\u3000]+(?=[\p{Lu}\p{Lo}“《])|(?=\p{Script=Han}))/u
const chineseNumber = /^[一二三四五六七八九十]{1,3}、(?=\S)/
const sentence = /[。；;，,：:！!？?]$|。./
const longest = 50

/** Takes the measures of a document from its lines. */
export function measure(lines: readonly Line[]): Measures {
  const texts = lines.filter((line) => line.table === undefined && line.figure === undefined && line.turned !== true)
  const body = Number(commonest(texts.map((line) => [String(round(line.size)), line.text.length]))) || 10
  const font = commonest(texts.map((line) => [line.font, line.text.length]))
  const drops = texts.flatMap((line, at) => {
    const before = texts[at - 1]
    const drop = before === undefined || before.page !== line.page || before.column !== line.column ? 0 : line.y - before.y
    return drop > body * 0.8 && drop < body * 4 && round(line.size) === body
      ? [[String(Math.round(drop * 2) / 2), 1] as const]
      : []
  })
  const sizes = [...new Set(texts.filter((line) => line.text.length <= longest).map((line) => round(line.size)))].filter(
    // A letter height that many lines have is no heading's.
    (size) => texts.filter((line) => round(line.size) === size).length <= Math.max(3, texts.length * 0.2),
  )
  return {
    body,
    font,
    leading: Number(commonest(drops)) || body * 1.6,
    large: sizes
      .filter((size) => size >= body * 1.15)
      .sort((one, other) => other - one)
      .slice(0, 4),
  }
}

function round(size: number): number {
  return Math.round(size * 2) / 2
}

function commonest(weighted: readonly (readonly [string, number])[]): string {
  const weights = new Map<string, number>()
  for (const [value, weight] of weighted) weights.set(value, (weights.get(value) ?? 0) + weight)
  return [...weights].reduce((best, one) => (one[1] > best[1] ? one : best), ['', 0] as const)[0]
}

/** The level of a heading, by its number or its letters; undefined for running text. */
export function headingLevel(text: string, line: Line, measures: Measures): number | undefined {
  if (text.length > longest || sentence.test(text) || !/\p{L}{2}/u.test(text.replace(/\s/g, ''))) return undefined
  const unit = part.exec(text)?.[1]
  if (unit !== undefined) return unit === '节' ? 3 : unit === '章' ? 2 : 1
  const number = decimal.exec(text)
  const standsOut = line.font !== measures.font || line.size >= measures.body * 1.08
  if (number !== null && (standsOut || (number[2] !== '' && /\s$/.test(number[0]))))
    return Math.min(6, 1 + (number[2]?.match(/[.．]/g)?.length ?? 0))
  if (chineseNumber.test(text) && standsOut && text.length <= 30) return 2
  if (line.size < measures.body * 1.15 || text.includes('=')) return undefined
  const rank = measures.large.findIndex((size) => Math.abs(line.size - size) <= 0.3)
  return rank < 0 ? undefined : rank + 1
}
