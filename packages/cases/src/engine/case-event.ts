import type { Citation, LocalText, Passage } from '@kaiwu/core'
import type { Duration } from '../calendar/duration.ts'
import type { JsonObject, JsonValue } from '../log/canonical-json.ts'

/** What fields hold, by their keys. */
export type FieldValues = Readonly<Record<string, JsonValue>>

/** Somebody who takes part in a case. */
export type Participant = Readonly<{ id: string; name: string }>

/** The case that began another, by its id and its number. */
export type CaseOrigin = Readonly<{ id: string; no: string }>

/** A passage that a search of a case found: where it stands, and as `quote` its words as they were then. */
export type CaseEvidence = Citation &
  Readonly<{ knowledge: string; kind: Passage['kind']; score: number; lead?: NonNullable<Passage['lead']> }>

/** What of a proposal's evidence was held against its source. */
export type ProposalEvidence = Readonly<{
  /** The passage, the rule or the labelled row it comes from; `case` for the case's own words. */
  source: string
  /** The field it speaks for. Absent: for all of them. */
  field?: string
  /** Where that is, for people: a document and the place in it. */
  where?: string
  quote?: string
  /** Whether the quote stands there, its numbers too, and it was in force. Never the model's own word. */
  verified: boolean
}>

/** How well a proposal is borne out by its evidence. */
export type ConfidenceBand = 'high' | 'medium' | 'low'

/** What a model, a classifier or a step suggests for fields. */
export type Suggestion = Readonly<{
  id: string
  values: FieldValues
  by: 'model' | 'classifier' | 'step'
  model?: string
  /** The least of its fields. */
  band: ConfidenceBand
  bands?: Readonly<Record<string, ConfidenceBand>>
  evidence: readonly ProposalEvidence[]
  /** Of a classifier: how probable it is, and how far before the next. */
  score?: number
  margin?: number
}>

/** A file of a case, as a field of files holds it. What it holds is known by its hash. */
export type AttachedFile = Readonly<{
  name: string
  /** SHA-256 of its bytes, in hexadecimal. */
  sha256: string
  bytes: number
  /** The media type that its first bytes and its name tell. */
  type: string
}>

/** What happened to a case. The events of a case, in their order, are all there is to know of it. */
export type CaseEvent =
  | Readonly<{
      type: 'started'
      caseType: string
      definition: string
      no: string
      initiator: Participant
      /** The case it was begun by. */
      from?: CaseOrigin
      departmentId: string | null
      /** The field that says to which department it belongs, once it is filled in. */
      departmentField?: string
      fields: FieldValues
    }>
  | Readonly<{ type: 'entered'; state: string }>
  | Readonly<{ type: 'stepDone'; at: number; verb: string; outcome: JsonObject }>
  | Readonly<{ type: 'stepFailed'; at: number; verb: string; reason: LocalText }>
  | Readonly<{ type: 'stepByHand'; at: number; verb: string; comment: string }>
  | Readonly<{ type: 'fieldsSet'; values: FieldValues; by: 'form' | 'rule' | 'table' | 'step' | 'event' | 'proposal' }>
  | (Readonly<{ type: 'proposed' }> & Suggestion)
  | Readonly<{
      type: 'proposalDecided'
      id: string
      field: string
      decision: 'accepted' | 'edited' | 'rejected'
      proposed: JsonValue
      value?: JsonValue
    }>
  | Readonly<{ type: 'checked'; at: number; findings: readonly Finding[] }>
  | Readonly<{ type: 'acted'; action: string; comment: string; sign: 'click' | 'password'; shown: string; decisionId: string }>
  | Readonly<{
      type: 'signed'
      seat: number
      decision: 'approve' | 'reject' | 'return'
      to?: string
      comment: string
      sign: 'click' | 'password'
      shown: string
      decisionId: string
    }>
  | Readonly<{ type: 'delegated'; seat: number; to: Participant; comment: string }>
  | Readonly<{ type: 'signerAdded'; seat: number; to: Participant; comment: string }>
  | Readonly<{ type: 'withdrawn'; comment: string }>
  | Readonly<{ type: 'received'; event: string; values: FieldValues; key?: string }>
  | Readonly<{ type: 'timedOut' }>
  | Readonly<{ type: 'sent'; at: number; key: string; target: string; body: JsonObject }>
  | Readonly<{ type: 'delivered'; key: string }>
  | Readonly<{ type: 'deliveryFailed'; key: string; reason: string }>
  | Readonly<{ type: 'reminded'; deadline: string; before: string; dueAtMs: number }>
  | Readonly<{ type: 'overdue'; deadline: string; dueAtMs: number }>
  | Readonly<{ type: 'extended'; deadline: string; within: Duration; comment: string }>
  | Readonly<{ type: 'commented'; text: string; key?: string }>
  | Readonly<{ type: 'attached'; field: string; file: AttachedFile }>
  | Readonly<{ type: 'detached'; field: string; sha256: string }>
  | Readonly<{ type: 'exception'; kind: 'approver_empty' | 'route_missing' | 'undecided'; what: LocalText }>
  | Readonly<{ type: 'rerouted'; to: string; comment: string }>
  | Readonly<{ type: 'cancelled'; comment: string }>
  | Readonly<{ type: 'ended' }>

/** What a check found. */
export type Finding = Readonly<{ id: string; severity: 'error' | 'warning'; message: LocalText }>

/** An event with when it happened and who brought it about. */
export type RecordedEvent = Readonly<{
  event: CaseEvent
  atMs: number
  actor: Readonly<{ kind: string; id: string; name: string }>
}>
