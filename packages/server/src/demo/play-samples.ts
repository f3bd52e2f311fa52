import { KaiwuError, type Clock } from '@kaiwu/core'
import { openSolutionFolder, playSample, readSampleWalks, type Solution } from '@kaiwu/solution'
import type { Logger } from 'pino'
import type { DemoPlace } from './demo-place.ts'

/**
 * Plays the sample cases of a solution, one after the other, so that lists and calendars have something to show. One that goes astray
 * leaves the others going; that is told to the log.
 */
export async function playSamples(
  { definition, work }: Solution,
  place: DemoPlace,
  { clock, logger, signal }: Readonly<{ clock: Clock; logger: Logger; signal: AbortSignal }>,
): Promise<void> {
  const { walks, problems } = await readSampleWalks(openSolutionFolder(place.root, { manifest: false }))
  for (const { file, line, message } of problems) logger.warn({ solution: definition.name, file, line, message }, 'sample cases')
  for (const walk of walks) {
    if (signal.aborted) return
    try {
      await playSample(work, walk, { clock, signal })
    } catch (error) {
      if (signal.aborted) return
      if (!KaiwuError.is(error)) throw error
      logger.warn({ solution: definition.name, walk: walk.walk, code: error.code, reason: error.message }, 'sample case')
    }
  }
}
