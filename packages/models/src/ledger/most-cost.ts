import { contentHash, priceOf, type Money, type TokenPrice, type Usage } from '@kaiwu/core'

/** How many tokens a call may use, and whether it may think. */
export type MostTokens = Readonly<{ promptTokens: number; completionTokens: number; mayThink: boolean }>

/**
 * The most a call may cost: everything sent is new to the service's cache or put into it, everything it may say is said, and thought
 * if that is dearer.
 */
export function mostCost({ promptTokens, completionTokens, mayThink }: MostTokens, price: TokenPrice, at: number): Money {
  const plain = { promptTokens: Math.ceil(promptTokens), completionTokens: Math.ceil(completionTokens), estimated: true }
  const written = { cacheWriteTokens: plain.promptTokens }
  const thought = { reasoningTokens: plain.completionTokens }
  const ways: readonly Usage[] = [
    plain,
    { ...plain, ...written },
    ...(mayThink
      ? [
          { ...plain, ...thought },
          { ...plain, ...written, ...thought },
        ]
      : []),
  ]
  return ways
    .map((usage) => priceOf(usage, price, { at, thinking: mayThink && usage.reasoningTokens !== undefined }))
    .reduce((most, one) => (one.micros > most.micros ? one : most))
}

/** A price with which money can be counted: a negative or broken number in it would turn a budget into a gift. */
export function usablePrice(price: TokenPrice | undefined): TokenPrice | undefined {
  return price && numbersIn(price).every((number) => Number.isFinite(number) && number >= 0) ? price : undefined
}

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : []
}

const versions = new WeakMap<TokenPrice, string>()

/**
 * Identifies a price in the ledger: the day it was read and a hash of everything in it.
 * @example
 * priceVersion({ currency: 'CNY', input: 1, output: 4, asOf: '2026-10-17' }) // '2026-10-17 1f0c9a2b'
 */
export function priceVersion(price: TokenPrice): string {
  let version = versions.get(price)
  if (version === undefined) {
    version = `${price.asOf} ${contentHash(JSON.stringify(price)).slice(0, 8)}`
    versions.set(price, version)
  }
  return version
}
