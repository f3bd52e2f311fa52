const firstMs = Date.UTC(2020, 0, 1)
const tickMs = 250
const highest = 2 ** 31 - 1
const mostTicks = 2 ** 32 - 1

/**
 * A due time as a priority of pg-boss, in quarters of a second from 2020 to 2054: the earlier, the higher. Due jobs are then those of at
 * least a certain priority, found over pg-boss's own index however many wait, in the order they are due, by the clock that Kaiwu was given
 * instead of the database server's. What lies ahead is rounded up, so that nothing runs before its time.
 */
export function priorityOf(dueAtMs: number, nowMs: number): number {
  return dueAtMs <= nowMs ? priorityDue(dueAtMs) : priorityOfTicks(Math.ceil((dueAtMs - firstMs) / tickMs))
}

/** The lowest priority that is due at an instant. */
export function priorityDue(nowMs: number): number {
  return priorityOfTicks(Math.floor((nowMs - firstMs) / tickMs))
}

/** When a priority is due. */
export function dueAtOf(priority: number): number {
  return firstMs + (highest - priority) * tickMs
}

function priorityOfTicks(ticks: number): number {
  return highest - Math.min(Math.max(ticks, 0), mostTicks)
}
