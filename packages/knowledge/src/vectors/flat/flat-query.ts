import { fineSteps, planeBytes } from './flat-layout.ts'
import type { FlatSlots } from './flat-slots.ts'

/** How a score comes from a row: its product with the query's numbers, times `factor`, and its own offset and this one. */
export type RowScore = Readonly<{ offset: number; factor: number }>

/** How an estimate comes from the distance of codes and the norm of a vector: `norm × (near - perDistance × distance) - norm² / 2`. */
export type CodeScore = Readonly<{ near: number; perDistance: number }>

/** A unit vector's numbers are on average this share of their root mean square: √(2/π). What its bits alone say is multiplied by it. */
const bitsShare = Math.sqrt(2 / Math.PI)
/** Seven eighths of a number are told apart up to so many times the root mean square. */
const widestNumber = 2.5

/**
 * Writes the query, staged where vectors are worked on, as whole numbers for comparing with rows: what of it is not the centre's.
 * They have up to 16 bits, and so few that no sum with a row of bytes can leave 32 bits (Cauchy–Schwarz).
 */
export function writeQueryNumbers({ layout, views }: FlatSlots): RowScore {
  const { width, rowBytes } = layout
  const { floats, halves } = views
  const query = layout.vector / 4
  const centre = layout.rowCentre / 4
  let largest = 0
  let squares = 0
  let offset = 0
  for (let at = 0; at < width; at++) {
    const middle = floats[centre + at]!
    const number = floats[query + at]! - middle
    largest = Math.max(largest, Math.abs(number))
    squares += number * number
    offset += floats[query + at]! * middle
  }
  if (squares === 0) squares = largest = 1
  const scale = Math.min(32_767 / largest, (0.98 * 2 ** 31) / (127 * Math.sqrt(width * squares)))
  const numbers = layout.queryNumbers / 2
  for (let at = 0; at < width; at++) {
    const number = (floats[query + at]! - floats[centre + at]!) * scale
    halves[numbers + at] = Math.round(number)
    if (rowBytes > width) halves[numbers + width + at] = Math.round(number / fineSteps)
  }
  return { offset, factor: 1 / scale }
}

/** The staged query, measured from the centre of the codes. */
export function centredQuery({ layout, views }: FlatSlots): Float32Array {
  const { width, vector, codeCentre } = layout
  const { floats } = views
  const centred = new Float32Array(width)
  for (let at = 0; at < width; at++) centred[at] = floats[vector / 4 + at]! - floats[codeCentre / 4 + at]!
  return centred
}

/**
 * Writes what each half byte of a code adds to the distance in the first stage: the query's numbers on whose other side it is.
 * @param span which share of the longest possible distance 255 stands for; half of it is the distance of what is unrelated
 */
export function writeQueryTable({ layout, views }: FlatSlots, query: Float32Array, span: number): void {
  const { bytes } = views
  let longest = 0
  for (let bit = 0; bit < planeBytes * 8; bit++) longest += Math.abs(query[bit]!)
  const factor = longest === 0 ? 0 : 255 / (longest * span)
  const distances = new Float64Array(16)
  for (let half = 0; half < planeBytes * 2; half++) {
    let none = 0
    for (let bit = 0; bit < 4; bit++) none += Math.max(0, query[half * 4 + bit]!)
    distances[0] = none
    // With one bit more set, a number above 0 is no longer on the other side, and one below 0 is.
    for (let bit = 0; bit < 4; bit++)
      for (let code = 0; code < 1 << bit; code++) distances[code + (1 << bit)] = distances[code]! - query[half * 4 + bit]!
    const entries = layout.queryTable + half * 16
    for (let code = 0; code < 16; code++)
      bytes[entries + code] = Math.min(255, Math.round(Math.max(0, distances[code]!) * factor))
  }
}

/** Writes the query as bits for the second stage: on which side each number is, and how far, in three bits. */
export function writeQueryPlanes({ layout, views }: FlatSlots, query: Float32Array): CodeScore {
  const { width, queryPlanes } = layout
  const { bytes } = views
  let squares = 0
  for (let at = 0; at < width; at++) squares += query[at]! ** 2
  const step = (widestNumber * Math.sqrt(squares / width)) / 7
  const perStep = step === 0 ? 0 : 1 / step
  const length = width / 8
  let sum = 0
  for (let byte = 0; byte < length; byte++) {
    let [side, fours, twos, ones] = [0, 0, 0, 0]
    for (let bit = 0; bit < 8; bit++) {
      const value = query[byte * 8 + bit]!
      const far = Math.min(7, Math.round(Math.abs(value) * perStep))
      sum += far
      side |= (value > 0 ? 1 : 0) << bit
      fours |= (far >>> 2) << bit
      twos |= ((far >>> 1) & 1) << bit
      ones |= (far & 1) << bit
    }
    const at = queryPlanes + byte
    bytes[at] = side
    bytes[at + length] = fours
    bytes[at + 2 * length] = twos
    bytes[at + 3 * length] = ones
  }
  const unit = step / (bitsShare * Math.sqrt(width))
  return { near: sum * unit, perDistance: 2 * unit }
}
