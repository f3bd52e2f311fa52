import { z } from 'zod'
import { citation } from './answer.ts'
import { bothLanguages, passage } from './document.ts'

const count = z.int().min(0)
const instant = z.iso.datetime()
const values = z.record(z.string(), z.json())

/** Somebody who takes part in a case. */
const participant = z.strictObject({ id: z.string(), name: z.string() })

const band = z.enum(['high', 'medium', 'low'])

/** What a model, a classifier or a step suggests for fields, and what became of it. */
export const caseProposal = z
  .strictObject({
    id: z.string(),
    values,
    by: z.enum(['model', 'classifier', 'step']),
    model: z.string().exactOptional(),
    generated: z.boolean().meta({ description: 'Whether a model wrote it: whoever shows it marks it so (GB 45438).' }),
    band: band.meta({ description: 'By its evidence, never by the model’s own say; the least of its fields.' }),
    bands: z.record(z.string(), band).exactOptional(),
    evidence: z.array(
      z.strictObject({
        source: z.string(),
        field: z.string().exactOptional().meta({ description: 'What it speaks for; without it for all fields.' }),
        where: z.string().exactOptional(),
        quote: z.string().exactOptional(),
        verified: z.boolean(),
      }),
    ),
    score: z.number().exactOptional(),
    margin: z.number().exactOptional(),
    at: instant,
    decided: z.record(z.string(), z.enum(['accepted', 'edited', 'rejected'])),
  })
  .meta({ id: 'CaseProposal' })

const act = z.strictObject({
  what: z.string().meta({ description: '`state.action`; of a signature `state.approval`.' }),
  person: participant,
  at: instant,
  decisionId: z.string(),
  shown: z.string().meta({ description: 'The hash of what they saw.' }),
  decision: z.enum(['approve', 'reject', 'return']).exactOptional(),
})

const covered = { covered: z.boolean(), warnings: z.array(bothLanguages) }
const duration = z.strictObject({ amount: z.int(), unit: z.enum(['minutes', 'hours', 'days', 'workdays']) })
const due = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('due'),
    dueAt: instant,
    lastDay: z.iso.date().exactOptional(),
    movedFrom: z.iso.date().exactOptional(),
    ...covered,
  }),
  z.strictObject({ state: z.literal('paused'), left: duration, ...covered }),
  z.strictObject({ state: z.literal('refused'), message: bothLanguages, remedy: bothLanguages, ...covered }),
])

/** How a deadline of a case stands. */
export const caseDeadline = z
  .strictObject({
    key: z.string(),
    title: bothLanguages,
    state: z.enum(['open', 'met', 'missed']),
    startAt: instant,
    endedAt: instant.exactOptional(),
    due,
    reminders: z.array(z.strictObject({ before: z.string(), at: instant })),
  })
  .meta({ id: 'CaseDeadline' })

const offeredAction = z.strictObject({
  key: z.string(),
  title: bothLanguages,
  form: z.array(z.string()),
  comment: z.enum(['never', 'optional', 'required']),
  sign: z.enum(['click', 'password']),
})

/** A passage that was found for a case. */
export const caseEvidence = z
  .strictObject({
    ...citation.shape,
    knowledge: z.string(),
    kind: passage.shape.kind,
    score: z.number(),
    lead: passage.shape.lead,
  })
  .meta({ id: 'CaseEvidence' })

/** A case as whoever asks may see it, with what they may do. */
export const caseInfo = z
  .strictObject({
    id: z.string(),
    no: z.string(),
    type: z.string(),
    title: bothLanguages.meta({ description: 'Of its case type.' }),
    definition: z.string().meta({ description: 'SHA-256 of the version of its case type that it began with.' }),
    state: z.string(),
    initiator: participant,
    from: z
      .strictObject({ id: z.string(), no: z.string() })
      .exactOptional()
      .meta({ description: 'The case that it was begun by.' }),
    departmentId: z.string().nullable(),
    startedAt: instant,
    endedAt: instant.exactOptional(),
    entries: z.array(z.strictObject({ state: z.string(), at: instant })),
    fields: values,
    hidden: z.array(z.string()).meta({ description: 'Sensitive fields that one does not see whole.' }),
    whole: z.array(z.string()).meta({ description: 'Sensitive fields that hold something, and that one sees whole.' }),
    evidence: z.array(caseEvidence).meta({ description: 'What was found since it came into its state.' }),
    findings: z.array(z.strictObject({ id: z.string(), severity: z.enum(['error', 'warning']), message: bothLanguages })),
    proposals: z.array(caseProposal),
    acts: z.array(act),
    seats: z
      .array(z.strictObject({ person: participant.exactOptional(), signed: participant.exactOptional() }))
      .meta({ description: 'Of the approval it waits for: who signs where somebody is named, and who has.' }),
    failure: z.strictObject({ step: count, reason: bothLanguages }).exactOptional(),
    exception: z
      .strictObject({ kind: z.enum(['approver_empty', 'route_missing', 'undecided']), what: bothLanguages })
      .exactOptional(),
    sending: z.array(z.string()),
    delivered: z.array(z.string()),
    extensions: z.record(z.string(), z.array(duration)),
    events: count,
    shown: z.string().meta({ description: 'What a decision is bound to; the ETag begins with it.' }),
    actions: z.array(offeredAction),
    maySign: z.boolean(),
    further: z
      .strictObject({
        may: z.array(z.enum(['export', 'cancel', 'withdraw', 'delegate', 'addSigner', 'reroute'])),
        byHand: z.array(z.string()).exactOptional().meta({ description: 'The fields of the step that failed.' }),
        working: z.boolean().meta({ description: 'Whether a step is at work, so that nobody is waited for.' }),
        extend: z.array(z.string()).meta({ description: 'The deadlines that one may give more time.' }),
      })
      .meta({ description: 'What else one may do.' }),
    documents: z
      .array(z.strictObject({ key: z.string(), title: bothLanguages }))
      .meta({ description: 'Word files that one may have made of it now.' }),
    deadlines: z.array(caseDeadline),
    waitsFor: z
      .array(
        z.strictObject({
          kind: z.enum(['action', 'approval', 'by-hand', 'exception']),
          title: bothLanguages,
          names: z.array(z.string()).meta({ description: 'Of at most five of them.' }),
          count,
        }),
      )
      .meta({ description: 'Its tasks, and who may do them now.' }),
    AIGC: z
      .record(z.string(), z.string())
      .exactOptional()
      .meta({ description: 'The implicit label of GB 45438, where the case holds what a model wrote.' }),
  })
  .meta({ id: 'Case' })

/** A case, as the API tells it. */
export type CaseInfo = z.output<typeof caseInfo>

/** A case in a list. */
export const caseRow = z
  .strictObject({
    id: z.string(),
    no: z.string(),
    type: z.string(),
    title: bothLanguages.meta({ description: 'Of its case type.' }),
    state: z.string(),
    departmentId: z.string().nullable(),
    ownerId: z.string(),
    openedAt: instant,
    changedAt: instant,
    endedAt: instant.nullable(),
    dueAt: instant.nullable(),
  })
  .meta({ id: 'CaseRow' })

/** A case in a list, as the API tells it. */
export type CaseRow = z.output<typeof caseRow>

/** Something that waits for whoever asks. */
export const caseTask = z
  .strictObject({
    caseId: z.string(),
    no: z.string(),
    type: z.string(),
    state: z.string(),
    key: z.string(),
    kind: z.enum(['action', 'approval', 'by-hand', 'exception']),
    title: bothLanguages,
    since: instant,
    dueAt: instant.nullable(),
  })
  .meta({ id: 'CaseTask' })

/** Something that waits, as the API tells it. */
export type CaseTask = z.output<typeof caseTask>

/** Something that happened to a case. */
export const caseEvent = z
  .strictObject({
    seq: z.int().min(1).meta({ description: 'Its row in the log.' }),
    at: instant,
    actor: z.strictObject({ kind: z.string(), id: z.string(), name: z.string() }),
    type: z.string(),
    detail: values,
  })
  .meta({ id: 'CaseEvent' })

/** Something that whoever asks was told. */
export const caseNotice = z
  .strictObject({
    id: z.string(),
    caseId: z.string(),
    kind: z.enum(['reminder', 'overdue', 'exception', 'assigned']),
    text: bothLanguages,
    at: instant,
    readAt: instant.nullable(),
  })
  .meta({ id: 'CaseNotice' })
