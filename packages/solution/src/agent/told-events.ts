/** Work that tells what happens while it goes on. Its signal is aborted when nobody listens any more. */
export type TellingWork<Event, Result> = (tell: (event: Event) => void, signal: AbortSignal) => Promise<Result>

/**
 * What work tells, as it comes; ends with what it gives. Whoever stops listening stops the work and waits until it has stopped.
 * @param outer stops the work, too
 * @throws what the work throws, after what it told
 * @example
 * const found = yield* toldEvents((tell) => search(tell), signal)
 */
export async function* toldEvents<Event, Result>(
  work: TellingWork<Event, Result>,
  outer?: AbortSignal,
): AsyncGenerator<Event, Result> {
  const left = new AbortController()
  const told: Event[] = []
  let wake = (): void => undefined
  let ended = false
  const tell = (event: Event): void => {
    told.push(event)
    wake()
  }
  const running = work(tell, outer ? AbortSignal.any([outer, left.signal]) : left.signal).finally(() => {
    ended = true
    wake()
  })
  const settled = Promise.allSettled([running])
  try {
    for (;;) {
      for (let event = told.shift(); event !== undefined; event = told.shift()) yield event
      if (ended) return await running
      await new Promise<void>((resolve) => {
        wake = resolve
        if (ended || told.length > 0) resolve()
      })
    }
  } finally {
    left.abort()
    await settled
  }
}
