/**
 * A process that takes one case through a workflow of a template, from wherever others have left it to its end: as the server that does
 * its work, and as the people who decide on it. To be killed.
 * @module
 */
import { openWorkflow, type WorkflowPlace } from './workflow-desk.ts'
import { walkThrough } from './workflow-walk.ts'
import { workflows } from './workflow-walks.ts'

const { caseType, ...place } = JSON.parse(process.argv[2]!) as WorkflowPlace & Readonly<{ caseType: string }>
const workflow = workflows.find((one) => one.caseType === caseType)!
const desk = await openWorkflow(place, workflow)
await walkThrough(desk, workflow)
await desk.close()
// The thread that sorts is not waited for.
process.exit(0)
