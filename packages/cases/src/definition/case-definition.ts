import type { LocalText } from '@kaiwu/core'
import type { Calendar } from '../calendar/calendar.ts'
import type { Duration } from '../calendar/duration.ts'
import type { DecisionTable } from '../rules/decision-table.ts'
import type { OfficialField } from '../official/official-fields.ts'
import type { Expression } from '../rules/expression.ts'
import type { CaseForm } from './case-schema.ts'
import type { FieldForm } from './field-schema.ts'
import type { CaseStepForm } from './step-schema.ts'

/** What a case type is made from: its form, and the texts of the files it names, by their paths. */
export type CaseSource = Readonly<{ form: CaseForm; files: Readonly<Record<string, string>> }>

/** Who may do something, one way of several. */
export type Who =
  | Readonly<{ kind: 'initiator' }>
  | Readonly<{ kind: 'role'; role: string; in?: string }>
  | Readonly<{ kind: 'field'; field: string }>
  | Readonly<{ kind: 'headOf'; field: string }>
  | Readonly<{ kind: 'person'; login: string }>
  | Readonly<{ kind: 'ownerOf'; field: string; owners: ReadonlyMap<string, string> }>

/** A FEEL condition, and what is told where it does not hold. */
export type Requirement = Readonly<{ that: Expression; message: LocalText }>

/** How long something takes: fixed, or a number of minutes that an expression gives. */
export type Within = Readonly<{ fixed: Duration } | { minutes: Expression }>

/** Something that people may do in a state. */
export type CaseAction = Readonly<{
  key: string
  title: LocalText
  by: readonly Who[]
  to: string
  form: readonly string[]
  when?: Expression
  require: readonly Requirement[]
  set: ReadonlyMap<string, Expression>
  /** `initiator`, or state.action. */
  forbidSameAs: readonly string[]
  comment: 'never' | 'optional' | 'required'
  sign: 'click' | 'password'
}>

/** A decision by one or several signers. */
export type CaseApproval = Readonly<{
  /** Of `sequence` one step after the other, else all at once. */
  by: readonly (readonly Who[])[]
  mode: 'any' | 'all' | 'sequence'
  form: readonly string[]
  require: readonly Requirement[]
  forbidSameAs: readonly string[]
  approved: string
  rejected: string
  returnTo: readonly string[]
  allow: readonly ('delegate' | 'addSigner' | 'withdraw')[]
  withdrawn?: string
  comment: 'never' | 'optional' | 'onReject' | 'always'
  sign: 'click' | 'password'
}>

/** A step that happens by itself; `when` is compiled, the rest is as it was written. */
export type CaseStep = Readonly<{ form: CaseStepForm; when?: Expression; expressions: ReadonlyMap<string, Expression> }>

/** A place where a case stands. */
export type CaseState = Readonly<{
  key: string
  title: LocalText
  steps: readonly CaseStep[]
  next: readonly Readonly<{ when?: Expression; to: string }>[]
  actions: ReadonlyMap<string, CaseAction>
  approval?: CaseApproval
  on: ReadonlyMap<string, Readonly<{ to: string; set: ReadonlyMap<string, Expression> }>>
  timeout?: Readonly<{ after: Within; to: string }>
  end: boolean
}>

/** A span of time that runs through several states. */
export type CaseDeadline = Readonly<{
  key: string
  title: LocalText
  within: Within
  from: readonly string[]
  until: readonly string[]
  restart: readonly string[]
  paused: readonly string[]
  remind: readonly Duration[]
  escalate: readonly Who[]
  extend?: Readonly<{ by: readonly Who[]; within: Duration; times: number }>
  basis?: LocalText
}>

/** A Word file that is made of a case: its layout, and what each part of it says, as FEEL over the fields. */
export type CaseDocumentForm = Readonly<{
  key: string
  title: LocalText
  layout: 'gbt9704'
  when?: Expression
  fields: ReadonlyMap<OfficialField, Expression>
}>

/** A field, with the key it is known by. */
export type CaseField = FieldForm & Readonly<{ key: string; title: LocalText }>

/** A case type, checked and ready: pure data and expressions, nothing that acts by itself. */
export type CaseDefinition = Readonly<{
  key: string
  title: LocalText
  /** Tells one version of a case type from every other: SHA-256 of its source. */
  hash: string
  source: CaseSource
  number: string
  roles: ReadonlyMap<string, LocalText>
  starters: readonly Who[]
  readers: readonly string[]
  department?: string
  fields: ReadonlyMap<string, CaseField>
  decisions: ReadonlyMap<string, DecisionTable>
  params: Readonly<Record<string, number | string | boolean>>
  calendar?: Calendar
  start: string
  states: ReadonlyMap<string, CaseState>
  deadlines: ReadonlyMap<string, CaseDeadline>
  documents: ReadonlyMap<string, CaseDocumentForm>
  byHand: readonly Who[]
  cancel?: Readonly<{ by: readonly Who[]; to: string }>
}>
