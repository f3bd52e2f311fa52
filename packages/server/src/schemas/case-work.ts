import { z } from 'zod'
import { solutionParams } from './request.ts'

const instant = z.iso.datetime()

/** The address of a delivery: its idempotency key. */
export const deliveryParams = z.strictObject({ ...solutionParams.shape, key: z.string().regex(/^[!-~]{1,200}$/) })

/** The address of a job. */
export const jobParams = z.strictObject({ ...solutionParams.shape, id: z.string().min(1).max(100) })

/** Something that is sent outside. */
export const caseDelivery = z
  .strictObject({
    key: z.string().meta({ description: 'Its idempotency key.' }),
    target: z.string(),
    caseId: z.string().exactOptional(),
    about: z.string().exactOptional(),
    state: z.enum(['waiting', 'delivering', 'delivered', 'failed']),
    tries: z.int().min(0),
    status: z.int().exactOptional(),
    error: z.string().exactOptional(),
    putAt: instant,
    changedAt: instant,
  })
  .meta({ id: 'CaseDelivery' })

/** Work that failed as often as it may, and waits for a person. */
export const parkedJob = z
  .strictObject({
    id: z.string(),
    kind: z.string(),
    key: z.string().exactOptional(),
    group: z.string().exactOptional().meta({ description: 'The id of the case.' }),
    attempts: z.int().min(0),
    error: z.string(),
  })
  .meta({ id: 'ParkedJob' })
