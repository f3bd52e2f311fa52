/** Runs work on something that is open, and closes it when nothing runs any more. */
export type WhileOpen = Readonly<{
  /** @throws what `closed` makes, once closing has begun */
  run<T>(work: () => T | Promise<T>): Promise<T>
  /** Refuses what comes from now on, waits for what runs, then finishes. Calling it again waits for the same end. */
  close(finish: () => void | Promise<void>): Promise<void>
}>

/**
 * @param closed makes the error for work that comes too late
 * @param belongs says whether the work being asked for belongs to some that runs already, and is therefore let in
 */
export function whileOpen(closed: () => Error, belongs: () => boolean): WhileOpen {
  const running = new Set<Promise<unknown>>()
  let end: Promise<void> | undefined
  return {
    run: async (work) => {
      if (end && !belongs()) throw closed()
      const piece = (async () => work())()
      const known = piece.catch(() => undefined).finally(() => running.delete(known))
      running.add(known)
      return piece
    },
    close: (finish) => (end ??= Promise.all(running).then(finish)),
  }
}
