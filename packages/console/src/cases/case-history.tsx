import { Button, Input } from 'antd'
import { Fragment, type ReactNode } from 'react'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { Labelled } from '../frame/labelled.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { useLoaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseEvent, CaseInfo, CaseType } from '../http/case-contract.ts'
import { sendCase } from '../http/case-requests.ts'
import { getJson, solutionPath } from '../http/request.ts'
import { formatWhen } from '../tasks/when.ts'
import { editOf, eventWords, groupEvents } from './event-words.ts'
import { FieldValue, type ValuePlace } from './field-value.tsx'

type Props = Readonly<{
  solution: string
  info: CaseInfo
  type: CaseType
  place: ValuePlace
  /** How often the case came anew. */
  round: number
  said: string
  onSaid: (said: string) => void
  onChanged: () => void
}>

/** What happened, by whom and when, and what is said about it. */
export function CaseHistory({ solution, info, type, place, round, said, onSaid, onChanged }: Props): ReactNode {
  const { language, write } = useTexts()
  const path = solutionPath(solution, 'cases', info.id, 'history')
  const loaded = useLoaded(`${path} ${info.events} ${round === 0}`, (options) =>
    getJson<Readonly<{ events: readonly CaseEvent[] }>>(path, options),
  )
  const { attempt, busy, problem } = useAttempt(() => {
    onSaid('')
    onChanged()
  })
  const say = (): Promise<unknown> => sendCase(solution, [info.id, 'comments'], { text: said.trim() }, undefined, { language })
  return (
    <section className="panel case-history" aria-label={write('historyTitle')} data-testid="history">
      <h2 className="section-title">{write('historyTitle')}</h2>
      <div className="say no-print">
        <Labelled label={write('sayLabel')}>
          {(ties) => (
            <Input.TextArea
              {...ties}
              autoSize={{ minRows: 1, maxRows: 8 }}
              maxLength={10_000}
              value={said}
              data-testid="say"
              onChange={({ target }) => onSaid(target.value)}
            />
          )}
        </Labelled>
        <Button loading={busy} disabled={said.trim() === ''} onClick={() => attempt(say)} data-testid="say-send">
          {write('saySend')}
        </Button>
      </div>
      <InlineProblem problem={problem} />
      <InlineProblem problem={loaded.problem} />
      <ol className="history" aria-busy={loaded.loading}>
        {groupEvents(loaded.value?.events ?? []).map((events) => (
          <HistoryLine key={events[0]?.seq} {...{ events, type, place }} />
        ))}
      </ol>
    </section>
  )
}

function HistoryLine({
  events,
  type,
  place,
}: Readonly<{ events: readonly CaseEvent[]; type: CaseType; place: ValuePlace }>): ReactNode {
  const { language, write } = useTexts()
  const [first] = events
  const told = events.flatMap((event) => {
    const words = eventWords(event, type, language, write)
    return words === undefined ? [] : [{ ...words, seq: event.seq, edit: editOf(event) }]
  })
  if (first === undefined || told.length === 0) return null
  const { actor, at } = first
  return (
    <li className={`event event-${actor.kind}`}>
      <time className="event-when" dateTime={at}>
        {formatWhen(at, language)}
      </time>
      <span className="event-what">
        <span className="event-who">{actor.kind === 'person' || actor.kind === 'key' ? actor.name : write('eventSystem')}</span>{' '}
        {told.map(({ words }) => words).join(language === 'zh' ? '\uff0c' : ', ')}
        {told.map(({ seq, said, edit }) => (
          <Fragment key={seq}>
            {said !== undefined && <q className="event-said">{said}</q>}
            {edit !== undefined && <Edited {...{ edit, type, place }} />}
          </Fragment>
        ))}
      </span>
    </li>
  )
}

type EditedProps = Readonly<{ edit: NonNullable<ReturnType<typeof editOf>>; type: CaseType; place: ValuePlace }>

/** What was proposed and what a person made of it. */
function Edited({ edit, type, place }: EditedProps): ReactNode {
  const field = type.fields.find(({ key }) => key === edit.field)
  if (field === undefined) return null
  return (
    <span className="event-edit">
      <del>
        <FieldValue field={field} value={edit.proposed} place={place} />
      </del>{' '}
      <ins>
        <FieldValue field={field} value={edit.value} place={place} />
      </ins>
    </span>
  )
}
