const han = /\p{Script=Han}/u
// This share of Chinese characters makes a text Chinese: codes, units and names in Latin letters are usual in it.
const chineseShare = 0.12
const sampled = 2000

// Of each unit whether it is a Chinese character: 0 where that is not known yet, 1 for no, 2 for yes.
const known = new Uint8Array(65_536)

/** How many characters of a text say as much as one Chinese character: 1 for Chinese, 2.5 for text in Latin letters. */
export function charactersPerHan(text: string): number {
  const length = Math.min(text.length, sampled)
  let count = 0
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at)
    if ((known[unit] || (known[unit] = hanUnit(unit))) === 2) count++
  }
  return count >= length * chineseShare ? 1 : 2.5
}

/** The first half of a character outside the first plane counts where that is likely one: planes 2 and 3 hold nothing else. */
function hanUnit(unit: number): number {
  return han.test(String.fromCharCode(unit)) || (unit >= 0xd840 && unit <= 0xd8bf) ? 2 : 1
}
