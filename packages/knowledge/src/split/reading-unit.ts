const han = /\p{Script=Han}/gu
// This share of Chinese characters makes a text Chinese: codes, units and names in Latin letters are usual in it.
const chineseShare = 0.12
const sampled = 2000

/** How many characters of a text say as much as one Chinese character: 1 for Chinese, 2.5 for text in Latin letters. */
export function charactersPerHan(text: string): number {
  const sample = text.slice(0, sampled)
  return (sample.match(han)?.length ?? 0) >= sample.length * chineseShare ? 1 : 2.5
}
