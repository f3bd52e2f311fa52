import type { VaultEntry } from './vault.ts'

/**
 * How a piece of personal data is shown to people who may not see it: `138****1234`, `110101********1234`, `z***@example.com`,
 * `王**`. Never the whole: of anything short, only the first sign stays.
 * @example
 * partialForm('mobile', '138 0000 0000') // '138****0000'
 */
export function partialForm(kind: VaultEntry['kind'], text: string): string {
  const plain = text.normalize('NFKC').trim()
  const signs = plain.replace(/[^\p{L}\p{N}]/gu, '')
  switch (kind) {
    case 'mark':
      return text
    case 'mobile':
      return keep(signs.slice(-11), 3, 4)
    case 'idCard':
    case 'bankCard':
      return keep(signs, 6, 4)
    case 'creditCode':
      return keep(signs, 4, 4)
    case 'landline':
      return keep(signs, 4, 2)
    case 'plate':
      return keep(signs, 2, 2)
    case 'passport':
      return keep(signs, 1, 3)
    case 'email':
      return plain.replace(/^(.).*@/u, '$1***@')
    case 'address':
      return /^.{0,12}?[市区县旗]/u.exec(plain)?.[0].concat('***') ?? '***'
    case 'field':
      return signs.length <= 8 ? keep(plain, 1, 0) : '***'
  }
}

function keep(text: string, first: number, last: number): string {
  const signs = [...text]
  const hidden = signs.length - first - last
  if (hidden < 2) return `${signs[0] ?? ''}${'*'.repeat(Math.max(2, signs.length - 1))}`
  return `${signs.slice(0, first).join('')}${'*'.repeat(hidden)}${signs.slice(signs.length - last, signs.length).join('')}`
}
