import { localText } from '@kaiwu/core'
import type { CaseField } from '../definition/case-definition.ts'
import type { CaseEvent, ProposalEvidence } from '../engine/case-event.ts'
import type { Proposal } from '../engine/case-record.ts'
import { canonicalJson, type JsonObject, type JsonValue } from '../log/canonical-json.ts'
import { aiMark, isGenerated } from './aigc-label.ts'
import { section, type Block, type Piece, type Words } from './case-document.ts'
import { actionTitle } from './describe-event.ts'
import type { ExportedEvent, ExportSource } from './export-source.ts'
import type { Show } from './show-value.ts'

/** The fields of a case; lists of rows as tables of their own. What a model wrote, and a person took, is marked. */
export function contentBlocks(source: ExportSource, show: Show): Block[] {
  const { definition, record, language } = source
  const generated = generatedFields(source)
  const lists: Block[] = []
  const rows = [...definition.fields.values()].map((field): readonly Words[] => {
    const value = record.fields[field.key]
    const isList = field.type === 'rows' && Array.isArray(value) && value.length > 0
    if (isList) lists.push(...listBlocks(field, value as readonly JsonObject[], show, source))
    const mark = generated.get(field.key)
    const marked: readonly Piece[] = mark === undefined ? [] : [aiPiece(source), { text: ` ${show.word(mark)}\n` }]
    return [localText(field.title, language), [...marked, { text: isList ? show.word('below') : show.value(field, value) }]]
  })
  return [...section(show.word('content'), { kind: 'table', rows, widths: [24, 76] }), ...lists]
}

function listBlocks(field: CaseField, rows: readonly JsonObject[], show: Show, { language }: ExportSource): Block[] {
  const columns = Object.entries(field.columns ?? {})
  const head = ['', ...columns.map(([key, { title }]) => localText(title ?? key, language))]
  const cells = rows.map((row, at) => [
    String(at + 1),
    ...columns.map(([key, column]) => show.value(column, Object.hasOwn(row, key) ? row[key] : null)),
  ])
  const widths = [6, ...columns.map(() => 94 / columns.length)]
  return [
    { kind: 'subheading', text: localText(field.title, language) },
    { kind: 'table', head, rows: cells, widths },
  ]
}

/** The fields that hold what a model wrote, and how it came there; also where somebody has put in the very same. */
function generatedFields({ events, record }: ExportSource): ReadonlyMap<string, 'accepted' | 'edited'> {
  const proposals = new Map(record.proposals.filter(isGenerated).map((proposal) => [proposal.id, proposal]))
  const isProposed = (field: string, value: JsonValue): boolean =>
    [...proposals.values()].some(({ values }) => Object.hasOwn(values, field) && isSame(values[field]!, value))
  const found = new Map<string, 'accepted' | 'edited'>()
  for (const { event } of events) {
    if (event.type === 'proposalDecided' && event.decision !== 'rejected' && proposals.has(event.id))
      found.set(event.field, event.decision)
    if (event.type !== 'fieldsSet' || event.by === 'proposal') continue
    for (const [field, value] of Object.entries(event.values)) {
      if (isProposed(field, value)) found.set(field, 'accepted')
      else found.delete(field)
    }
  }
  return found
}

function isSame(a: JsonValue, b: JsonValue): boolean {
  return canonicalJson(a) === canonicalJson(b)
}

function aiPiece({ language }: ExportSource): Piece {
  return { text: aiMark[language], look: 'label' }
}

/** What was proposed, beside what was decided and by whom, and the evidence with what of it was verified. */
export function proposalBlocks(source: ExportSource, show: Show): Block[] {
  const blocks = source.record.proposals.flatMap((proposal, at) => proposalBlock(source, show, proposal, at))
  return blocks.length === 0 ? [] : [{ kind: 'heading', text: show.word('proposals') }, ...blocks]
}

function proposalBlock(source: ExportSource, show: Show, proposal: Proposal, at: number): Block[] {
  const { definition } = source
  const { word } = show
  const { by, model, band, bands = {}, atMs, values, evidence } = proposal
  const generated = isGenerated(proposal)
  const mark = generated ? [aiPiece(source), { text: ' ' }] : []
  const rows = Object.entries(values).map(([key, value]): readonly Words[] => {
    const { decision, taken } = decisionOn(source, show, proposal, key)
    const sure = Object.hasOwn(bands, key) ? `\n${word('band')}：${word(bands[key]!)}` : ''
    return [
      `${show.field(key)}${sure}`,
      [...mark, { text: show.value(definition.fields.get(key), value) }],
      decision,
      taken === undefined ? word('empty') : [...mark, { text: taken }],
    ]
  })
  const title = `${word('proposal')} ${at + 1}：${word(by)}${model === undefined ? '' : ` ${model}`} · ${show.time(atMs)} · ${word('band')} ${word(band)}`
  return [
    { kind: 'subheading', text: generated ? [...mark, { text: title }] : title },
    { kind: 'table', head: [word('field'), word('proposed'), word('decided'), word('value')], rows, widths: [16, 34, 20, 30] },
    evidence.length === 0
      ? { kind: 'paragraph', text: word('noEvidence') }
      : {
          kind: 'table',
          head: [word('evidence'), word('quote'), word('checked')],
          rows: evidence.map((one) => evidenceRow(one, show)),
          widths: [28, 56, 16],
        },
  ]
}

function evidenceRow({ source, where, field, quote, verified }: ProposalEvidence, show: Show): readonly Words[] {
  const about = field === undefined ? '' : `\n${show.word('field')}：${show.field(field)}`
  const place: Words = [{ text: `${where ?? source}${about}` }, { text: where === undefined ? '' : `\n${source}`, look: 'faint' }]
  return [
    place,
    quote ?? show.word('empty'),
    verified ? show.word('verified') : [{ text: show.word('unverified'), look: 'strong' }],
  ]
}

function decisionOn(
  { definition, events }: ExportSource,
  show: Show,
  { id }: Proposal,
  field: string,
): Readonly<{ decision: string; taken: string | undefined }> {
  const found = events.find(({ event }) => event.type === 'proposalDecided' && event.id === id && event.field === field)
  if (found?.event.type !== 'proposalDecided') return { decision: show.word('open'), taken: undefined }
  const { decision, proposed, value } = found.event
  return {
    decision: `${show.word(decision)}\n${found.actor.name}\n${show.time(found.atMs)}`,
    taken:
      decision === 'rejected' ? undefined : show.value(definition.fields.get(field), decision === 'edited' ? value : proposed),
  }
}

/** What checks have found, in every state the case was in. */
export function findingBlocks({ events, language }: ExportSource, show: Show): Block[] {
  const rows = events.flatMap(({ event, atMs }) =>
    event.type !== 'checked'
      ? []
      : event.findings.map(({ severity, message }) => [show.time(atMs), show.word(severity), localText(message, language)]),
  )
  const head = [show.word('at'), show.word('finding'), show.word('what')]
  return section(show.word('findings'), { kind: 'table', head, rows, widths: [23, 12, 65] })
}

/** Who signed for what, as whom, with which words, and what they saw when they did. */
export function signatureBlocks(source: ExportSource, show: Show): Block[] {
  const rows = source.events.flatMap((one) => signatureRow(one, one.event, source, show))
  const { word } = show
  const head = [word('who'), word('at'), word('decided'), word('comment'), word('shown')]
  return section(word('signatures'), { kind: 'table', head, rows, widths: [17, 17, 20, 21, 25] })
}

function signatureRow(
  { actor, atMs, state }: ExportedEvent,
  event: CaseEvent,
  source: ExportSource,
  show: Show,
): readonly (readonly Words[])[] {
  if (event.type !== 'acted' && event.type !== 'signed') return []
  const { word } = show
  const at = source.definition.states.get(state)
  const meant = event.type === 'signed' ? at?.approval?.by[event.seat] : at?.actions.get(event.action)?.by
  const role = meant ? meant.map(show.who).join('、') : word('added')
  const what = event.type === 'signed' ? word(event.decision) : actionTitle(source, state, event.action)
  const to = event.type === 'signed' && event.to !== undefined ? ` → ${show.state(event.to)}` : ''
  const how = event.sign === 'password' ? `\n${word('password')}` : ''
  return [
    [
      `${actor.name}\n${word('role')}：${role}`,
      show.time(atMs),
      `${show.state(state)}\n${what}${to}${how}`,
      event.comment === '' ? word('empty') : event.comment,
      [{ text: event.shown, look: 'faint' }],
    ],
  ]
}
