import type { AttachedFile, CaseEvent, CaseEvidence, FieldValues, Participant, RecordedEvent } from './case-event.ts'
import type { CaseRecord, Seat } from './case-record.ts'
import { sendKey } from './send-key.ts'

type Of<Type extends CaseEvent['type']> = Extract<CaseEvent, { type: Type }>
type Change = (record: CaseRecord, person: Participant, atMs: number) => Partial<CaseRecord>

/**
 * What a case is after an event. Pure: the same events always come to the same case.
 * @throws Error for a first event that starts nothing, which no log that verifies can hold
 */
export function applyEvent(record: CaseRecord | undefined, id: string, recorded: RecordedEvent): CaseRecord {
  const { event, atMs, actor } = recorded
  if (!record) {
    if (event.type !== 'started') throw new Error(`case ${id} begins with ${event.type}`)
    return startedAs(id, event, atMs)
  }
  const change = changeOf(event)(record, { id: actor.id, name: actor.name }, atMs)
  return Object.freeze({ ...record, ...change, events: record.events + 1 })
}

/** What events come to, the first one first. */
export function recordOf(id: string, events: Iterable<RecordedEvent>): CaseRecord | undefined {
  let record: CaseRecord | undefined
  for (const event of events) record = applyEvent(record, id, event)
  return record
}

function startedAs(id: string, event: Of<'started'>, atMs: number): CaseRecord {
  const { caseType, definition, no, initiator, departmentId, departmentField, fields } = event
  return Object.freeze({
    ...{ id, no, caseType, definition, initiator, fields },
    departmentId: departmentIn(fields, { departmentId, departmentField }),
    ...(departmentField === undefined ? {} : { departmentField }),
    ...(event.from === undefined ? {} : { from: event.from }),
    startedAtMs: atMs,
    state: '',
    entries: [],
    step: 0,
    findings: [],
    evidence: [],
    proposals: [],
    acts: [],
    sending: [],
    delivered: [],
    extensions: {},
    noticed: [],
    events: 1,
  })
}

/** The department that values name; else the one that it belongs to already. */
function departmentIn(
  values: FieldValues,
  { departmentId, departmentField = '' }: Readonly<{ departmentId: string | null; departmentField?: string | undefined }>,
): string | null {
  const named = Object.hasOwn(values, departmentField) ? values[departmentField] : undefined
  return typeof named === 'string' && named !== '' ? named : departmentId
}

const none: Change = () => ({})

function changeOf(event: CaseEvent): Change {
  switch (event.type) {
    case 'entered':
      return entered(event)
    case 'stepDone':
    case 'stepByHand':
      return (record) => ({ step: event.at + 1, ...without(record, 'failure'), ...foundBy(event, record) })
    case 'stepFailed':
      return () => ({ failure: { at: event.at, reason: event.reason } })
    case 'fieldsSet':
      return (record) => ({
        fields: Object.freeze({ ...record.fields, ...event.values }),
        departmentId: departmentIn(event.values, record),
      })
    case 'attached':
    case 'detached':
      return files(event)
    case 'proposed':
    case 'proposalDecided':
      return proposal(event)
    case 'checked':
      return () => ({ findings: event.findings })
    case 'acted':
    case 'signed':
    case 'delegated':
    case 'signerAdded':
      return signature(event)
    case 'sent':
      return ({ sending }) => ({ sending: [...sending, event.key] })
    case 'delivered':
      return (record) => ({
        sending: record.sending.filter((key) => key !== event.key),
        delivered: [...record.delivered, event.key],
        // It had failed, and was tried again.
        ...(record.failure && event.key === sendKey(record, record.failure.at) ? without(record, 'failure') : {}),
      })
    case 'reminded':
      return ({ noticed }) => ({ noticed: [...noticed, `${event.deadline} ${event.before} ${event.dueAtMs}`] })
    case 'overdue':
      return ({ noticed }) => ({ noticed: [...noticed, `${event.deadline} ${event.dueAtMs}`] })
    case 'extended':
      return ({ extensions }) => ({
        extensions: { ...extensions, [event.deadline]: [...(extensions[event.deadline] ?? []), event.within] },
      })
    case 'exception':
      return () => ({ exception: { kind: event.kind, what: event.what } })
    case 'ended':
      return (_, __, atMs) => ({ endedAtMs: atMs })
    default:
      return none
  }
}

/** What a search found is there for the steps after it. */
function foundBy(event: Of<'stepDone'> | Of<'stepByHand'>, { evidence }: CaseRecord): Partial<CaseRecord> {
  if (event.type !== 'stepDone' || event.verb !== 'find' || !Array.isArray(event.outcome['passages'])) return {}
  return { evidence: [...evidence, ...(event.outcome['passages'] as unknown as readonly CaseEvidence[])] }
}

function entered({ state }: Of<'entered'>): Change {
  return (record, _, atMs) => ({
    ...without(record, 'failure', 'exception', 'approval'),
    state,
    entries: [...record.entries, { state, atMs }],
    step: 0,
    findings: [],
    evidence: [],
  })
}

function files(event: Of<'attached'> | Of<'detached'>): Change {
  return ({ fields }) => {
    const held = filesIn(fields, event.field)
    const left = event.type === 'attached' ? [...held, event.file] : held.filter(({ sha256 }) => sha256 !== event.sha256)
    return { fields: Object.freeze({ ...fields, [event.field]: left }) }
  }
}

/** The files that a field holds. */
export function filesIn(fields: FieldValues, field: string): readonly AttachedFile[] {
  const value = Object.hasOwn(fields, field) ? fields[field] : undefined
  return Array.isArray(value) ? (value as readonly AttachedFile[]) : []
}

function proposal(event: Of<'proposed'> | Of<'proposalDecided'>): Change {
  if (event.type === 'proposed') {
    const { type: _, ...said } = event
    return ({ proposals }, __, atMs) => ({ proposals: [...proposals, Object.freeze({ ...said, atMs, decided: {} })] })
  }
  const { id, field, decision } = event
  return ({ proposals }) => ({
    proposals: proposals.map((one) => (one.id === id ? { ...one, decided: { ...one.decided, [field]: decision } } : one)),
  })
}

function signature(event: Of<'acted'> | Of<'signed'> | Of<'delegated'> | Of<'signerAdded'>): Change {
  return (record, person, atMs) => {
    if (event.type === 'delegated' || event.type === 'signerAdded')
      return { approval: { seats: seatsWith(record, event.seat, { person: event.to }) } }
    const act = { person, atMs, decisionId: event.decisionId, shown: event.shown }
    if (event.type === 'acted') return { acts: [...record.acts, { what: `${record.state}.${event.action}`, ...act }] }
    const acts = [...record.acts, { what: `${record.state}.approval`, decision: event.decision, ...act }]
    if (event.decision !== 'approve') return { acts }
    return { acts, approval: { seats: seatsWith(record, event.seat, { signed: person }) } }
  }
}

/** The seats of an approval, one of them changed. Seats that nobody has touched are not written down. */
function seatsWith({ approval }: CaseRecord, at: number, change: Seat): readonly Seat[] {
  const seats = Array.from({ length: Math.max(at + 1, approval?.seats.length ?? 0) }, (_, index) => approval?.seats[index] ?? {})
  return seats.map((seat, index) => (index === at ? { ...seat, ...change } : seat))
}

/** Takes what no longer holds out of a record that is spread over. */
function without(record: CaseRecord, ...keys: readonly ('failure' | 'exception' | 'approval')[]): Partial<CaseRecord> {
  return Object.fromEntries(keys.filter((key) => key in record).map((key) => [key, undefined]))
}
