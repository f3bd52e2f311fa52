import { useSyncExternalStore } from 'react'

/** A value that lives outside of components and tells them when it changes. */
export type Store<T> = Readonly<{ get: () => T; set: (value: T) => void; subscribe: (listener: () => void) => () => void }>

/**
 * Makes a store. Values are replaced, never changed in place.
 * @example
 * const count = createStore(0)
 * count.set(count.get() + 1)
 */
export function createStore<T>(first: T): Store<T> {
  let value = first
  const listeners = new Set<() => void>()
  return Object.freeze({
    get: () => value,
    set: (next: T) => {
      value = next
      for (const listener of listeners) listener()
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  })
}

/** Reads a store in a component, which is drawn again on every change. */
export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get)
}
