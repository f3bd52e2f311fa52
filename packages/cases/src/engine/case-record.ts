import type { LocalText } from '@kaiwu/core'
import type { Duration } from '../calendar/duration.ts'
import type { CaseEvidence, CaseOrigin, FieldValues, Finding, Participant, Suggestion } from './case-event.ts'

/** A suggestion of a model or a classifier, and what became of it. */
export type Proposal = Suggestion &
  Readonly<{ atMs: number; decided: Readonly<Record<string, 'accepted' | 'edited' | 'rejected'>> }>

/** Something that somebody did. */
export type Act = Readonly<{
  /** `state.action`, of a signature `state.approval`. */
  what: string
  person: Participant
  atMs: number
  decisionId: string
  /** The hash of what they saw. */
  shown: string
  decision?: 'approve' | 'reject' | 'return'
}>

/** Who signs, and what was signed: one seat for each signer of an approval. */
export type Seat = Readonly<{ person?: Participant; signed?: Participant }>

/** An approval under way. */
export type ApprovalUnderWay = Readonly<{ seats: readonly Seat[] }>

/** When a case came into a state. */
export type Entry = Readonly<{ state: string; atMs: number }>

/** How a case stands: what its events come to. Plain data. */
export type CaseRecord = Readonly<{
  id: string
  no: string
  caseType: string
  definition: string
  initiator: Participant
  /** The case it was begun by. */
  from?: CaseOrigin
  departmentId: string | null
  departmentField?: string
  startedAtMs: number
  state: string
  /** Every state it came into, the first first. */
  entries: readonly Entry[]
  fields: FieldValues
  /** The step of the state that comes next. */
  step: number
  failure?: Readonly<{ at: number; reason: LocalText }>
  exception?: Readonly<{ kind: 'approver_empty' | 'route_missing' | 'undecided'; what: LocalText }>
  findings: readonly Finding[]
  /** What was found since it came into the state. */
  evidence: readonly CaseEvidence[]
  proposals: readonly Proposal[]
  acts: readonly Act[]
  approval?: ApprovalUnderWay
  /** What is on its way to others, and what has reached them, by key. */
  sending: readonly string[]
  delivered: readonly string[]
  extensions: Readonly<Record<string, readonly Duration[]>>
  /** Reminders and overdue notices that were given, so that none is given twice. */
  noticed: readonly string[]
  endedAtMs?: number
  /** How many events it is made of. */
  events: number
}>
