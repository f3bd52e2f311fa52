import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Skeleton } from 'antd'
import { type ReactNode, useState } from 'react'
import { ProblemView } from '../frame/problem-view.tsx'
import { useLoaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseRow, WorkCalendar } from '../http/case-contract.ts'
import { type CallOptions, getJson, solutionPath } from '../http/request.ts'
import { formatRoute } from '../routes.ts'
import { formatDay, formatWhen, pressure } from '../tasks/when.ts'
import { dayMark } from './day-mark.ts'
import { isoDay, type Month, monthAt } from './month.ts'
import { useCaseTypes } from './use-case-types.ts'

const mostPages = 10

/** When the open cases that the reader may see are due, a month at a time. */
export function DeadlineCalendar({ solution }: Readonly<{ solution: string }>): ReactNode {
  const { language, write } = useTexts()
  const [away, setAway] = useState(0)
  const month = monthAt(new Date(), away)
  const until = new Date(month.year, month.month + 1, 1).toISOString()
  const loaded = useLoaded(`${solution} ${until}`, (options) => dueBefore(solution, until, options))
  const name = new Date(month.year, month.month, 1).toLocaleDateString(language === 'zh' ? 'zh-CN' : 'en', {
    year: 'numeric',
    month: 'long',
  })
  const calendars = useCaseTypes(solution).types.flatMap(({ calendar }) => calendar ?? [])
  const rows = loaded.value?.rows ?? []
  const first = month.days.find(({ inside }) => inside)?.day ?? ''
  const before = rows.filter(({ dueAt }) => dueAt !== null && isoDay(new Date(dueAt)) < first)
  return (
    <div className="page" data-testid="calendar">
      <div className="page-head page-head-row">
        <h1 className="page-title">{write('calendarTitle')}</h1>
        <span className="month-choice">
          <Button icon={<LeftOutlined />} aria-label={write('monthBefore')} onClick={() => setAway(away - 1)} />
          <strong role="status">{name}</strong>
          <Button icon={<RightOutlined />} aria-label={write('monthAfter')} onClick={() => setAway(away + 1)} />
        </span>
      </div>
      {loaded.problem !== undefined && <ProblemView problem={loaded.problem} onRetry={loaded.reload} />}
      {loaded.loading && <Skeleton active paragraph={{ rows: 8 }} />}
      {loaded.value !== undefined && (
        <>
          {loaded.value.more && <p className="alert alert-warn">{write('calendarMore')}</p>}
          {calendars.some(({ years }) => !years.includes(month.year)) && (
            <p className="alert alert-warn">{write('calendarUncovered', { year: String(month.year) })}</p>
          )}
          {before.length > 0 && (
            <section className="month-before" aria-label={write('calendarBefore')}>
              <h2 className="section-title">{write('calendarBefore')}</h2>
              <Due solution={solution} rows={before} whole />
            </section>
          )}
          <MonthGrid {...{ solution, month, rows, calendars }} />
        </>
      )}
    </div>
  )
}

async function dueBefore(
  solution: string,
  until: string,
  options: CallOptions,
): Promise<Readonly<{ rows: readonly CaseRow[]; more: boolean }>> {
  const rows: CaseRow[] = []
  let after: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const query = new URLSearchParams({
      ended: 'false',
      dueBefore: until,
      limit: '100',
      ...(after === undefined ? {} : { after }),
    })
    const path = `${solutionPath(solution, 'cases')}?${query.toString()}`
    const found = await getJson<Readonly<{ cases: readonly CaseRow[]; next?: string }>>(path, options)
    rows.push(...found.cases)
    after = found.next
    if (after === undefined) break
  }
  const sorted = rows.sort((a, b) => ((a.dueAt ?? '') < (b.dueAt ?? '') ? -1 : 1))
  return { rows: sorted, more: after !== undefined }
}

type GridProps = Readonly<{ solution: string; month: Month; rows: readonly CaseRow[]; calendars: readonly WorkCalendar[] }>

function MonthGrid({ solution, month, rows, calendars }: GridProps): ReactNode {
  const { language, write } = useTexts()
  const today = isoDay(new Date())
  const names = month.days
    .slice(0, 7)
    .map(({ day }) => new Date(`${day}T00:00`).toLocaleDateString(language === 'zh' ? 'zh-CN' : 'en', { weekday: 'short' }))
  return (
    <div className="month">
      {names.map((weekday) => (
        <span key={weekday} className="month-weekday" aria-hidden="true">
          {weekday}
        </span>
      ))}
      {month.days.map(({ day, inside }) => {
        const { free, kind, name } = dayMark(day, calendars)
        const mark = kind && `${write(kind === 'holiday' ? 'dayFree' : 'dayWorked')} ${name!}`
        const due = inside ? rows.filter(({ dueAt }) => dueAt !== null && isoDay(new Date(dueAt)) === day) : []
        const marks = `${inside ? '' : ' month-outside'}${free ? ' month-free' : ''}${due.length === 0 ? ' month-empty' : ''}`
        return (
          <section
            key={day}
            className={`month-day${marks}`}
            aria-label={[formatDay(day, language), mark].filter(Boolean).join(' ')}
            aria-current={day === today ? 'date' : undefined}
          >
            <span className="month-number">{Number(day.slice(8))}</span>
            {mark && <span className="month-mark">{mark}</span>}
            <Due solution={solution} rows={due} />
          </section>
        )
      })}
    </div>
  )
}

function Due({
  solution,
  rows,
  whole = false,
}: Readonly<{ solution: string; rows: readonly CaseRow[]; whole?: boolean }>): ReactNode {
  const { language } = useTexts()
  return (
    <ul className="month-due">
      {rows.map(({ id, no, title, dueAt, openedAt }) => (
        <li key={id}>
          <a
            className={`due-${pressure(dueAt ?? '', openedAt)}`}
            href={formatRoute({ solution, view: 'cases', caseId: id })}
            title={`${title[language]} ${no}`}
          >
            {dueAt !== null && (whole ? formatWhen(dueAt, language) : formatWhen(dueAt, language).slice(-5))} {title[language]}{' '}
            {no}
          </a>
        </li>
      ))}
    </ul>
  )
}
