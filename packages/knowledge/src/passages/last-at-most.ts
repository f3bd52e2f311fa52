/** The last place of rising numbers with at most `value`; -1 when all are more. @param count how many of them count */
export function lastAtMost(rising: ArrayLike<number>, value: number, count = rising.length): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (rising[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}
