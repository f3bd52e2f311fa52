import { gongwen, hotline, policyReview } from './workflow-walks-government.ts'
import { diagnosis, quality8d, safetyPermit, workOrder } from './workflow-walks-manufacturing.ts'
import type { Workflow } from './workflow-walk.ts'

/** A way through each workflow of the templates: M1, M2, M4, M8, G1, G2, G4. */
export const workflows: readonly Workflow[] = [
  ...[diagnosis, workOrder, quality8d, safetyPermit],
  ...[policyReview, hotline, gongwen],
]
