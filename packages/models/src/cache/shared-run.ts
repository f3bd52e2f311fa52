import { KaiwuError } from '@kaiwu/core'

/** Work under way that several callers wait for. */
export type SharedRun<Item> = Readonly<{
  /**
   * Everything the work brings, from its beginning, also for who comes later. Who leaves does not end it for the others; when the
   * last one leaves, the work is aborted.
   * @throws whatever the work throws; CANCELLED when the signal is aborted
   */
  join(signal?: AbortSignal): AsyncGenerator<Item>
}>

/**
 * Starts work for the callers that ask for it at the same time.
 * @param over called once, when the work has ended or nobody wants it any more: from then on nobody may join
 */
export function sharedRun<Item>(start: (signal: AbortSignal) => AsyncIterable<Item>, over: () => void): SharedRun<Item> {
  const controller = new AbortController()
  const items: Item[] = []
  const sleepers = new Set<() => void>()
  let members = 0
  let ended: Readonly<{ error?: unknown }> | undefined
  const wake = (): void => {
    for (const sleeper of sleepers) sleeper()
    sleepers.clear()
  }
  let closed = false
  const close = (): void => {
    if (!closed) over()
    closed = true
  }
  const pump = async (): Promise<void> => {
    try {
      for await (const item of start(controller.signal)) {
        items.push(item)
        wake()
      }
      ended = {}
    } catch (error) {
      ended = { error }
    }
    close()
    wake()
  }
  const running = pump()
  async function* join(signal?: AbortSignal): AsyncGenerator<Item> {
    members++
    signal?.addEventListener('abort', wake)
    try {
      for (let at = 0; ; at++) {
        while (at === items.length && !ended && !signal?.aborted) await new Promise<void>((resolve) => sleepers.add(resolve))
        if (signal?.aborted) throw new KaiwuError('CANCELLED')
        if (at === items.length) {
          if (ended && 'error' in ended) throw ended.error
          return
        }
        yield items[at]!
      }
    } finally {
      signal?.removeEventListener('abort', wake)
      members--
      if (members === 0 && !ended) {
        close()
        controller.abort(new KaiwuError('CANCELLED'))
        // Whoever leaves last sees the connection closed and the account settled.
        await running
      }
    }
  }
  return Object.freeze({ join })
}
