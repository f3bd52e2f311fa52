/**
 * Does the work of several batches, a few at a time, and gives what came of each in order. The first failure stops the others.
 * @param most batches at a time
 */
export async function inBatches<B, R>(
  batches: readonly B[],
  most: number,
  work: (batch: B, signal: AbortSignal) => Promise<R>,
  outer?: AbortSignal,
): Promise<readonly R[]> {
  const controller = new AbortController()
  const signal = outer ? AbortSignal.any([outer, controller.signal]) : controller.signal
  const done: R[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < batches.length) {
      const at = next++
      done[at] = await work(batches[at]!, signal)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(most, batches.length) }, worker))
    return done
  } catch (error) {
    next = batches.length
    controller.abort()
    throw error
  }
}

/** A list in pieces of at most `most`. */
export function pieces<T>(list: readonly T[], most: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / most) }, (_, at) => list.slice(at * most, (at + 1) * most))
}
