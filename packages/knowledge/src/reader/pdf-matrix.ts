/** A transform as PDF writes it: a b c d e f. */
export type Matrix = readonly [number, number, number, number, number, number]

/** The product of two transforms: first `inner`, then `outer`. */
export function multiply(outer: readonly number[], inner: readonly number[]): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = outer
  const [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0] = inner
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}
