import type { FlatKernel } from './flat-kernel.ts'
import { fineSteps, planeBytes, type FlatLayout } from './flat-layout.ts'
import type { MemoryViews } from './memory-views.ts'

type Turning = Pick<FlatKernel, 'largest' | 'toUnit' | 'rotate' | 'product'>
type Encoding = Pick<FlatKernel, 'encodeRow' | 'decodeRow' | 'encodeCode' | 'spread'>

const { fround, abs, sqrt, max, round } = Math

/** To the nearest integer, halves to the even one, as SIMD rounds. */
function nearest(value: number): number {
  const up = round(value)
  return up - value === 0.5 && up % 2 !== 0 ? up - 1 : up
}

/** The sum of products in the order of the SIMD kernel: four lanes first. */
function productOf(one: Float32Array, other: Float32Array): number {
  const lanes = [0, 0, 0, 0]
  for (let index = 0; index < one.length; index++)
    lanes[index & 3] = fround(lanes[index & 3]! + fround(one[index]! * other[index]!))
  return fround(fround(fround(lanes[0]! + lanes[1]!) + lanes[2]!) + lanes[3]!)
}

/** The Hadamard transform, in place. */
function transform(numbers: Float32Array, block: number): void {
  for (let half = 1; half < block; half <<= 1) {
    for (let pair = 0; pair < block; pair += half << 1) {
      for (let at = pair; at < pair + half; at++) {
        const one = numbers[at]!
        const other = numbers[at + half]!
        numbers[at] = one + other
        numbers[at + half] = one - other
      }
    }
  }
}

/** From a vector to a turned one of length 1, in plain TypeScript; see kernel/encode.ts. */
export function plainTurning({ width, block, rounds }: FlatLayout, memory: MemoryViews): Turning {
  const floatsAt = (address: number, count = width): Float32Array => memory.floats.subarray(address / 4, address / 4 + count)

  return {
    largest(vector) {
      return floatsAt(vector).reduce((most, value) => max(most, abs(value)), 0)
    },
    toUnit(vector, largestNumber) {
      const numbers = floatsAt(vector)
      for (let at = 0; at < width; at++) numbers[at] = numbers[at]! / largestNumber
      const factor = fround(1 / fround(sqrt(productOf(numbers, numbers))))
      for (let at = 0; at < width; at++) numbers[at] = numbers[at]! * factor
    },
    rotate(vector, signs) {
      for (let turn = 0; turn < rounds; turn++) {
        const numbers = floatsAt(vector + (turn % 2 === 1 ? (width - block) * 4 : 0), block)
        const factors = floatsAt(signs + turn * block * 4, block)
        for (let at = 0; at < block; at++) numbers[at] = numbers[at]! * factors[at]!
        transform(numbers, block)
      }
    },
    product(vector, other) {
      return productOf(floatsAt(vector), floatsAt(other))
    },
  }
}

/** From a turned vector to its row and its code, and back, in plain TypeScript; see kernel/encode.ts. */
export function plainEncoding({ width, rowBytes }: FlatLayout, memory: MemoryViews): Encoding {
  const floatsAt = (address: number): Float32Array => memory.floats.subarray(address / 4, address / 4 + width)
  return {
    encodeRow(vector, centre, row) {
      const numbers = floatsAt(vector)
      const middle = floatsAt(centre)
      let most = 0
      for (let at = 0; at < width; at++) most = max(most, abs(fround(numbers[at]! - middle[at]!)))
      const factor = most < fround(1e-30) ? 0 : fround(127 / most)
      for (let at = 0; at < width; at++) {
        const scaled = fround(fround(numbers[at]! - middle[at]!) * factor)
        const whole = nearest(scaled)
        memory.signedBytes[row + at] = whole
        if (rowBytes > width) memory.signedBytes[row + width + at] = nearest(fround(fround(scaled - whole) * fineSteps))
      }
      return fround(most / 127)
    },
    decodeRow(row, scale, centre, vector) {
      const numbers = floatsAt(vector)
      const middle = floatsAt(centre)
      for (let at = 0; at < width; at++) {
        const whole = memory.signedBytes[row + at]!
        const fine = rowBytes > width ? fround(memory.signedBytes[row + width + at]! / fineSteps) : 0
        numbers[at] = fround(fround(whole + fine) * scale) + middle[at]!
      }
    },
    encodeCode(vector, centre, code) {
      const numbers = floatsAt(vector)
      const middle = floatsAt(centre)
      for (let byte = 0; byte < width / 8; byte++) {
        let bits = 0
        for (let bit = 0; bit < 8; bit++) if (numbers[byte * 8 + bit]! > middle[byte * 8 + bit]!) bits |= 1 << bit
        memory.bytes[code + byte] = bits
      }
      const residual = numbers.map((value, at) => value - middle[at]!)
      return productOf(residual, residual)
    },
    spread(code, group, lane) {
      for (let byte = 0; byte < planeBytes; byte++) memory.bytes[group + byte * 64 + lane] = memory.bytes[code + byte]!
    },
  }
}
