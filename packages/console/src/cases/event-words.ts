import type { CaseEvent, CaseType, Value } from '../http/case-contract.ts'
import type { BothLanguages } from '../http/contract.ts'
import type { Write } from '../texts.ts'
import { isEmpty, valueText } from './form-values.ts'

const plain = {
  started: 'eventStarted',
  stepByHand: 'eventByHand',
  withdrawn: 'eventWithdrawn',
  timedOut: 'eventTimedOut',
  deliveryFailed: 'eventDeliveryFailed',
  delivered: 'eventDelivered',
  commented: 'eventCommented',
  exception: 'eventException',
  cancelled: 'eventCancelled',
  ended: 'eventEnded',
} as const
const signed = { approve: 'eventApproved', reject: 'eventRejected', return: 'eventReturned' } as const
const proposed = { accepted: 'eventAccepted', edited: 'eventEdited', rejected: 'eventProposalRejected' } as const
const makers = { model: 'eventProposedModel', classifier: 'eventProposedClassifier', step: 'eventProposedStep' } as const

/** What happened, in a sentence; events that only keep the books are left out. `said` is what somebody wrote with it. */
export function eventWords(
  event: CaseEvent,
  type: CaseType,
  language: 'zh' | 'en',
  write: Write,
): Readonly<{ words: string; said?: string }> | undefined {
  const words = wordsOf(event, namesOf(event, type, language), write)
  if (words === undefined) return undefined
  const said = valueText(event.detail['comment']) || (event.type === 'commented' ? valueText(event.detail['text']) : '')
  return said === '' ? { words } : { words, said }
}

type Names = Readonly<Record<'state' | 'to' | 'fields' | 'field' | 'deadline' | 'person' | 'action' | 'reason', string>>

/** What the things that an event speaks of are called. */
function namesOf({ detail }: CaseEvent, { fields, states, deadlines }: CaseType, language: 'zh' | 'en'): Names {
  const text = (key: string): string => valueText(detail[key])
  const called = (all: readonly Readonly<{ key: string; title: BothLanguages }>[], key: string): string =>
    all.find((one) => one.key === key)?.title[language] ?? key
  const comma = language === 'zh' ? '\u3001' : ', '
  return {
    state: called(states, text('state')),
    to: called(states, text('to')),
    fields: Object.keys(objectOf(detail['values']))
      .map((key) => called(fields, key))
      .join(comma),
    field: called(fields, text('field')),
    deadline: called(deadlines, text('deadline')),
    person: ofObject(detail['to'], 'name'),
    action: called(
      states.flatMap(({ actions }) => actions),
      text('action'),
    ),
    reason: ofObject(detail['reason'], language),
  }
}

function wordsOf({ type, detail }: CaseEvent, names: Names, write: Write): string | undefined {
  const { state, to, fields, field, deadline, person, action, reason } = names
  const [decision, by] = [valueText(detail['decision']), valueText(detail['by'])]
  switch (type) {
    case 'entered':
      return write('eventEntered', { state })
    case 'fieldsSet':
      return write('eventSet', { fields })
    case 'proposed':
      return write(makers[by as keyof typeof makers] ?? 'eventProposedStep', { fields })
    case 'proposalDecided':
      return write(proposed[decision as keyof typeof proposed] ?? 'eventAccepted', { field })
    case 'acted':
      return write('eventActed', { action })
    case 'signed':
      return write(signed[decision as keyof typeof signed] ?? 'eventApproved')
    case 'delegated':
      return write('eventDelegated', { name: person })
    case 'signerAdded':
      return write('eventSignerAdded', { name: person })
    case 'stepFailed':
      return write('eventFailed', { reason })
    case 'checked': {
      const { findings } = detail
      return Array.isArray(findings) && findings.length > 0
        ? write('eventFound', { count: findings.length })
        : write('eventChecked')
    }
    case 'sent':
      return write('eventSent', { target: valueText(detail['target']) })
    case 'received':
      return write('eventReceived', { event: valueText(detail['event']) })
    case 'reminded':
      return write('eventReminded', { deadline })
    case 'overdue':
      return write('eventOverdue', { deadline })
    case 'extended':
      return write('eventExtended', { deadline })
    case 'attached':
      return write('eventAttached', { name: ofObject(detail['file'], 'name') })
    case 'detached':
      return write('eventDetached', { field })
    case 'rerouted':
      return write('eventRerouted', { state: to })
    default:
      return Object.hasOwn(plain, type) ? write(plain[type as keyof typeof plain]) : undefined
  }
}

/** Events that were one change, by one person at one time, together. */
export function groupEvents(events: readonly CaseEvent[]): readonly (readonly CaseEvent[])[] {
  const groups: CaseEvent[][] = []
  for (const event of events) {
    const last = groups.at(-1)
    if (last?.[0]?.at === event.at && last[0].actor.id === event.actor.id) last.push(event)
    else groups.push([event])
  }
  return groups
}

/** The difference that a person made to a proposal. */
export function editOf({ type, detail }: CaseEvent): Readonly<{ field: string; proposed: Value; value: Value }> | undefined {
  if (type !== 'proposalDecided' || detail['decision'] !== 'edited' || isEmpty(detail['value'])) return undefined
  return { field: valueText(detail['field']), proposed: detail['proposed'] ?? null, value: detail['value'] ?? null }
}

function objectOf(value: Value | undefined): Readonly<Record<string, Value>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, Value>>) : {}
}

function ofObject(value: Value | undefined, key: string): string {
  if (typeof value === 'string') return value
  const held = objectOf(value)[key]
  return typeof held === 'string' ? held : ''
}
