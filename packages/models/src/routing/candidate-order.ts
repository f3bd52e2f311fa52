import type { ChatModel, ChatRequest, Currency, Money } from '@kaiwu/core'
import type { ByteLane } from './byte-lane.ts'
import { switchCauses, type SwitchCause } from './model-reference.ts'
import type { Route } from './route.ts'

/** One model that may be asked. */
export type Candidate = Readonly<{
  /** `provider/model`. */
  ref: string
  /** Where it is asked; one model at two addresses is two channels. */
  address?: string
  /** A service of the house. */
  internal: boolean
  model: ChatModel
  /** For callers that carry bytes themselves. Absent: everything is to pass through the model, as when calls are recorded. */
  lane?: ByteLane
  /** What a request will cost at most or about; the same kind of estimate for all. Absent: nobody knows. */
  priceEstimate(request: ChatRequest): Money | undefined
  /** True while it is being left alone. */
  circuitOpen(): boolean
}>

/** A candidate in its turn. `within` are the choices it stands in, outermost first. */
export type Turn = Readonly<{ candidate: Candidate; within: readonly Choice[] }>

/** One choice between several, told apart by identity. */
export type Choice = Readonly<{ on: readonly SwitchCause[] }>

/** What an order depends on beside the route. */
export type Ordering = Readonly<{
  request: ChatRequest
  random: () => number
  /** At a rate somebody stated; undefined: there is none. */
  convert: (money: Money, to: Currency) => Money | undefined
}>

/**
 * The order in which a route's models are asked for one request. A channel may stand in it twice: whoever asks passes over what it
 * has asked.
 */
export function candidateOrder(route: Route<Candidate>, ordering: Ordering): readonly Turn[] {
  if ('leaf' in route) return [{ candidate: route.leaf, within: [] }]
  const choice: Choice = { on: ('fallback' in route && route.on) || switchCauses }
  return ordered(route, ordering).flatMap((turns) =>
    turns.map(({ candidate, within }) => ({ candidate, within: [choice, ...within] })),
  )
}

/** Whether a failure of one leads on to the other: the innermost choice between the two says. */
export function leadsOn(from: Turn, to: Turn, cause: SwitchCause): boolean {
  const between = from.within.findLast((choice) => to.within.includes(choice))
  return between !== undefined && between.on.includes(cause)
}

function ordered(route: Exclude<Route<Candidate>, { leaf: Candidate }>, ordering: Ordering): readonly (readonly Turn[])[] {
  const turns = (one: Route<Candidate>): readonly Turn[] => candidateOrder(one, ordering)
  if ('fallback' in route) return route.fallback.map(turns)
  if ('cheapest' in route) return byPrice(route.cheapest.map(turns), ordering)
  return byWeight(route.weighted, ordering.random).map(({ model }) => turns(model))
}

function byWeight<One extends Readonly<{ weight: number }>>(list: readonly One[], random: () => number): readonly One[] {
  const total = list.reduce((sum, { weight }) => sum + weight, 0)
  let left = random() * total
  const first = list.find(({ weight }) => (left -= weight) < 0) ?? list.at(-1)
  const rest = list.filter((one) => one !== first).toSorted((a, b) => b.weight - a.weight)
  return first ? [first, ...rest] : rest
}

/** Several models in one place cost what the first of them does. */
function byPrice(list: readonly (readonly Turn[])[], { request, convert }: Ordering): readonly (readonly Turn[])[] {
  const priced = list.map((turns) => ({ turns, price: turns[0]?.candidate.priceEstimate(request) }))
  const currency = priced.find(({ price }) => price)?.price?.currency
  const amounts = priced.flatMap(({ turns, price }) => {
    if (!price || !currency) return []
    const amount = price.currency === currency ? price.micros : convert(price, currency)?.micros
    return [{ turns, amount }]
  })
  // Amounts that cannot be compared stay as they were listed.
  const comparable = amounts.every(({ amount }) => amount !== undefined)
  const known = comparable ? amounts.toSorted((a, b) => (a.amount ?? 0) - (b.amount ?? 0)) : amounts
  return [...known.map(({ turns }) => turns), ...priced.filter(({ price }) => !price).map(({ turns }) => turns)]
}
