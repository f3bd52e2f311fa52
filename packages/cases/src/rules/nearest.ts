import { suggest } from '@kaiwu/core'

/**
 * The known name a misspelt one most likely means; none for a single character, which is near to every other.
 * Long names and long lists are not searched whole, as each mistake of a file asks.
 * @example
 * nearest('onn', ['on', 'off']) // 'on'
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  return name.length > 60 || [...name].length < 2 ? undefined : suggest(name, known.slice(0, 200))
}
