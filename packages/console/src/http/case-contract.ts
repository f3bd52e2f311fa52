import type { Citation } from '@kaiwu/core'
import type { BothLanguages } from './contract.ts'

/** What a field may hold. */
export type Value = null | boolean | number | string | readonly Value[] | Readonly<{ [key: string]: Value }>

/** What fields hold, by their keys. */
export type Values = Readonly<Record<string, Value>>

/** The kinds of fields. */
export type FieldType =
  | 'text'
  | 'longText'
  | 'number'
  | 'integer'
  | 'money'
  | 'date'
  | 'dateTime'
  | 'yesNo'
  | 'choice'
  | 'choices'
  | 'person'
  | 'department'
  | 'files'
  | 'rows'

/** A column of rows, and what every field has. */
export type FieldPart = Readonly<{
  key: string
  type: FieldType
  title: BothLanguages
  help?: BothLanguages
  required: boolean
  unit?: string
  min?: number
  max?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  values?: readonly string[]
}>

/** A field of a case type. `rows` is what a field of rows begins with in a new case. */
export type CaseField = FieldPart & Readonly<{ sensitive: boolean; columns?: readonly FieldPart[]; rows?: readonly Values[] }>

/** An action that a state offers. */
export type CaseAction = Readonly<{
  key: string
  title: BothLanguages
  form: readonly string[]
  comment: 'never' | 'optional' | 'required'
  sign: 'click' | 'password'
}>

/** An approval that a state waits for. */
export type CaseApproval = Readonly<{
  mode: 'any' | 'all' | 'sequence'
  /** Who signs, seat by seat, in words. */
  signers: readonly BothLanguages[]
  form: readonly string[]
  returnTo: readonly string[]
  allow: readonly ('delegate' | 'addSigner' | 'withdraw')[]
  comment: 'never' | 'optional' | 'onReject' | 'always'
  sign: 'click' | 'password'
}>

/** A state of a case type. */
export type CaseState = Readonly<{
  key: string
  title: BothLanguages
  end: boolean
  actions: readonly (CaseAction & Readonly<{ to: string }>)[]
  approval?: CaseApproval
  events: readonly string[]
}>

/** A case type as it is now; a case may have begun with an older one. */
export type CaseType = Readonly<{
  key: string
  title: BothLanguages
  definition: string
  mayStart: boolean
  start: string
  fields: readonly CaseField[]
  states: readonly CaseState[]
  deadlines: readonly Readonly<{ key: string; title: BothLanguages; basis?: BothLanguages; extendable: boolean }>[]
  /** The working days by which its deadlines are counted. */
  calendar?: WorkCalendar
  cancellable: boolean
  graph: BothLanguages
}>

/** Free weekdays (ISO), and the days of the years it knows that differ from them. */
export type WorkCalendar = Readonly<{
  weekend: readonly number[]
  years: readonly number[]
  days: readonly Readonly<{ day: string; kind: 'holiday' | 'workday'; name: string }>[]
}>

/** Somebody who takes part in a case. */
export type Participant = Readonly<{ id: string; name: string }>

/** How well a proposal is borne out. */
export type Band = 'high' | 'medium' | 'low'

/** What became of a proposal for a field. */
export type ProposalOutcome = 'accepted' | 'edited' | 'rejected'

/** What a model, a classifier or a step suggests. */
export type Proposal = Readonly<{
  id: string
  values: Values
  by: 'model' | 'classifier' | 'step'
  model?: string
  /** Whether a model wrote it, which is said wherever it is shown. */
  generated: boolean
  band: Band
  bands?: Readonly<Record<string, Band>>
  evidence: readonly ProposalEvidence[]
  score?: number
  margin?: number
  at: string
  decided: Readonly<Record<string, ProposalOutcome>>
}>

/** What a proposal rests on. */
export type ProposalEvidence = Readonly<{ source: string; field?: string; where?: string; quote?: string; verified: boolean }>

/** How a deadline stands. */
export type CaseDeadline = Readonly<{
  key: string
  title: BothLanguages
  state: 'open' | 'met' | 'missed'
  startAt: string
  endedAt?: string
  due: Readonly<{ warnings: readonly BothLanguages[] }> &
    (
      | Readonly<{ state: 'due'; dueAt: string; lastDay?: string }>
      | Readonly<{ state: 'paused'; left: Readonly<{ amount: number; unit: 'minutes' | 'hours' | 'days' | 'workdays' }> }>
      | Readonly<{ state: 'refused'; message: BothLanguages; remedy: BothLanguages }>
    )
}>

/** Something that somebody did. */
export type Act = Readonly<{
  what: string
  person: Participant
  at: string
  decisionId: string
  shown: string
  decision?: 'approve' | 'reject' | 'return'
}>

/** A file of a case. */
export type AttachedFile = Readonly<{ name: string; sha256: string; bytes: number; type: string }>

/** A case as the reader sees it, with what they may do. */
export type CaseInfo = Readonly<{
  id: string
  no: string
  type: string
  title: BothLanguages
  definition: string
  state: string
  initiator: Participant
  /** The case that it was begun by. */
  from?: Readonly<{ id: string; no: string }>
  departmentId: string | null
  startedAt: string
  endedAt?: string
  entries: readonly Readonly<{ state: string; at: string }>[]
  fields: Values
  hidden: readonly string[]
  evidence: readonly Citation[]
  findings: readonly Readonly<{ id: string; severity: 'error' | 'warning'; message: BothLanguages }>[]
  proposals: readonly Proposal[]
  acts: readonly Act[]
  seats: readonly Readonly<{ person?: Participant; signed?: Participant }>[]
  failure?: Readonly<{ step: number; reason: BothLanguages }>
  exception?: Readonly<{ kind: string; what: BothLanguages }>
  sending: readonly string[]
  events: number
  shown: string
  actions: readonly CaseAction[]
  maySign: boolean
  further: Readonly<{
    may: readonly ('export' | 'cancel' | 'withdraw' | 'delegate' | 'addSigner' | 'reroute')[]
    byHand?: readonly string[]
    extend: readonly string[]
    /** Whether a step is at work, so that nobody is waited for. */
    working: boolean
  }>
  /** Word files that the reader may have made of it now. */
  documents: readonly Readonly<{ key: string; title: BothLanguages }>[]
  /** Its tasks, and the names of some who may do them. */
  waitsFor: readonly Readonly<{
    kind: 'action' | 'approval' | 'by-hand' | 'exception'
    title: BothLanguages
    names: readonly string[]
    count: number
  }>[]
  deadlines: readonly CaseDeadline[]
}>

/** A case in a list. */
export type CaseRow = Readonly<{
  id: string
  no: string
  type: string
  title: BothLanguages
  state: string
  ownerId: string
  openedAt: string
  changedAt: string
  endedAt: string | null
  dueAt: string | null
}>

/** Something that waits for the reader. */
export type CaseTask = Readonly<{
  caseId: string
  no: string
  type: string
  state: string
  key: string
  kind: 'action' | 'approval' | 'by-hand' | 'exception'
  title: BothLanguages
  since: string
  dueAt: string | null
}>

/** Something the reader was told. */
export type CaseNotice = Readonly<{
  id: string
  caseId: string
  kind: 'reminder' | 'overdue' | 'exception' | 'assigned'
  text: BothLanguages
  at: string
  readAt: string | null
}>

/** Something that happened to a case. */
export type CaseEvent = Readonly<{
  seq: number
  at: string
  actor: Readonly<{ kind: string; id: string; name: string }>
  type: string
  detail: Values
}>
