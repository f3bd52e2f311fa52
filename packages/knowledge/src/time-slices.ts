import { setImmediate as nextTurn } from 'node:timers/promises'

/** How long a piece of work may last before others get their turn. */
export const sliceMs = 2

/**
 * Cuts long work on the main thread into pieces: called between its steps, it gives something to wait for when a piece has lasted long
 * enough, and nothing otherwise, so that waiting costs nothing where it is not due.
 * @example
 * const due = timeSlices()
 * for (const step of steps) {
 *   step()
 *   await (due() ?? undefined)
 * }
 */
export function timeSlices(): () => Promise<void> | undefined {
  let since = performance.now()
  return () => {
    if (performance.now() - since < sliceMs) return undefined
    return nextTurn().then(() => {
      since = performance.now()
    })
  }
}
