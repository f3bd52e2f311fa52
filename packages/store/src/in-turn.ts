/** Runs pieces of work one after the other, in the order they were asked for. A failure concerns its own piece alone. */
export type InTurn = <T>(work: () => T | Promise<T>) => Promise<T>

/** Makes a queue of one. */
export function inTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => T | Promise<T>): Promise<T> => {
    const turn = last.then(work)
    // Whoever asked for the turn gets its error; the next one only waits for the end.
    last = turn.catch(() => undefined)
    return turn
  }
}
