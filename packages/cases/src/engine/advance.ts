import type { LocalText } from '@kaiwu/core'
import type { CaseDefinition, CaseState, CaseStep } from '../definition/case-definition.ts'
import type { CaseVerb } from '../definition/step-schema.ts'
import type { JsonObject, JsonValue } from '../log/canonical-json.ts'
import { decide } from '../rules/decide.ts'
import type { Expression } from '../rules/expression.ts'
import { applyEvent } from './apply-event.ts'
import { caseContext } from './case-context.ts'
import type { CaseEvent, FieldValues, Finding, RecordedEvent } from './case-event.ts'
import type { CaseRecord } from './case-record.ts'
import { sendKey } from './send-key.ts'

/** What goes on by itself is done by nobody. */
export const engineActor = Object.freeze({ kind: 'system', id: 'kaiwu', name: 'Kaiwu' })

/** A case after what went on by itself, and the events that brought it there. */
export type Advanced = Readonly<{ record: CaseRecord; events: readonly RecordedEvent[] }>

/** A case that goes on for ever by itself stands still after so many states. */
const mostStates = 100

/** The verbs whose work lies outside of the case: it waits until it is done and recorded. */
const outside = new Set<CaseVerb>(['find', 'ask', 'classify', 'run', 'start', 'count'])

/** The verb of a step. */
export function verbOf({ form }: CaseStep): CaseVerb {
  if ('find' in form) return 'find'
  if ('classify' in form) return 'classify'
  if ('ask' in form) return 'ask'
  if ('decide' in form) return 'decide'
  if ('check' in form) return 'check'
  if ('run' in form) return 'run'
  if ('start' in form) return 'start'
  return 'count' in form ? 'count' : 'send'
}

/**
 * Lets a case go on by itself as far as it does without anybody: through rules, checks and ways on, until it waits for a person, for
 * something outside, or has ended. Pure but for the time it is given.
 */
export function advance(definition: CaseDefinition, from: CaseRecord, nowMs: number): Advanced {
  const progress = new Progress(definition, from, nowMs)
  let states = 0
  while (!progress.record.failure && !progress.record.exception) {
    const state = definition.states.get(progress.record.state)!
    const step = state.steps[progress.record.step]
    if (step) {
      if (!progress.run(step)) break
    } else if (state.end) {
      if (progress.record.endedAtMs === undefined) progress.add({ type: 'ended' })
      break
    } else if (state.next.length === 0) break
    else if (++states > mostStates) progress.stuck({ zh: '自动流转超过 100 次', en: 'it went on by itself more than 100 times' })
    else progress.goOn(state)
  }
  return { record: progress.record, events: Object.freeze(progress.events) }
}

class Progress {
  record: CaseRecord
  readonly events: RecordedEvent[] = []
  private readonly definition: CaseDefinition
  private readonly nowMs: number

  constructor(definition: CaseDefinition, record: CaseRecord, nowMs: number) {
    this.definition = definition
    this.record = record
    this.nowMs = nowMs
  }

  add(event: CaseEvent): void {
    const recorded = { event, atMs: this.nowMs, actor: engineActor }
    this.events.push(recorded)
    this.record = applyEvent(this.record, this.record.id, recorded)
  }

  stuck(what: LocalText): void {
    this.add({ type: 'exception', kind: 'undecided', what })
  }

  /** Does a step that needs nothing from outside. @returns false when the case has to wait for it */
  run(step: CaseStep): boolean {
    const at = this.record.step
    const verb = verbOf(step)
    const wanted = step.when === undefined || this.holds(step.when)
    if (wanted === undefined) return false
    if (!wanted) return this.done(at, verb, { skipped: true })
    if (outside.has(verb)) return false
    if ('decide' in step.form) return this.decide(at, step.form.decide)
    if ('check' in step.form) return this.check(at, step)
    return this.send(at, step)
  }

  goOn({ next }: CaseState): void {
    for (const { when, to } of next) {
      const holds = when === undefined || this.holds(when)
      if (holds === undefined) return
      if (holds) return this.add({ type: 'entered', state: to })
    }
    this.stuck({ zh: '没有一条出路的条件成立', en: 'the condition of no way on holds' })
  }

  private done(at: number, verb: string, outcome: JsonObject): true {
    this.add({ type: 'stepDone', at, verb, outcome })
    return true
  }

  private failed(at: number, verb: string, reason: LocalText): false {
    this.add({ type: 'stepFailed', at, verb, reason })
    return false
  }

  /** Whether a condition holds; nothing, and the case waits for somebody, when that cannot be told. */
  private holds(condition: Expression): boolean | undefined {
    const held = condition.evaluateCondition(this.context())
    if (typeof held === 'boolean') return held
    this.stuck(held.undecided)
    return undefined
  }

  private decide(at: number, name: string): boolean {
    const table = this.definition.decisions.get(name)!
    const decision = decide(table, this.context())
    if (decision.kind !== 'one' && decision.kind !== 'list') return this.failed(at, 'decide', decision.why)
    const values =
      decision.kind === 'one' ? (decision.outputs as FieldValues) : gathered(decision.outputs as readonly FieldValues[])
    this.add({ type: 'fieldsSet', values, by: 'table' })
    return this.done(at, 'decide', { table: name, rules: [...decision.rules] })
  }

  private check(at: number, { form, expressions }: CaseStep): boolean {
    const context = this.context()
    const findings: Finding[] = []
    for (const { id, severity, message } of 'check' in form ? form.check : []) {
      const held = expressions.get(id)!.evaluateCondition(context)
      // What cannot be told does not hold: a gate stays shut, and says why.
      if (held !== true) findings.push({ id, severity, message: held === false ? message : unsure(message, held.undecided) })
    }
    this.add({ type: 'checked', at, findings: [...this.record.findings, ...findings] })
    return this.done(at, 'check', { findings: findings.map(({ id }) => id) })
  }

  /** What is sent is sent once: its key is that of the case, the state, the visit and the step. */
  private send(at: number, { form, expressions }: CaseStep): boolean {
    if (!('send' in form)) return false
    const key = sendKey(this.record, at)
    if (this.record.sending.includes(key)) return false
    if (this.record.delivered.includes(key)) return this.done(at, 'send', { key })
    const context = this.context()
    const body: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>
    for (const [name, expression] of expressions) {
      const { value, why } = expression.evaluate(context)
      if (why !== undefined) return this.failed(at, 'send', why)
      body[name] = value as JsonValue
    }
    this.add({ type: 'sent', at, key, target: form.send, body })
    if (form.wait === true) return false
    return this.done(at, 'send', { key })
  }

  private context(): ReturnType<typeof caseContext> {
    return caseContext(this.definition, this.record, this.nowMs)
  }
}

/** What several rules give, as a list for each field. */
function gathered(outputs: readonly FieldValues[]): FieldValues {
  const names = new Set(outputs.flatMap((one) => Object.keys(one)))
  return Object.fromEntries([...names].map((name) => [name, outputs.flatMap((one) => one[name] ?? [])]))
}

function unsure(message: LocalText, why: LocalText): LocalText {
  const [one, other] = [message, why].map((text) => (typeof text === 'string' ? { zh: text, en: text } : text)) as [
    { zh: string; en: string },
    { zh: string; en: string },
  ]
  return { zh: `${one.zh}（${other.zh}）`, en: `${one.en} (${other.en})` }
}
