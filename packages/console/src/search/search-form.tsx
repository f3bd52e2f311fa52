import { SearchOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { type ReactNode, type SyntheticEvent, useState } from 'react'
import { lastDay } from '../frame/day-choice.tsx'
import { NamedSelect } from '../frame/named-select.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { SolutionInfo } from '../http/contract.ts'
import { isIsoDay, type SearchTarget } from '../routes.ts'

type Props = Readonly<{ solution: SolutionInfo; search: SearchTarget | undefined; onSearch: (search: SearchTarget) => void }>

const topChoices = [5, 10, 20, 50] as const
const anyKnowledge = ''

/** What to search for: query, number of results, day, knowledge. */
export function SearchForm({ solution, search, onSearch }: Props): ReactNode {
  const { language, write } = useTexts()
  const [query, setQuery] = useState(search?.query ?? '')
  const [top, setTop] = useState(search?.top ?? 10)
  const [asOf, setAsOf] = useState(search?.asOf ?? '')
  const [knowledge, setKnowledge] = useState(search?.knowledge ?? anyKnowledge)
  const choices = [...new Set([...topChoices, top])].sort((a, b) => a - b)
  const knowledges = [
    { value: anyKnowledge, label: write('allKnowledge') },
    ...solution.knowledge.map(({ name, title }) => ({ value: name, label: title[language] })),
  ]
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    if (query.trim() === '') return
    const day = isIsoDay(asOf) ? { asOf } : {}
    onSearch({ query: query.trim(), top, ...day, ...(knowledge === anyKnowledge ? {} : { knowledge }) })
  }
  return (
    <form className="search-form" role="search" onSubmit={submit}>
      <div className="search-line">
        <Input
          size="large"
          allowClear
          autoFocus={search === undefined && matchMedia('(hover: hover)').matches}
          prefix={<SearchOutlined />}
          value={query}
          placeholder={write('searchPlaceholder')}
          aria-label={write('searchPlaceholder')}
          data-testid="search-input"
          onChange={(event) => setQuery(event.target.value)}
        />
        <Button type="primary" size="large" htmlType="submit" disabled={query.trim() === ''} data-testid="search-submit">
          {write('searchButton')}
        </Button>
      </div>
      <div className="search-options">
        <Choice
          label={write('searchTop')}
          value={top}
          onChange={setTop}
          options={choices.map((value) => ({ value, label: value }))}
        />
        <label className="field">
          <span>{write('searchAsOf')}</span>
          <input
            type="date"
            max={lastDay}
            className="date-input"
            value={asOf}
            onChange={(event) => setAsOf(event.target.value)}
          />
        </label>
        {solution.knowledge.length > 1 && (
          <Choice label={write('searchKnowledge')} value={knowledge} onChange={setKnowledge} options={knowledges} />
        )}
      </div>
    </form>
  )
}

type ChoiceProps<T> = Readonly<{
  label: string
  value: T
  options: { value: T; label: ReactNode }[]
  onChange: (value: T) => void
}>

function Choice<T extends string | number>({ label, value, options, onChange }: ChoiceProps<T>): ReactNode {
  return (
    <label className="field">
      <span>{label}</span>
      <NamedSelect value={value} onChange={onChange} options={options} popupMatchSelectWidth={false} aria-label={label} />
    </label>
  )
}
