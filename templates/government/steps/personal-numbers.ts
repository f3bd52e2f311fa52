const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Identity card numbers (checksum of GB 11643) and mobile numbers in a text, as they are written there. */
export function personalNumbers(text: string): readonly string[] {
  const plain = text.normalize('NFKC')
  const cards = [...plain.matchAll(/(?<!\d)\d{17}[\dXx](?!\d)/g)].map(([number]) => number).filter(isIdCard)
  const mobiles = [...plain.matchAll(/(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)/g)].map(([number]) => number)
  return [...cards, ...mobiles]
}

function isIdCard(number: string): boolean {
  const sum = weights.reduce((total, weight, at) => total + weight * Number(number[at]), 0)
  return '10X98765432'[sum % 11] === number.at(-1)!.toUpperCase()
}
