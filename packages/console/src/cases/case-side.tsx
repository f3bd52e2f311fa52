import type { ReactNode } from 'react'
import { Tag } from '../frame/tag.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseDeadline, CaseInfo, CaseState, CaseType } from '../http/case-contract.ts'
import { formatDay, formatWhen } from '../tasks/when.ts'
import { FurtherPanel } from './further-panel.tsx'
import type { ValuePlace } from './field-value.tsx'
import { StateDiagram } from './state-diagram.tsx'
import type { OpenCase } from './use-case.ts'

type Props = Readonly<{
  info: CaseInfo
  type: CaseType
  state: CaseState | undefined
  open: OpenCase
  place: ValuePlace
  onDone: () => void
}>

/** Beside the case: whom it waits for, who signs, who has signed, what is due when, where it stands, and what else may be done. */
export function CaseSide({ info, type, state, open, place, onDone }: Props): ReactNode {
  return (
    <div className="case-side">
      <WaitsFor info={info} />
      {(state?.approval !== undefined || info.seats.length > 0) && <Seats info={info} state={state} />}
      <Deadlines deadlines={info.deadlines} type={type} />
      <Signatures info={info} type={type} />
      <FurtherPanel {...{ info, type, open, place, onDone }} />
      <StateDiagram info={info} type={type} />
    </div>
  )
}

function WaitsFor({ info: { waitsFor } }: Readonly<{ info: CaseInfo }>): ReactNode {
  const { language, write } = useTexts()
  if (waitsFor.length === 0) return null
  const whom = (names: readonly string[], count: number): string => {
    if (count === 0) return write('waitsNobody')
    const first = names.join(language === 'zh' ? '\u3001' : ', ')
    return count > names.length ? `${first} ${write('waitsMore', { count })}` : first
  }
  return (
    <section className="panel no-print" aria-label={write('waitsTitle')} data-testid="waits-for">
      <h2 className="section-title">{write('waitsTitle')}</h2>
      <ul className="seats">
        {waitsFor.map(({ title, names, count }, at) => (
          <li key={at} className="seat">
            <span>
              {whom(names, count)}
              <span className="panel-hint">{title[language]}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

const modes = { any: 'approvalAny', all: 'approvalAll', sequence: 'approvalSequence' } as const

function Seats({ info, state }: Readonly<{ info: CaseInfo; state: CaseState | undefined }>): ReactNode {
  const { language, write } = useTexts()
  const { mode = 'all', signers = [] } = state?.approval ?? {}
  const seats = Array.from({ length: Math.max(signers.length, info.seats.length) }, (_, at) => info.seats[at] ?? {})
  const first = seats.findIndex(({ signed }) => signed === undefined)
  return (
    <section className="panel case-seats" aria-label={write('seatsTitle')} data-testid="seats">
      <h2 className="section-title">{write('seatsTitle')}</h2>
      <p className="panel-hint">{write(modes[mode])}</p>
      <ol className="seats">
        {seats.map(({ person, signed }, at) => (
          <li key={at} className="seat">
            <span>
              {signed?.name ?? person?.name ?? signers[at]?.[language]}
              {signed !== undefined && signers[at] !== undefined && <span className="panel-hint">{signers[at][language]}</span>}
            </span>
            {signed !== undefined ? (
              <Tag tone="good">{write('seatSigned')}</Tag>
            ) : mode !== 'sequence' || at === first ? (
              <Tag tone="warn">{write('seatWaiting')}</Tag>
            ) : (
              <Tag tone="plain">{write('seatLater')}</Tag>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

const stands = {
  open: { words: 'deadlineOpen', tone: 'info' },
  met: { words: 'deadlineMet', tone: 'good' },
  missed: { words: 'deadlineMissed', tone: 'bad' },
} as const
const units = { minutes: 'spanMinutes', hours: 'spanHours', days: 'spanDays', workdays: 'spanWorkdays' } as const

function Deadlines({ deadlines, type }: Readonly<{ deadlines: readonly CaseDeadline[]; type: CaseType }>): ReactNode {
  const { language, write } = useTexts()
  if (deadlines.length === 0) return null
  const dueWords = ({ due }: CaseDeadline): string => {
    if (due.state === 'paused') return write('deadlinePaused', { left: write(units[due.left.unit], { amount: due.left.amount }) })
    if (due.state === 'refused') return `${due.message[language]} ${due.remedy[language]}`
    return write('deadlineDue', { when: formatWhen(due.dueAt, language) })
  }
  return (
    <section className="panel" aria-label={write('deadlinesTitle')} data-testid="deadlines">
      <h2 className="section-title">{write('deadlinesTitle')}</h2>
      <ul className="seats">
        {deadlines.map((deadline) => {
          const { key, title, state, due } = deadline
          const basis = type.deadlines.find((one) => one.key === key)?.basis?.[language]
          return (
            <li key={key} className="seat">
              <span>
                {title[language]}
                <span className="panel-hint">
                  {dueWords(deadline)}
                  {due.state === 'due' && due.lastDay !== undefined && ` (${formatDay(due.lastDay, language)})`}
                </span>
                {basis !== undefined && <span className="panel-hint">{write('deadlineBasis', { basis })}</span>}
                {due.warnings.map((warning, at) => (
                  <span key={at} className="panel-hint">
                    {warning[language]}
                  </span>
                ))}
              </span>
              <Tag tone={stands[state].tone}>{write(stands[state].words)}</Tag>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

const decisions = { approve: 'approve', reject: 'reject', return: 'returned' } as const

function Signatures({ info, type }: Readonly<{ info: CaseInfo; type: CaseType }>): ReactNode {
  const { language, write } = useTexts()
  if (info.acts.length === 0) return null
  const words = (what: string, decision: keyof typeof decisions | undefined): string => {
    const [state = '', action = ''] = what.split('.')
    const known = type.states.find(({ key }) => key === state)
    const done =
      decision === undefined
        ? (known?.actions.find(({ key }) => key === action)?.title[language] ?? action)
        : write(decisions[decision])
    return `${known?.title[language] ?? state} \u00b7 ${done}`
  }
  return (
    <section className="panel" aria-label={write('signaturesTitle')} data-testid="signatures">
      <h2 className="section-title">{write('signaturesTitle')}</h2>
      <ol className="seats">
        {info.acts.map(({ decisionId, what, person, at, shown, decision }) => (
          <li key={decisionId} className="signature">
            <strong>{person.name}</strong> {words(what, decision)}
            <span className="panel-hint">
              {formatWhen(at, language)}
              <span className="hash no-print" title={shown}>
                {shown.slice(0, 12)}
              </span>
            </span>
            <span className="print-only hash">SHA-256 {shown}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
