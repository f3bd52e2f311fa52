import { AsyncLocalStorage } from 'node:async_hooks'
import type { Queries } from './database.ts'

/** Knows whether the code that runs now was called by a transaction that is still open. */
export type TransactionScope = Readonly<{
  /** The statements of that transaction, or nothing outside of any. */
  current(): Queries | undefined
  /** Runs a transaction's work. */
  enter<T>(inside: Queries, work: (inside: Queries) => Promise<T>): Promise<T>
  /** Holds a programmer to the rule. @throws when a transaction asks for what can begin only after its own end */
  refuseInside(what: string): void
}>

/** Makes the scope of one database. */
export function transactionScope(): TransactionScope {
  const storage = new AsyncLocalStorage<{ queries: Queries; open: boolean }>()
  const current = (): Queries | undefined => {
    const scope = storage.getStore()
    return scope?.open ? scope.queries : undefined
  }
  return {
    current,
    enter: async (inside, work) => {
      const scope = { queries: inside, open: true }
      try {
        return await storage.run(scope, () => work(inside))
      } finally {
        scope.open = false
      }
    },
    refuseInside(what) {
      if (current())
        throw new Error(
          `${what} inside a transaction of the same database would wait for its own end; use what the transaction hands in`,
        )
    },
  }
}
