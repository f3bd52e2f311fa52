import {
  aigcLabel,
  isGenerated,
  type CaseEvidence,
  type CaseHistoryEntry,
  type CaseNotice,
  type CaseView,
  type DeadlineState,
  type ListedCase,
  type ListedTask,
  type Participant,
} from '@kaiwu/cases'
import type { z } from 'zod'
import { bothLanguages } from './both-languages.ts'
import type { caseEvent, caseInfo, caseNotice, caseRow, caseTask } from './schemas/case.ts'

type CaseReply = z.output<typeof caseInfo>
type FieldsReply = CaseReply['fields']

/** An instant as the API tells it. */
export function instant(ms: number): string {
  return new Date(ms).toISOString()
}

/** Tells a case as the API does: instants, texts in both languages, none of its own book-keeping. */
export function caseReply(view: CaseView): CaseReply {
  const { record, definition, hidden, whole, shown, actions, maySign, further, documents, deadlines, waitsFor } = view
  const { id, no, caseType, state, departmentId, fields, sending, delivered, events } = record
  const aigc = aigcLabel(id, record.proposals)
  return {
    ...{ id, no, type: caseType, title: bothLanguages(definition.title), definition: definition.hash, state },
    initiator: { ...record.initiator },
    ...(record.from ? { from: { ...record.from } } : {}),
    departmentId,
    startedAt: instant(record.startedAtMs),
    ...(record.endedAtMs === undefined ? {} : { endedAt: instant(record.endedAtMs) }),
    entries: record.entries.map(({ state: entered, atMs }) => ({ state: entered, at: instant(atMs) })),
    fields: fields as FieldsReply,
    hidden: [...hidden],
    whole: [...whole],
    evidence: record.evidence.map(evidenceReply),
    findings: record.findings.map((finding) => ({ ...finding, message: bothLanguages(finding.message) })),
    proposals: record.proposals.map(({ atMs, values, evidence, decided, bands, ...proposal }) => ({
      ...proposal,
      generated: isGenerated(proposal),
      ...(bands ? { bands: { ...bands } } : {}),
      decided: { ...decided },
      values: values as FieldsReply,
      evidence: evidence.map((one) => ({ ...one })),
      at: instant(atMs),
    })),
    acts: record.acts.map(({ atMs, ...act }) => ({ ...act, at: instant(atMs) })),
    seats: (record.approval?.seats ?? []).map(({ person, signed }) => ({
      ...named('person', person),
      ...named('signed', signed),
    })),
    ...(record.failure ? { failure: { step: record.failure.at, reason: bothLanguages(record.failure.reason) } } : {}),
    ...(record.exception ? { exception: { kind: record.exception.kind, what: bothLanguages(record.exception.what) } } : {}),
    sending: [...sending],
    delivered: [...delivered],
    extensions: Object.fromEntries(Object.entries(record.extensions).map(([key, given]) => [key, [...given]])),
    events,
    shown,
    actions: actions.map(({ title, form, ...action }) => ({ ...action, title: bothLanguages(title), form: [...form] })),
    maySign,
    further: {
      may: [...further.may],
      ...(further.byHand ? { byHand: [...further.byHand] } : {}),
      extend: [...further.extend],
      working: further.working,
    },
    documents: documents.map(({ key, title }) => ({ key, title: bothLanguages(title) })),
    deadlines: deadlines.map(deadlineReply),
    waitsFor: waitsFor.map(({ title, names, ...task }) => ({ ...task, title: bothLanguages(title), names: [...names] })),
    ...(aigc ? { AIGC: { ...aigc } } : {}),
  }
}

function evidenceReply({ path, figures, ...evidence }: CaseEvidence): CaseReply['evidence'][number] {
  return { ...evidence, path: [...path], ...(figures ? { figures: [...figures] } : {}) }
}

function named<Key extends string>(key: Key, person: Participant | undefined): { [One in Key]?: Participant } {
  return (person ? { [key]: { ...person } } : {}) as { [One in Key]?: Participant }
}

function deadlineReply({ key, title, state, startMs, endedAtMs, due, reminders }: DeadlineState): CaseReply['deadlines'][number] {
  return {
    ...{ key, title: bothLanguages(title), state, startAt: instant(startMs) },
    ...(endedAtMs === undefined ? {} : { endedAt: instant(endedAtMs) }),
    due: dueReply(due),
    reminders: reminders.map(({ before, atMs }) => ({ before, at: instant(atMs) })),
  }
}

function dueReply(due: DeadlineState['due']): CaseReply['deadlines'][number]['due'] {
  const covered = { covered: due.covered, warnings: due.warnings.map(bothLanguages) }
  switch (due.state) {
    case 'due': {
      const { state, dueAtMs, lastDay, movedFrom } = due
      const days = { ...(lastDay === undefined ? {} : { lastDay }), ...(movedFrom === undefined ? {} : { movedFrom }) }
      return { state, dueAt: instant(dueAtMs), ...days, ...covered }
    }
    case 'paused':
      return { state: due.state, left: due.left, ...covered }
    case 'refused':
      return { state: due.state, message: bothLanguages(due.message), remedy: bothLanguages(due.remedy), ...covered }
  }
}

/** Tells a case of a list. */
export function caseRowReply(row: ListedCase): z.output<typeof caseRow> {
  const { caseType, title, openedAtMs, changedAtMs, endedAtMs, dueAtMs, ...rest } = row
  return {
    ...rest,
    type: caseType,
    title: bothLanguages(title),
    openedAt: instant(openedAtMs),
    changedAt: instant(changedAtMs),
    endedAt: endedAtMs === null ? null : instant(endedAtMs),
    dueAt: dueAtMs === null ? null : instant(dueAtMs),
  }
}

/** Tells a task. */
export function caseTaskReply({ caseType, taskKey, title, sinceMs, dueAtMs, ...rest }: ListedTask): z.output<typeof caseTask> {
  return {
    ...rest,
    type: caseType,
    key: taskKey,
    title: bothLanguages(title),
    since: instant(sinceMs),
    dueAt: dueAtMs === null ? null : instant(dueAtMs),
  }
}

/** Tells what happened to a case. */
export function caseEventReply({ seq, event, atMs, actor }: CaseHistoryEntry): z.output<typeof caseEvent> {
  const { type, ...said } = event
  const { dueAtMs, ...detail } = said as Readonly<{ dueAtMs?: number }>
  return {
    ...{ seq, at: instant(atMs), actor: { ...actor }, type },
    detail: { ...detail, ...(dueAtMs === undefined ? {} : { dueAt: instant(dueAtMs) }) } as FieldsReply,
  }
}

/** Tells a notice. */
export function caseNoticeReply({ text, atMs, readAtMs, ...notice }: CaseNotice): z.output<typeof caseNotice> {
  return { ...notice, text: bothLanguages(text), at: instant(atMs), readAt: readAtMs === null ? null : instant(readAtMs) }
}
