import { KaiwuError, type LocalText } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import type { CaseDefinition, CaseStep } from '../definition/case-definition.ts'
import { caseContext } from '../engine/case-context.ts'
import type { CaseEvent } from '../engine/case-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import type { JsonValue } from '../log/canonical-json.ts'
import { caseRow } from './case-rows.ts'
import { engineLog, type ChangeTools } from './change-case.ts'
import type { KnownDefinitions } from './known-definitions.ts'
import { beginCase } from './start-case.ts'

type Beginning = Readonly<{ definition: CaseDefinition; record: CaseRecord; step: CaseStep; nowMs: number }>

/** Cases that begin one another end here. */
const longestChain = 5

/**
 * Begins a case of another type, and says so: all in the transaction that records the step, so there is one however often it is tried.
 * It belongs to who began this case, whether or not they may start one themselves.
 */
export async function startStep(
  inside: Queries,
  tools: ChangeTools & Readonly<{ definitions: KnownDefinitions }>,
  { definition, record, step, nowMs }: Beginning,
): Promise<readonly CaseEvent[]> {
  const { step: at, initiator, id, no } = record
  const failed = (reason: LocalText): readonly CaseEvent[] => [{ type: 'stepFailed', at, verb: 'start', reason }]
  if (!('start' in step.form)) return []
  if (await isChain(inside, record))
    return failed({
      zh: `已有 ${longestChain} 张业务单相继发起，不再继续`,
      en: `${longestChain} cases have begun one another; no more are begun`,
    })
  const context = caseContext(definition, record, nowMs)
  const given: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>
  for (const [field, expression] of step.expressions) {
    const { value, why } = expression.evaluate(context)
    if (why !== undefined) return failed(why)
    if (value !== null) given[field] = value as JsonValue
  }
  try {
    const beginning = { definition: tools.definitions.type(step.form.start), initiator, given: { ...given }, actor: engineLog }
    const begun = await beginCase(inside, tools, { ...beginning, from: { id, no }, nowMs })
    return [
      { type: 'fieldsSet', values: { [step.form.into]: begun.no }, by: 'step' },
      { type: 'stepDone', at, verb: 'start', outcome: { case: begun.id, no: begun.no } },
    ]
  } catch (error) {
    // Both are told before anything is written.
    if (!KaiwuError.is(error) || !['CASE_VALUES_INVALID', 'CASE_TYPE_UNKNOWN'].includes(error.code)) throw error
    return failed({ zh: error.text('zh'), en: error.text('en') })
  }
}

async function isChain(inside: Queries, record: CaseRecord): Promise<boolean> {
  let length = 1
  for (let { from } = record; from && length < longestChain; length++) from = (await caseRow(inside, from.id))?.record.from
  return length === longestChain
}
