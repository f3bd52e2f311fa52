/**
 * A case type with every kind of step, and what does its steps and its people's part: for processes that are killed on the way.
 * @module
 */
import type { Clock } from '@kaiwu/core'
import { defineCase } from '../definition/define-case.ts'
import { verbOf } from '../engine/advance.ts'
import type { CaseEvent } from '../engine/case-event.ts'
import { signatureHeader, timestampHeader, webhookSignature } from '../outbox/webhook-signature.ts'
import type { StepRunner } from './case-ports.ts'

/** Every kind of step, sent with and without waiting, a timer with a reminder, two signers, a return, an event from outside. */
const proofType = defineCase(
  {
    kaiwu: 1,
    case: 'proof',
    title: '购置',
    number: 'GZ-{year}-{seq:4}',
    roles: { 主管: '批准', 人事: '复核' },
    tables: { level: 'tables/level.csv' },
    fields: {
      text: { type: 'longText', required: true },
      amount: { type: 'money', required: true },
      found: { type: 'text' },
      price: { type: 'money' },
      kind: { type: 'choice', values: ['备件', '办公'] },
      level: { type: 'choice', values: ['A', 'B'] },
      oxygen: { type: 'number' },
      before: { type: 'integer' },
      receipt: { type: 'text' },
    },
    start: 'draft',
    states: {
      draft: { actions: { send: { by: 'initiator', form: ['text', 'amount'], to: 'working' } } },
      working: {
        steps: [
          { find: 'rules', for: '{{text}}' },
          { classify: 'text', by: 'tables/rows.csv', into: 'kind' },
          { run: 'steps/found.ts', into: ['found'] },
          { count: 'proof', same: ['text'], within: '24h', into: 'before' },
          { decide: 'level' },
          { check: [{ id: 'R1', that: 'amount < 100', message: '超过一百元', severity: 'warning' }] },
          { send: 'mes', body: { no: 'case.no', amount: 'amount' } },
          { send: 'mes', body: { level: 'level' }, wait: true },
          { ask: 'prompts/price.md', into: ['price'] },
        ],
        next: [{ when: 'case.visits > 1', to: 'review' }, { to: 'pause' }],
      },
      pause: { timeout: { after: '3m', to: 'review' } },
      review: {
        approval: {
          by: ['主管', '人事'],
          mode: 'all',
          form: ['kind', 'price'],
          approved: 'outside',
          rejected: 'dropped',
          returnTo: ['draft'],
        },
      },
      outside: { on: { gas: { to: 'closing', set: { oxygen: 'event.o2' } } } },
      closing: {
        steps: [
          { start: 'receipt', fields: { of: 'case.no' }, into: 'receipt' },
          { send: 'mes', body: { oxygen: 'oxygen', receipt: 'receipt' }, wait: true },
        ],
        next: [{ to: 'closed' }],
      },
      closed: { end: true },
      dropped: { end: true },
    },
    deadlines: { answer: { within: '2m', from: ['pause'], until: ['review'], remind: ['1m'], escalate: '主管' } },
  },
  { 'tables/level.csv': '唯一,条件 amount：数字,结果 level：文字\nR1,< 1000,A\nR2,>= 1000,B\n' },
)

/** What the other begins: somebody has to say that it came. */
const receiptType = defineCase({
  kaiwu: 1,
  case: 'receipt',
  title: '验收',
  number: 'YS-{seq:4}',
  roles: { 主管: '看' },
  fields: { of: { type: 'text' } },
  start: 'open',
  states: { open: { actions: { came: { by: 'initiator', to: 'closed' } } }, closed: { end: true } },
})

/** The case types of the proof. */
export const proofTypes = [proofType, receiptType] as const

/** The secret that everything sent to the effect server is signed with. */
export const proofSecret = 'sk-test-webhook-secret-0123456789'

/** A clock that all processes of a proof share: a minute of it is a second of theirs. @param startMs when the proof began */
export function proofClock(startMs: number): Clock {
  const now = (): number => Date.parse('2026-09-28T09:00:00+08:00') + (Date.now() - startMs) * 60
  return { now, today: () => new Date(now()).toISOString().slice(0, 10) }
}

/** Does the steps outside of the case, each by one request to the effect server, under the key of the case, the visit and the step. */
export function proofSteps(url: string, clock: Clock): StepRunner {
  return async ({ record, step }) => {
    const verb = verbOf(step)
    const key = `${record.id}.${record.entries.length}.${record.step}`
    const body = JSON.stringify({ verb, text: record.fields['text'] ?? null })
    const timestamp = Math.floor(clock.now() / 1_000)
    const headers = {
      'idempotency-key': key,
      [timestampHeader]: String(timestamp),
      [signatureHeader]: webhookSignature(timestamp, body, proofSecret),
    }
    const response = await fetch(url, { method: 'POST', body, headers })
    if (!response.ok) throw new Error(`the effect server answered ${response.status}`)
    return { events: eventsOf(verb, `p.${record.entries.length}.${record.step}`), outcome: { said: await response.text() } }
  }
}

function eventsOf(verb: string, id: string): readonly CaseEvent[] {
  const evidence = [{ source: 'rules', quote: '先询价', verified: true }]
  if (verb === 'ask') return [{ type: 'proposed', id, values: { price: 12.3 }, by: 'model', model: 'm', band: 'high', evidence }]
  if (verb === 'classify')
    return [{ type: 'proposed', id, values: { kind: '备件' }, by: 'classifier', band: 'high', evidence, score: 0.9, margin: 0.4 }]
  return verb === 'run' ? [{ type: 'fieldsSet', values: { found: '找到三家' }, by: 'step' }] : []
}
