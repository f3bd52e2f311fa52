import type { SwitchCause } from './model-reference.ts'

/**
 * A model reference with its aliases followed: one form for each way to choose, and something at its ends: names first, then
 * models that can be asked.
 */
export type Route<Leaf> =
  | Readonly<{ leaf: Leaf }>
  | Readonly<{ fallback: readonly Route<Leaf>[]; on?: readonly SwitchCause[] }>
  | Readonly<{ weighted: readonly Readonly<{ model: Route<Leaf>; weight: number }>[] }>
  | Readonly<{ cheapest: readonly Route<Leaf>[] }>

/** The same route with other ends. */
export function mapRoute<From, To>(route: Route<From>, to: (leaf: From) => To): Route<To> {
  const inner = (one: Route<From>): Route<To> => mapRoute(one, to)
  if ('leaf' in route) return Object.freeze({ leaf: to(route.leaf) })
  if ('weighted' in route)
    return Object.freeze({
      weighted: Object.freeze(route.weighted.map(({ model, weight }) => Object.freeze({ model: inner(model), weight }))),
    })
  if ('cheapest' in route) return Object.freeze({ cheapest: Object.freeze(route.cheapest.map(inner)) })
  return Object.freeze({ ...route, fallback: Object.freeze(route.fallback.map(inner)) })
}

/** Every end of a route, in the order written. */
export function leavesOf<Leaf>(route: Route<Leaf>): readonly Leaf[] {
  if ('leaf' in route) return [route.leaf]
  if ('weighted' in route) return route.weighted.flatMap(({ model }) => leavesOf(model))
  if ('cheapest' in route) return route.cheapest.flatMap((one) => leavesOf(one))
  return route.fallback.flatMap((one) => leavesOf(one))
}
