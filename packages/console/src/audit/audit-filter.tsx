import { Button, Input } from 'antd'
import { type FormEvent, type ReactNode, useState } from 'react'
import { DayChoice } from '../frame/day-choice.tsx'
import { askFor } from '../frame/location.ts'
import { NamedSelect } from '../frame/named-select.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { PersonInfo } from '../http/people-contract.ts'
import type { ViewQuery } from '../routes.ts'
import type { Write } from '../texts.ts'
import { actionWords, knownActions } from './action-words.ts'

type Props = Readonly<{ query: ViewQuery; people: readonly PersonInfo[]; onAsk: () => void }>

/** What rows of the log are wanted. Nothing is asked before the reader says so: every look is recorded. */
export function AuditFilter({ query, people, onAsk }: Props): ReactNode {
  const { write } = useTexts()
  const [wanted, setWanted] = useState<ViewQuery>(query)
  const change = (name: keyof ViewQuery, value: string): void => {
    const { [name]: _, ...rest } = wanted
    setWanted(value === '' ? rest : { ...rest, [name]: value })
  }
  const ask = (event: FormEvent): void => {
    event.preventDefault()
    onAsk()
    askFor('audit', wanted)
  }
  return (
    <form className="filter-bar no-print" role="search" onSubmit={ask}>
      <Input
        className="filter-text"
        value={wanted.case ?? ''}
        maxLength={100}
        placeholder={write('auditCase')}
        aria-label={write('auditCase')}
        data-testid="audit-case"
        onChange={({ target }) => change('case', target.value.trim())}
      />
      {choicesOf(people, write).map(({ name, ...choice }) => (
        <FilterChoice key={name} name={name} {...choice} value={wanted[name]} onChange={(value) => change(name, value)} />
      ))}
      {(['from', 'to'] as const).map((name) => (
        <DayChoice
          key={name}
          label={write(name === 'from' ? 'costFrom' : 'costTo')}
          value={wanted[name] ?? ''}
          testId={`audit-${name}`}
          onChange={(day) => change(name, day)}
        />
      ))}
      <Button type="primary" htmlType="submit" data-testid="audit-show">
        {write('auditShow')}
      </Button>
      {Object.keys(query).length > 0 && <Button onClick={() => askFor('audit', {})}>{write('auditClear')}</Button>}
    </form>
  )
}

type Choice = Readonly<{
  name: 'actor' | 'action' | 'result'
  label: string
  options: readonly Readonly<{ value: string; label: string }>[]
}>

function choicesOf(people: readonly PersonInfo[], write: Write): readonly Choice[] {
  const named = people.map(({ id, name, login }) => ({ value: id, label: `${name} ${login}` }))
  const actions = knownActions.map((value) => ({ value, label: `${actionWords(value, write) ?? ''} ${value}` }))
  const results = [
    { value: 'done', label: write('auditDone') },
    { value: 'refused', label: write('auditRefused') },
  ]
  return [
    { name: 'actor', label: write('auditActor'), options: named },
    { name: 'action', label: write('auditAction'), options: actions },
    { name: 'result', label: write('auditResult'), options: results },
  ]
}

type ChoiceProps = Choice & Readonly<{ value: string | undefined; onChange: (value: string) => void }>

function FilterChoice({ name, label, options, value, onChange }: ChoiceProps): ReactNode {
  return (
    <NamedSelect
      className="filter-choice"
      aria-label={label}
      placeholder={label}
      allowClear
      showSearch
      optionFilterProp="label"
      popupMatchSelectWidth={false}
      value={value ?? null}
      options={[...options]}
      data-testid={`audit-${name}`}
      onChange={(chosen: string | null | undefined) => onChange(chosen ?? '')}
    />
  )
}
