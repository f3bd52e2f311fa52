/** The heading of a paragraph: its level, and how many characters it has. The rest, if any, is text. */
export type Heading = Readonly<{ level: 1 | 2 | 3 | 4; length: number }>

const forms = [/^[一二三四五六七八九十]+、/u, /^（[一二三四五六七八九十]+）/u, /^\d{1,2}[.．](?!\d)/u, /^（\d{1,2}）/u] as const

/**
 * Tells a heading of GB/T 9704-2012, 7.3.3 by its number: 一、（一）1.（1）. Where text follows it in its paragraph, it ends with the first
 * 。; an item of the third or fourth level is text from its number on.
 * @example
 * headingOf('（一）梳理清单。各单位于月底前报送。') // { level: 2, length: 8 }
 */
export function headingOf(paragraph: string): Heading | undefined {
  const at = forms.findIndex((form) => form.test(paragraph))
  if (at < 0) return undefined
  const end = paragraph.indexOf('。')
  return { level: (at + 1) as Heading['level'], length: end < 0 ? paragraph.length : end + 1 }
}
