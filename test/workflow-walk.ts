/**
 * Walks a case of a template on a real base, deed by deed, as people would: from wherever it stands, so that a process that was killed can
 * be followed by another.
 * @module
 */
import type { CaseRecord, FieldValues, JsonValue, ProposalDecision } from '@kaiwu/cases'
import { historyRows } from '../packages/cases/src/cases/case-history.ts'
import { shownHash } from '../packages/cases/src/engine/shown-hash.ts'
import type { WorkflowDesk } from './workflow-desk.ts'

/** What is put into a form: people by their logins, departments by their keys. */
export type WalkValues = FieldValues | ((now: Readonly<{ record: CaseRecord; nowMs: number }>) => FieldValues)

/** What somebody does, by their login. */
export type Deed = Readonly<{
  by: string
  /** How long after the one before. */
  laterMinutes?: number
  values?: WalkValues
  /** Fields that are taken from what is suggested, where anything is; else from the values. */
  takes?: readonly string[]
}> &
  Readonly<
    | { act: string }
    | { sign: 'approve' | 'reject' | 'return'; to?: string }
    | { receive: string }
    /** A file for a field of files. */
    | { attach: string }
  >

/** A workflow, and one way through it. */
export type Workflow = Readonly<{
  template: 'manufacturing' | 'government'
  caseType: string
  /** Case types that it begins cases of. */
  begins?: readonly string[]
  beginsAt: string
  deeds: readonly Deed[]
  /** How long it goes on by itself after the last of them. */
  afterMinutes?: number
  ends: string
  /** What a model suggests, whatever field it is asked for. */
  suggests: Readonly<Record<string, JsonValue>>
}>

const minutesOf = (deeds: readonly Deed[]): number => deeds.reduce((sum, { laterMinutes = 0 }) => sum + laterMinutes, 0)

/** A case as it stands. */
export async function recordOf({ database }: Pick<WorkflowDesk, 'database'>, id: string): Promise<CaseRecord> {
  return JSON.parse((await database.get<{ record: string }>('SELECT record FROM cases WHERE id = ?', id))!.record) as CaseRecord
}

/** How many deeds of a walk have been done. */
async function deedsDone({ database }: WorkflowDesk, id: string): Promise<number> {
  const rows = await historyRows(database, id)
  return rows.filter(({ action }) => ['case.acted', 'case.signed', 'case.received', 'case.attached'].includes(action)).length
}

/** How a walk is gone. */
export type WalkManner = Readonly<{
  /** Tells it from other walks in the same base. */
  name?: string
  /** Whether suggestions are taken as the deeds say; else they are all turned down. Default: they are. */
  obliging?: boolean
  /** What is said in comments and files. */
  words?: string
}>

/** Takes a case to its end: the one that was begun, or a new one. Returns its id. */
export async function walkThrough(
  desk: WorkflowDesk,
  { caseType, deeds, afterMinutes = 0 }: Pick<Workflow, 'caseType' | 'deeds' | 'afterMinutes'>,
  { name = 'walk', obliging = true, words = '示例' }: WalkManner = {},
): Promise<string> {
  const starter = await desk.asking(deeds[0]!.by)
  const { id } = (await desk.cases.start(starter, { caseType, requestKey: name })).record
  let done = await deedsDone(desk, id)
  desk.jobs.start()
  for (; done < deeds.length; done++) {
    await desk.later(minutesOf(deeds.slice(0, done + 1)))
    await doDeed(desk, id, { deed: deeds[done]!, decisionId: `deed-${done}`, obliging, words })
  }
  await desk.later(minutesOf(deeds) + afterMinutes)
  return id
}

type Doing = Readonly<{ deed: Deed; decisionId: string; obliging: boolean; words: string }>

async function doDeed(desk: WorkflowDesk, id: string, { deed, decisionId, obliging, words }: Doing): Promise<void> {
  const { cases, clock, definition } = desk
  const asking = await desk.asking(deed.by)
  const record = await recordOf(desk, id)
  if ('receive' in deed) return void (await cases.receive(asking, id, deed.receive, {}, decisionId))
  if ('attach' in deed) {
    const content = new TextEncoder().encode(words)
    return void (await cases.attach(asking, id, { field: deed.attach, name: '附件.txt', content }))
  }
  const { actions, approval } = definition.states.get(record.state)!
  const form = 'act' in deed ? actions.get(deed.act)?.form : approval?.form
  const given = valuesOf(deed, { record, nowMs: clock.now() })
  const proposals = decisionsOn(record, form ?? [], obliging ? (deed.takes ?? []) : [])
  const taken = new Set(proposals.flatMap(({ decision, field }) => (decision === 'accepted' ? [field] : [])))
  const values = await desk.idsIn(Object.fromEntries(Object.entries(given).filter(([field]) => !taken.has(field))))
  const said = { values, proposals, comment: words, sign: 'password', shown: shownHash(record), decisionId } as const
  if ('act' in deed) await cases.act(asking, id, { action: deed.act, ...said })
  else await cases.sign(asking, id, { decision: deed.sign, ...(deed.to === undefined ? {} : { to: deed.to }), ...said })
}

/** What is put into the form of a deed. */
export function valuesOf({ values = {} }: Deed, now: Readonly<{ record: CaseRecord; nowMs: number }>): FieldValues {
  return typeof values === 'function' ? values(now) : values
}

/** What is made of the last suggestion for each field of a form. */
function decisionsOn({ proposals }: CaseRecord, form: readonly string[], takes: readonly string[]): readonly ProposalDecision[] {
  return form.flatMap((field) => {
    const last = proposals.findLast(({ values, decided }) => Object.hasOwn(values, field) && decided[field] === undefined)
    return last ? [{ id: last.id, field, decision: takes.includes(field) ? 'accepted' : 'rejected' } as const] : []
  })
}
