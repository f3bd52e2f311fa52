import { setImmediate as nextTurn } from 'node:timers/promises'
import { sliceMs } from '../time-slices.ts'

/** Does work a slice at a time, with other work of the process in between; `put` comes at once behind the last slice. */
export async function inSlices<Result>(
  start: (pause: () => boolean) => Generator<void, Result>,
  put: (result: Result) => void,
): Promise<void> {
  let began = performance.now()
  const work = start(() => performance.now() - began > sliceMs)
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) return put(step.value)
    await nextTurn()
    began = performance.now()
  }
}
