/** What two texts have in common, for `files.ts`: shares of one that the other holds. */

/** Text as a reader compares it: compatibility forms composed, without white space and characters nobody sees. */
export function plain(text: string): string {
  return text.normalize('NFKC').replace(/[\s\p{Cc}\p{Cf}]/gu, '')
}

/** The share of the pairs of neighbouring characters of `reference` that `text` holds, counted as often as they come. 1 when there is none. */
export function recallOf(reference: string, text: string): number {
  const held = pairsOf(plain(text))
  let [all, found] = [0, 0]
  for (const [pair, times] of pairsOf(plain(reference))) {
    all += times
    found += Math.min(times, held.get(pair) ?? 0)
  }
  return all === 0 ? 1 : found / all
}

function pairsOf(text: string): ReadonlyMap<string, number> {
  const pairs = new Map<string, number>()
  const characters = [...text]
  for (let at = 0; at + 1 < characters.length; at++) {
    const pair = `${characters[at]}${characters[at + 1]}`
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  }
  return pairs
}

/** How many of the cells are among the pieces, or within one of them, each as often as it comes. */
export function keptOf(
  cells: readonly string[],
  pieces: readonly string[],
): Readonly<{ all: number; kept: number; lost: readonly string[] }> {
  const wanted = countsOf(cells.map(plain).filter((cell) => cell !== ''))
  const held = countsOf(pieces.map(plain))
  const whole = plain(pieces.join('\n')).toLowerCase()
  const lost: string[] = []
  let [all, kept] = [0, 0]
  for (const [cell, times] of wanted) {
    all += times
    const exact = held.get(cell) ?? 0
    const found = exact >= times ? times : Math.min(times, Math.max(exact, timesIn(whole, cell.toLowerCase(), times)))
    kept += found
    if (found < times) lost.push(cell)
  }
  return { all, kept, lost }
}

function countsOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

function timesIn(text: string, part: string, most: number): number {
  let times = 0
  for (let at = text.indexOf(part); at >= 0 && times < most; at = text.indexOf(part, at + part.length)) times++
  return times
}
