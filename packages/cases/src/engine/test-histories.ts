/**
 * Histories of cases that every later engine must come to the same record with.
 * @module
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canonicalHash } from '../log/canonical-hash.ts'
import { recordOf } from './apply-event.ts'
import type { CaseEvent, RecordedEvent } from './case-event.ts'
import { chance } from './test-random-cases.ts'
import { randomDefinitions, Walk } from './test-walk.ts'

/** A history as it was recorded once, and the hash of the record it came to then. */
export type History = Readonly<{ id: string; recordHash: string; events: readonly RecordedEvent[] }>

const folder = fileURLToPath(new URL('../../test-data/histories/', import.meta.url))

/** All histories there are. */
export function readHistories(): readonly Readonly<{ file: string; history: History }>[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  return files.sort().map((file) => ({ file, history: JSON.parse(readFileSync(join(folder, file), 'utf8')) as History }))
}

/** The hash of what a history comes to, as it would lie in a database. */
export function recordHashOf({ id, events }: Pick<History, 'id' | 'events'>): string {
  return canonicalHash(recordOf(id, events)!)
}

/** Adds histories after those that are there, which it never touches. */
export function addHistories(count: number): void {
  const there = readHistories().length
  for (let number = there + 1; number <= there + count; number++) {
    const events = randomHistory(number)
    const id = `case_${number}`
    const history: History = { id, recordHash: recordHashOf({ id, events }), events }
    const file = join(folder, `${String(number).padStart(3, '0')}.json`)
    writeFileSync(file, `${JSON.stringify(history)}\n`, { flag: 'wx' })
  }
}

/** A walk, with events in between that no random case type has. */
function randomHistory(number: number): readonly RecordedEvent[] {
  const types = randomDefinitions(20)
  const below = chance(number * 104_729)
  const walk = new Walk(types[number % types.length]!, below)
  for (let step = 0; step < 40 && walk.record.endedAtMs === undefined; step++) walk.step()
  const events = [...walk.events]
  const kinds = Object.values(others)
  for (let added = 0; added < 9; added++) {
    const event = kinds[(number * 9 + added) % kinds.length]!(`${number}-${added}`)
    const at = 2 + below(events.length - 1)
    events.splice(at, 0, { event, atMs: events[at - 1]!.atMs + added * 1_000, actor: { kind: 'person', id: '乙', name: '乙' } })
  }
  return events
}

type Others = Exclude<CaseEvent['type'], 'started' | 'entered' | 'fieldsSet' | 'acted' | 'signed' | 'ended'>
const file = { name: '现场.jpg', sha256: 'ab'.repeat(32), bytes: 1_024, type: 'image/jpeg' }

/** One event of each kind that random walks do not bring about. */
const others: { readonly [Type in Others]: (name: string) => Extract<CaseEvent, { type: Type }> } = {
  stepDone: () => ({ type: 'stepDone', at: 0, verb: 'find', outcome: { passages: [{ id: 'p1', quote: '停机检查' }] } }),
  stepFailed: (name) => ({ type: 'stepFailed', at: 0, verb: 'ask', reason: { zh: `没有模型 ${name}`, en: `no model ${name}` } }),
  stepByHand: () => ({ type: 'stepByHand', at: 0, verb: 'ask', comment: '按经验' }),
  proposed: (name) => ({
    ...({ type: 'proposed', id: `p-${name}`, values: { amount: 7 }, by: 'model', model: 'qwen', band: 'medium' } as const),
    evidence: [{ source: 'p1', quote: '停机检查', verified: true }],
  }),
  proposalDecided: (name) => ({
    type: 'proposalDecided',
    id: `p-${name}`,
    field: 'amount',
    decision: 'edited',
    proposed: 7,
    value: 8,
  }),
  checked: () => ({ type: 'checked', at: 1, findings: [{ id: 'R1', severity: 'warning', message: '偏高' }] }),
  delegated: () => ({ type: 'delegated', seat: 0, to: { id: '丁', name: '丁' }, comment: '出差' }),
  signerAdded: () => ({ type: 'signerAdded', seat: 2, to: { id: '丙', name: '丙' }, comment: '会签' }),
  withdrawn: () => ({ type: 'withdrawn', comment: '改一下' }),
  received: () => ({ type: 'received', event: 'gas', values: { o2: 19.5 } }),
  timedOut: () => ({ type: 'timedOut' }),
  sent: (name) => ({ type: 'sent', at: 1, key: `k-${name}`, target: 'mes', body: { part: '6205-2RS' } }),
  delivered: (name) => ({ type: 'delivered', key: `k-${name}` }),
  deliveryFailed: (name) => ({ type: 'deliveryFailed', key: `k-${name}`, reason: '503' }),
  reminded: () => ({ type: 'reminded', deadline: 'mend', before: '2 hours', dueAtMs: 1_790_586_000_000 }),
  overdue: () => ({ type: 'overdue', deadline: 'mend', dueAtMs: 1_790_586_000_000 }),
  extended: () => ({ type: 'extended', deadline: 'mend', within: { amount: 2, unit: 'hours' }, comment: '等备件' }),
  commented: (name) => ({ type: 'commented', text: `说明 ${name}` }),
  attached: () => ({ type: 'attached', field: 'photos', file }),
  detached: () => ({ type: 'detached', field: 'photos', sha256: file.sha256 }),
  exception: () => ({ type: 'exception', kind: 'undecided', what: { zh: '说不清', en: 'it cannot be told' } }),
  rerouted: () => ({ type: 'rerouted', to: 's0', comment: '改道' }),
  cancelled: () => ({ type: 'cancelled', comment: '误报' }),
}

/** Every kind of event there is. */
export const eventTypes: readonly string[] = [
  'started',
  'entered',
  'fieldsSet',
  'acted',
  'signed',
  'ended',
  ...Object.keys(others),
]
