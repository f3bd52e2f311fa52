import type { LocalText } from '@kaiwu/core'
import type { CaseDefinition } from '../definition/case-definition.ts'
import type { CaseEvent, FieldValues, RecordedEvent } from '../engine/case-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { isEmpty } from '../engine/check-values.ts'
import type { JsonObject, JsonValue } from '../log/canonical-json.ts'
import { maskFields, restoreFields, type FieldValue, type SensitiveField } from '../personal-data/mask-fields.ts'
import { emptyVault, type VaultEntry } from '../personal-data/vault.ts'

type Definition = Pick<CaseDefinition, 'fields'>

/** The keys of all sensitive fields of a case type. */
export function sensitiveFields({ fields }: Definition): readonly string[] {
  return [...fields.values()].filter(({ sensitive = false }) => sensitive !== false).map(({ key }) => key)
}

/**
 * A case as somebody sees it who may not see some fields: their values in part (`138****0000`, `王**`, `***`), wherever in the case they
 * stand: in other fields, proposals and their evidence, findings, reasons.
 * @param events of the case, so that what the fields held once is masked, too
 */
export function maskedCase(
  definition: Definition,
  record: CaseRecord,
  hidden: readonly string[],
  events: readonly RecordedEvent[] = [],
): CaseRecord {
  if (hidden.length === 0) return record
  const { fields, proposals, findings, evidence, failure, exception } = record
  const open = { fields, proposals, findings, evidence, ...(failure ? { failure } : {}), ...(exception ? { exception } : {}) }
  const { past: _, ...masked } = inPart(
    definition,
    { ...open, fields: named(fields, hidden), past: pastOf(events, hidden) },
    hidden,
  )
  return Object.freeze({
    ...record,
    ...masked,
    fields: shortened(definition, masked.fields, fields, hidden),
    proposals: masked.proposals.map((one, at) => ({
      ...one,
      values: shortened(definition, one.values, proposals[at]!.values, hidden),
    })),
  })
}

/** The events of a case as {@link maskedCase} shows the case. */
export function maskedEvents<E extends RecordedEvent>(
  definition: Definition,
  events: readonly E[],
  hidden: readonly string[],
): readonly E[] {
  if (hidden.length === 0) return events
  const { past } = inPart(definition, { past: pastOf(events, hidden) }, hidden)
  return events.map((one, at) => ({ ...one, event: together(definition, past[at]!, one.event, hidden) }))
}

/** A text of a case for people who may not see its sensitive fields, such as the title of a task. */
export function maskedText(definition: Definition, record: CaseRecord, text: LocalText): LocalText {
  const hidden = sensitiveFields(definition)
  const { fields, proposals } = record
  return hidden.length === 0 ? text : inPart(definition, { fields: named(fields, hidden), proposals, text }, hidden).text
}

/** Where the values of fields stand, in a record and in its events. */
const places = ['fields', 'proposals.values', 'past.fields', 'past.values', 'past.hidden']

/** Masks what hidden fields hold, and the same values wherever else they stand. */
function inPart<T extends object>(definition: Definition, open: T, hidden: readonly string[]): T {
  const sensitive: SensitiveField[] = places.flatMap((path) => hidden.map((key) => ({ path: `${path}.${key}`, label: key })))
  const plain = JSON.parse(JSON.stringify(open)) as Readonly<Record<string, FieldValue>>
  const { fields, vault } = maskFields(plain, sensitive, emptyVault, { kinds: [] })
  const isText = ({ label, kind }: VaultEntry): boolean => kind === 'mark' || isTextField(definition, label)
  const shown = restoreFields(fields, vault, (entry) => (isText(entry) ? 'part' : 'nothing'))
  const left = vault.entries.filter((entry) => !isText(entry))
  if (left.length === 0) return shown as unknown as T
  return JSON.parse(left.reduce((text, { placeholder }) => text.replaceAll(placeholder, '***'), JSON.stringify(shown))) as T
}

/**
 * Of texts the form in part stays; of what is chosen from a few, of numbers and of one sign, the first sign would tell too much. Of rows
 * and files nothing stays, not even how many.
 */
function shortened(definition: Definition, masked: FieldValues, whole: FieldValues, hidden: readonly string[]): FieldValues {
  const short = (key: string, value: JsonValue): JsonValue => {
    if (!hidden.includes(key) || isEmpty(value)) return value
    if (Array.isArray(value)) return []
    const was = whole[key]
    return isTextField(definition, key) && typeof was === 'string' && [...was].length > 1 ? value : '***'
  }
  return Object.freeze(Object.fromEntries(Object.entries(masked).map(([key, value]) => [key, short(key, value)])))
}

function isTextField({ fields }: Definition, key: string): boolean {
  const { type } = fields.get(key) ?? {}
  return type === 'text' || type === 'longText'
}

type Apart = Record<string, unknown> & { hidden?: Record<string, unknown> }

/** Events with what they say of hidden fields under the keys of these. */
function pastOf(events: readonly RecordedEvent[], hidden: readonly string[]): readonly Apart[] {
  return events.map(({ event }) => apart(event, hidden))
}

function apart(event: CaseEvent, hidden: readonly string[]): Apart {
  if ('fields' in event) return { ...event, fields: named(event.fields, hidden) }
  if ('values' in event) return { ...event, values: named(event.values, hidden) }
  if (!('field' in event) || !hidden.includes(event.field)) return { ...event }
  const { type, field } = event
  const secret = type === 'attached' ? event.file.name : type === 'proposalDecided' ? [event.proposed, event.value ?? null] : null
  return { type, field, hidden: { [field]: secret } }
}

/** Of files only the names are secret: that one is a picture is not, and may stand elsewhere. */
function named(values: FieldValues, hidden: readonly string[]): FieldValues {
  const nameOf = (one: JsonValue): JsonValue =>
    typeof one === 'object' && one !== null && 'sha256' in one ? ((one as JsonObject)['name'] ?? null) : one
  const entries = Object.entries(values).map(([key, value]) => {
    return [key, hidden.includes(key) && Array.isArray(value) ? (value as readonly JsonValue[]).map(nameOf) : value] as const
  })
  return Object.fromEntries(entries)
}

/** The event again; of a hidden field only what became of it. */
function together(
  definition: Definition,
  { hidden: said, ...event }: Apart,
  whole: CaseEvent,
  hidden: readonly string[],
): CaseEvent {
  const was = whole as unknown as Readonly<Record<string, FieldValues>>
  const held = (key: 'fields' | 'values'): Readonly<Record<string, FieldValues>> =>
    key in was ? { [key]: shortened(definition, event[key] as FieldValues, was[key]!, hidden) } : {}
  return { ...event, ...held('fields'), ...held('values'), ...(said ? concealed(whole) : {}) } as unknown as CaseEvent
}

function concealed(event: CaseEvent): object {
  switch (event.type) {
    case 'proposalDecided':
      return { id: event.id, decision: event.decision, proposed: '***', ...('value' in event ? { value: '***' } : {}) }
    case 'attached':
      return { file: { ...event.file, name: '***', sha256: '***' } }
    default:
      return { sha256: '***' }
  }
}
