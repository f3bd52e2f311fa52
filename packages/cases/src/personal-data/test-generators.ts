/**
 * Synthetic numbers for the tests: made by formula from a seed, so that none is anybody's but by chance.
 * @module
 */

/** A seeded source of numbers in [0, 1) (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** What makes synthetic numbers of each kind. */
export type Generator = Readonly<{
  /** A whole number below `limit`. */
  below: (limit: number) => number
  pick: <Item>(items: readonly Item[]) => Item
  digits: (length: number) => string
  idCard: () => string
  oldIdCard: () => string
  mobile: () => string
  landline: () => string
  bankCard: (head?: string, length?: number) => string
  creditCode: (letters?: boolean) => string
  plate: () => string
  energyPlate: () => string
  passport: () => string
}>

const provinces = ['11', '12', '13', '21', '31', '32', '33', '37', '41', '44', '50', '51', '53', '61', '65', '71', '81']
const codeSigns = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const plateSigns = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
const plateProvinces = [...'京津沪渝冀豫辽湘皖鲁苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏琼']

/** A generator of synthetic personal data. */
export function generatorOf(seed: number): Generator {
  const random = seeded(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[below(items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
  const digits = (length: number): string => Array.from({ length }, () => String(below(10))).join('')
  const two = (number: number): string => String(number).padStart(2, '0')
  const letter = (): string => pick([...plateSigns])
  return {
    below,
    pick,
    digits,
    idCard: () => {
      const born = `${1930 + below(90)}${two(1 + below(12))}${two(1 + below(28))}`
      const head = `${pick(provinces)}${two(1 + below(20))}${two(1 + below(30))}${born}${digits(3)}`
      return head + idCardCheck(head)
    },
    oldIdCard: () => `${pick(provinces)}0101${two(30 + below(69))}${two(1 + below(12))}${two(1 + below(28))}${digits(3)}`,
    mobile: () => `1${pick(['38', '39', '50', '59', '66', '77', '86', '91', '99'])}${digits(8)}`,
    landline: () => `${pick(['010', '021', '0571', '0755', '0379'])}-${pick(['2', '5', '6', '8'])}${digits(7)}`,
    bankCard: (head = '62', length = 19) => {
      const body = head + pick(['1', '2', '3', '5', '8']) + digits(length - head.length - 2)
      return body + luhnCheck(body)
    },
    creditCode: (letters = true) => {
      const middle = letters ? Array.from({ length: 8 }, () => codeSigns.charAt(below(31))).join('') : digits(8)
      const head = `91${pick(provinces)}01${two(1 + below(20))}${letters ? 'M' : ''}${middle}`.slice(0, 16)
      const code = head + organisationCheck(head.slice(8))
      return code + creditCheck(code)
    },
    plate: () => `${pick(plateProvinces)}${letter()}${digits(4)}${below(2) === 0 ? letter() : digits(1)}`,
    energyPlate: () => `${pick(plateProvinces)}${letter()}${below(2) === 0 ? `D${digits(5)}` : `${digits(5)}F`}`,
    passport: () => (below(2) === 0 ? `E${digits(8)}` : `E${letter()}${digits(7)}`),
  }
}

// The checksums are written again here, in another way than in the source, so that one mistake is not made twice.

function idCardCheck(head: string): string {
  let sum = 0
  for (let place = 0; place < 17; place++) sum += Number(head[place]) * (2 ** (17 - place) % 11)
  const check = (12 - (sum % 11)) % 11
  return check === 10 ? 'X' : String(check)
}

function luhnCheck(body: string): string {
  const sum = [...body].toReversed().reduce((total, sign, place) => {
    const digit = Number(sign) * (place % 2 === 0 ? 2 : 1)
    return total + Math.floor(digit / 10) + (digit % 10)
  }, 0)
  return String((1000 - sum) % 10)
}

function creditCheck(head: string): string {
  const sum = [...head].reduce((total, sign, place) => total + codeSigns.indexOf(sign) * Number(3n ** BigInt(place) % 31n), 0)
  return codeSigns.charAt((31 - (sum % 31)) % 31)
}

function organisationCheck(body: string): string {
  const sum = [...body].reduce((total, sign, place) => {
    const value = sign >= 'A' ? sign.charCodeAt(0) - 55 : Number(sign)
    return total + value * Number([3, 7, 9, 10, 5, 8, 4, 2][place])
  }, 0)
  const rest = 11 - (sum % 11)
  if (rest === 10) return 'X'
  return rest === 11 ? '0' : String(rest)
}
