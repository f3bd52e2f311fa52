/**
 * Cases that people walk through by chance, without a database.
 * @module
 */
import { KaiwuError } from '@kaiwu/core'
import type { CaseDefinition } from '../definition/case-definition.ts'
import { caseSchema } from '../definition/case-schema.ts'
import { compileCase } from '../definition/compile-case.ts'
import { actionEvents, actionOf } from './act-on-case.ts'
import { advance } from './advance.ts'
import { applyEvent, recordOf } from './apply-event.ts'
import type { CaseEvent, RecordedEvent } from './case-event.ts'
import type { CaseRecord } from './case-record.ts'
import type { Deciding } from './decision-input.ts'
import { shownHash } from './shown-hash.ts'
import { seatsOf, signatureEvents } from './sign-approval.ts'
import { chance, people, randomCase } from './test-random-cases.ts'

const nowMs = Date.parse('2026-09-28T09:00:00+08:00')
const names = Object.keys(people)
const holds = (name: string, role: string): boolean => people[name]!.includes(role)

/** Random case types that are in order; those that are not say why, and are no use here. */
export function randomDefinitions(wanted: number): CaseDefinition[] {
  const found: CaseDefinition[] = []
  for (let seed = 1; found.length < wanted; seed++) {
    const { definition, problems } = compileCase({ form: caseSchema.parse(randomCase(chance(seed))), files: {} })
    if (definition) found.push(definition)
    else if (!problems.every(({ message }) => /走不到|没有一条路/.test(JSON.stringify(message))))
      throw new Error(JSON.stringify(problems))
  }
  return found
}

/** One case, walked by chance; everything that happened to it. */
export class Walk {
  readonly events: RecordedEvent[] = []
  record: CaseRecord
  refused = 0
  private readonly definition: CaseDefinition
  private readonly below: (limit: number) => number
  private decisions = 0

  constructor(definition: CaseDefinition, below: (limit: number) => number) {
    this.definition = definition
    this.below = below
    const initiator = { id: names[below(names.length)]!, name: '' }
    const started: CaseEvent = {
      type: 'started',
      caseType: 'random',
      definition: definition.hash,
      no: 'R-0001',
      initiator,
      departmentId: null,
      fields: {},
    }
    const actor = { kind: 'person', ...initiator }
    this.events.push(
      { event: started, atMs: nowMs, actor },
      { event: { type: 'entered', state: definition.start }, atMs: nowMs, actor },
    )
    this.record = recordOf('c', this.events)!
    this.goOn()
  }

  step(): void {
    const id = names[this.below(names.length)]!
    const person = { id, name: id }
    const deciding: Deciding = { definition: this.definition, record: this.record, person, nowMs }
    try {
      const events = this.below(2) === 0 ? this.act(deciding) : this.sign(deciding)
      for (const event of events) this.add({ event, atMs: nowMs, actor: { kind: 'person', ...person } })
      this.goOn()
    } catch (error) {
      if (!KaiwuError.is(error)) throw error
      this.refused++
    }
  }

  private act(deciding: Deciding): readonly CaseEvent[] {
    const key = ['go', 'on', 'nothing'][this.below(3)]!
    const { by } = actionOf(deciding, key)
    const mine = by.some((who) =>
      who.kind === 'initiator'
        ? this.record.initiator.id === deciding.person.id
        : who.kind === 'role' && holds(deciding.person.id, who.role),
    )
    if (!mine) throw new KaiwuError('CASE_NOT_YOURS', { no: '', name: '' })
    const values = key === 'go' ? { amount: this.below(30) - 8 } : {}
    return actionEvents(deciding, { action: key, values, ...this.said() })
  }

  private sign(deciding: Deciding): readonly CaseEvent[] {
    const approval = this.definition.states.get(this.record.state)?.approval
    const seats = approval ? seatsOf(approval, this.record) : []
    const mine = [...seats.keys()].filter((at) =>
      approval!.by[at]!.some((who) => who.kind === 'role' && holds(deciding.person.id, who.role)),
    )
    const decision = (['approve', 'approve', 'approve', 'reject', 'return'] as const)[this.below(5)]!
    return signatureEvents(deciding, mine, { decision, comment: this.below(4) === 0 ? '' : '意见', ...this.said() })
  }

  private said(): { shown: string; decisionId: string } {
    // Now and then somebody decides on what is no longer there.
    return { shown: this.below(20) === 0 ? 'old' : shownHash(this.record), decisionId: `d${++this.decisions}` }
  }

  private add(event: RecordedEvent): void {
    this.events.push(event)
    this.record = applyEvent(this.record, 'c', event)
  }

  private goOn(): void {
    const { record, events } = advance(this.definition, this.record, nowMs)
    this.events.push(...events)
    this.record = record
  }
}
