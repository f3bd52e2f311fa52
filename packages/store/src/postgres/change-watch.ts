import type { OwnChanges } from './postgres-transaction.ts'

/** Tells others' changes of a base from this process's own, by the counter that every transaction raises. */
export type ChangeWatch = OwnChanges &
  Readonly<{
    /** Calls back after others' changes; returns a way to stop. */
    onChange(changed: () => void): () => void
    /** Looks now, whenever the next look would be. */
    lookNow(): Promise<void>
    stop(): Promise<void>
  }>

/** Where changes are heard of. */
export type ChangeSource = Readonly<{
  /** Reads the counter. @param patience whether to try once, or for some seconds */
  read(patience?: 'one try'): Promise<number>
  /** Listens for the counter's new values; `undefined` where the server delivers no notices. */
  listen: ((heard: (changes: number) => void, lost: () => void) => Promise<() => Promise<void>>) | undefined
}>

const lookAgainMs = 300
const slowestMs = 5_000
// So many own changes are remembered while nobody watches; later ones may be reported as if they were others'.
const mostOwn = 10_000

/**
 * Watches the counter from the first `onChange` on: by notices where they come, and by looking, since a notice can be lost with its
 * connection. Errors only make the looks rarer for a while: whoever uses the database is told of them.
 * @param last the counter when the database was opened
 */
export function changeWatch(source: ChangeSource, last: number): ChangeWatch {
  const own = new Set<number>()
  const callbacks = new Set<() => void>()
  let timer: NodeJS.Timeout | undefined
  let pauseMs = lookAgainMs
  let stopped = false
  let looking: Promise<void> | undefined
  let silence: (() => Promise<void>) | undefined
  const at = (changes: number): void => {
    let others = false
    for (let one = last + 1; one <= changes; one++) others = !own.delete(one) || others
    last = Math.max(last, changes)
    if (others) for (const changed of callbacks) changed()
  }
  const look = async (): Promise<void> => {
    try {
      if (!silence) silence = await source.listen?.(at, () => (silence = undefined))
      at(await source.read('one try'))
      pauseMs = lookAgainMs
    } catch {
      // Not known for now; the next look comes later.
      pauseMs = Math.min(slowestMs, pauseMs * 2)
    }
    if (stopped) return
    timer = setTimeout(() => (looking = look()), pauseMs)
    timer.unref()
  }
  return {
    announce(changes) {
      if (own.size >= mostOwn) own.clear()
      own.add(changes)
    },
    withdraw: (changes) => void own.delete(changes),
    onChange(changed) {
      looking ??= look()
      callbacks.add(changed)
      return () => void callbacks.delete(changed)
    },
    lookNow: async () => at(await source.read()),
    async stop() {
      stopped = true
      clearTimeout(timer)
      await looking
      await silence?.()
    },
  }
}
