import type { FlatKernel } from './flat-kernel.ts'
import type { FlatLayout } from './flat-layout.ts'
import type { MemoryViews } from './memory-views.ts'
import { plainEncoding, plainTurning } from './plain-encoding.ts'
import { plainFirstStage, plainLaterStages } from './plain-stages.ts'

/**
 * The kernel in plain TypeScript, for where WebAssembly SIMD is missing: some ten times slower, the same bytes and scores. Each
 * function does what kernel/ does, and floats are rounded and summed in its order.
 */
export function plainKernel(layout: FlatLayout, memory: MemoryViews): FlatKernel {
  return Object.freeze({
    ...plainTurning(layout, memory),
    ...plainEncoding(layout, memory),
    ...plainFirstStage(memory),
    ...plainLaterStages(layout, memory),
  })
}
