import { DownloadOutlined } from '@ant-design/icons'
import { Button, Input, Skeleton } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { EmptyView } from '../frame/empty-view.tsx'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { filterCases, startCase } from '../frame/location.ts'
import { NamedSelect } from '../frame/named-select.tsx'
import { ProblemView } from '../frame/problem-view.tsx'
import { Tag } from '../frame/tag.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { useLoaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseRow } from '../http/case-contract.ts'
import { apiUrl, getJson, solutionPath } from '../http/request.ts'
import { type CaseFilter, formatRoute } from '../routes.ts'
import { useSettled } from '../search/use-settled.ts'
import { DueTag } from '../tasks/due-tag.tsx'
import { formatWhen } from '../tasks/when.ts'
import { type CaseTypes, useCaseTypes } from './use-case-types.ts'
import { type People, usePeople } from './use-people.ts'

type Page = Readonly<{ cases: readonly CaseRow[]; next?: string }>

/** The cases that the reader may see, narrowed down by filters. */
export function CasesView({ solution, filter = {} }: Readonly<{ solution: string; filter?: CaseFilter | undefined }>): ReactNode {
  const { language, write } = useTexts()
  const types = useCaseTypes(solution)
  return (
    <div className="page">
      <div className="page-head page-head-row">
        <h1 className="page-title">{write('casesTitle')}</h1>
        <span className="case-tools">
          <Button href={formatRoute({ solution, view: 'calendar' })} data-testid="open-calendar">
            {write('calendarTitle')}
          </Button>
          <Button
            icon={<DownloadOutlined />}
            href={`${apiUrl(solutionPath(solution, 'cases.csv'))}?${new URLSearchParams({ ...filter, language }).toString()}`}
            data-testid="cases-export"
          >
            {write('casesExport')}
          </Button>
          <Button type="primary" onClick={() => startCase('')} data-testid="start-case">
            {write('caseStart')}
          </Button>
        </span>
      </div>
      <FilterBar types={types} filter={filter} />
      <CaseList key={JSON.stringify(filter)} {...{ solution, filter, types }} />
    </div>
  )
}

function FilterBar({ types, filter }: Readonly<{ types: CaseTypes; filter: CaseFilter }>): ReactNode {
  const { language, write } = useTexts()
  const [text, setText] = useState(filter.text ?? '')
  const settled = useSettled(text.trim(), 300)
  const { text: _, ...others } = filter
  useEffect(() => {
    if (settled !== (filter.text ?? '')) filterCases(settled === '' ? others : { ...others, text: settled })
  }, [settled])
  const states = types.types.filter(({ key }) => filter.type === undefined || key === filter.type).flatMap((type) => type.states)
  const known = new Map(states.map(({ key, title }) => [key, title[language]]))
  const of = (name: keyof CaseFilter, label: string, options: FilterChoiceProps['options']): FilterChoiceProps => ({
    name,
    label,
    options,
  })
  const named = types.types.map(({ key, title }) => [key, title[language]] as const)
  const ended = [['false', write('endedNo')] as const, ['true', write('endedYes')] as const]
  const mine = [['started', write('mineStarted')] as const, ['involved', write('mineInvolved')] as const]
  const choices = [
    ...(named.length > 1 ? [of('type', write('filterType'), named)] : []),
    of('state', write('filterState'), [...known]),
    of('ended', write('filterEnded'), ended),
    of('mine', write('filterMine'), mine),
  ]
  return (
    <div className="filter-bar" role="search">
      <Input
        className="filter-text"
        allowClear
        value={text}
        maxLength={100}
        placeholder={write('filterText')}
        aria-label={write('filterText')}
        data-testid="filter-text"
        onChange={({ target }) => setText(target.value)}
      />
      {choices.map((choice) => (
        <FilterChoice key={choice.name} {...choice} filter={filter} />
      ))}
    </div>
  )
}

type FilterChoiceProps = Readonly<{
  name: keyof CaseFilter
  label: string
  options: readonly (readonly [value: string, label: string])[]
}>

function FilterChoice({ name, label, options, filter }: FilterChoiceProps & Readonly<{ filter: CaseFilter }>): ReactNode {
  return (
    <NamedSelect
      className="filter-choice"
      aria-label={label}
      placeholder={label}
      allowClear
      popupMatchSelectWidth={false}
      value={filter[name] ?? null}
      options={options.map(([value, words]) => ({ value, label: words }))}
      data-testid={`filter-${name}`}
      onChange={(value: string | null | undefined) => {
        const { [name]: _, ...rest } = filter
        filterCases(value ? { ...rest, [name]: value } : rest)
      }}
    />
  )
}

type ListProps = Readonly<{ solution: string; filter: CaseFilter; types: CaseTypes }>

function CaseList({ solution, filter, types }: ListProps): ReactNode {
  const { language, write } = useTexts()
  const people = usePeople(solution)
  const query = new URLSearchParams({ ...filter, limit: '50' }).toString()
  const path = `${solutionPath(solution, 'cases')}?${query}`
  const first = useLoaded(path, (options) => getJson<Page>(path, options))
  const [more, setMore] = useState<readonly Page[]>([])
  const { attempt, busy, problem } = useAttempt(() => undefined)
  if (first.problem !== undefined) return <ProblemView problem={first.problem} onRetry={first.reload} />
  if (first.value === undefined) return <Skeleton active paragraph={{ rows: 6 }} />
  const pages = [first.value, ...more]
  const rows = pages.flatMap(({ cases }) => cases)
  const next = pages.at(-1)?.next
  if (rows.length === 0) {
    const filtered = Object.keys(filter).length > 0
    return <EmptyView title={write('casesNone')} hint={write(filtered ? 'casesNoneFiltered' : 'casesNoneHint')} />
  }
  const load = async (after: string): Promise<void> => {
    const page = await getJson<Page>(`${path}&after=${encodeURIComponent(after)}`, { language })
    setMore((last) => [...last, page])
  }
  return (
    <>
      <p className="panel-hint" role="status">
        {write(next === undefined ? 'casesCount' : 'casesCountMore', { count: rows.length })}
      </p>
      <ul className="work-list" data-testid="case-list">
        {rows.map((row) => (
          <CaseLine key={row.id} {...{ solution, row, types, people }} />
        ))}
      </ul>
      {next !== undefined && (
        <Button loading={busy} onClick={() => attempt(() => load(next))} data-testid="cases-more">
          {write('casesMore')}
        </Button>
      )}
      <InlineProblem problem={problem} />
    </>
  )
}

type LineProps = Readonly<{ solution: string; row: CaseRow; types: CaseTypes; people: People }>

function CaseLine({ solution, row, types, people }: LineProps): ReactNode {
  const { language, write } = useTexts()
  const { id, no, type, title, state, ownerId, openedAt, endedAt, dueAt } = row
  return (
    <li>
      <a className="work-item" href={formatRoute({ solution, view: 'cases', caseId: id })} data-testid="case-line">
        <span className="work-main">
          <strong className="work-title">
            {title[language]} <span className="figure case-no">{no}</span>
          </strong>
          <span className="work-about">
            {write('startedBy', { name: people.nameOf(ownerId), when: formatWhen(openedAt, language) })}
          </span>
        </span>
        <span className="work-tags">
          <Tag tone={endedAt === null ? 'info' : 'plain'}>{types.stateOf(type, state)}</Tag>
          {dueAt !== null && endedAt === null && <DueTag dueAt={dueAt} since={openedAt} />}
        </span>
      </a>
    </li>
  )
}
