import type { Money } from '@kaiwu/core'
import { formatAmount } from '../figures.ts'
import type { CallSums, EndedSums } from '../http/cost-contract.ts'
import type { Write } from '../texts.ts'

/** What stands below each other in one figure: amounts of several currencies are never added. */
export type Parts = readonly string[]

/** Amounts, one for each currency. */
export function amountParts(money: readonly Money[]): Parts {
  return money.map(formatAmount)
}

/** What calls cost: never nothing where some have no price. */
export function spentParts({ cost, unpriced }: Pick<CallSums, 'cost' | 'unpriced'>, write: Write): Parts {
  return [...amountParts(cost), ...(unpriced > 0 ? [write('costUnpriced', { count: unpriced })] : [])]
}

/** What one case cost: at least so much where some calls have no price. */
export function perCaseParts({ perCase, unpriced }: EndedSums, write: Write): Parts {
  const parts = amountParts(perCase)
  return unpriced > 0 && parts.length > 0 ? [write('costAtLeast'), ...parts] : parts
}

/** What is left of what was charged: at most so much where some calls have no price. */
export function marginParts({ margin, unpriced }: EndedSums, write: Write): Parts {
  const parts = amountParts(margin)
  return unpriced > 0 && parts.length > 0 ? [write('costAtMost'), ...parts] : parts
}
