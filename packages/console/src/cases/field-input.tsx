import { Input, InputNumber, Radio } from 'antd'
import type { ReactNode } from 'react'
import { lastDay } from '../frame/day-choice.tsx'
import { labelOf, type Ties } from '../frame/labelled.tsx'
import { NamedSelect } from '../frame/named-select.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { FieldPart, Value } from '../http/case-contract.ts'
import { instantOf, localOf } from '../tasks/when.ts'
import { valueText } from './form-values.ts'
import type { People } from './use-people.ts'

type Naming = Partial<Ties> & Readonly<{ 'aria-label'?: string }>

type Props = Readonly<{
  field: FieldPart
  value: Value | undefined
  onChange: (value: Value) => void
  people: People
  naming: Naming
}>

/** The input of a field that is neither rows nor files. */
export function FieldInput({ field, value, onChange, people, naming }: Props): ReactNode {
  const { type, unit, key } = field
  const mark = { ...naming, 'data-testid': `field-${key}` }
  const text = valueText(value)
  switch (type) {
    case 'longText':
      return (
        <Input.TextArea
          {...mark}
          autoSize={{ minRows: 2, maxRows: 14 }}
          value={text}
          onChange={({ target }) => onChange(target.value)}
        />
      )
    case 'number':
    case 'integer':
    case 'money':
      return <NumberInput {...{ value, unit, onChange, mark }} />
    case 'date':
      return (
        <input
          {...mark}
          type="date"
          max={lastDay}
          className="date-input"
          value={text}
          onChange={({ target }) => onChange(target.value || null)}
        />
      )
    case 'dateTime':
      return (
        <input
          {...mark}
          type="datetime-local"
          max={`${lastDay}T23:59`}
          className="date-input"
          value={text === '' ? '' : localOf(text)}
          onChange={({ target }) => onChange(instantOf(target.value))}
        />
      )
    case 'yesNo':
      return <YesNo {...{ value, onChange, naming, name: key }} />
    case 'choice':
    case 'choices':
    case 'person':
    case 'department':
      return <Choice {...{ field, value, onChange, people, naming: mark }} />
    default:
      return <Input {...mark} value={text} suffix={unit} onChange={({ target }) => onChange(target.value)} />
  }
}

type NumberProps = Pick<Props, 'value' | 'onChange'> &
  Readonly<{ unit: string | undefined; mark: Naming & Readonly<{ 'data-testid': string }> }>

// What is no number stays to be seen: nothing is clamped or dropped here, the server says what is wrong.
function NumberInput({ value, unit, onChange, mark }: NumberProps): ReactNode {
  if (typeof value === 'string')
    return <Input {...mark} value={value} suffix={unit} onChange={({ target }) => onChange(numberOr(target.value))} />
  return (
    <InputNumber
      {...mark}
      className="number-input"
      value={typeof value === 'number' ? value : null}
      controls={false}
      suffix={unit}
      onChange={(now) => onChange(now)}
    />
  )
}

function numberOr(text: string): Value {
  const number = Number(text)
  return text.trim() === '' ? null : Number.isFinite(number) ? number : text
}

function YesNo({
  value,
  onChange,
  naming,
  name,
}: Pick<Props, 'value' | 'onChange' | 'naming'> & Readonly<{ name: string }>): ReactNode {
  const { write } = useTexts()
  return (
    <Radio.Group
      {...naming}
      {...(naming.id === undefined ? {} : { 'aria-labelledby': labelOf(naming.id) })}
      value={typeof value === 'boolean' ? value : null}
      data-testid={`field-${name}`}
      onChange={({ target }) => onChange(target.value as boolean)}
      options={[
        { value: true, label: write('yes') },
        { value: false, label: write('no') },
      ]}
    />
  )
}

type ChoiceProps = Omit<Props, 'naming'> & Readonly<{ naming: Naming & Readonly<{ 'data-testid': string }> }>

function Choice({ field, value, onChange, people, naming }: ChoiceProps): ReactNode {
  const { write } = useTexts()
  const options = optionsOf(field, people)
  const shared = {
    ...naming,
    options,
    allowClear: true,
    placeholder: write('choose'),
    showSearch: { optionFilterProp: 'label' },
    className: 'choice-input',
    popupMatchSelectWidth: false,
  } as const
  if (field.type === 'choices') {
    const chosen = Array.isArray(value) ? (value as readonly string[]) : []
    return <NamedSelect {...shared} mode="multiple" value={[...chosen]} onChange={(now: string[]) => onChange(now)} />
  }
  return (
    <NamedSelect
      {...shared}
      value={typeof value === 'string' && value !== '' ? value : null}
      onChange={(now: string | null | undefined) => onChange(now ?? null)}
    />
  )
}

function optionsOf({ type, values = [] }: FieldPart, { people, departments }: People): { value: string; label: string }[] {
  if (type === 'person')
    return people
      .filter(({ disabled }) => disabled !== true)
      .map(({ id, name, login }) => ({ value: id, label: `${name} (${login})` }))
  if (type === 'department') return departments.map(({ id, name }) => ({ value: id, label: name }))
  return values.map((value) => ({ value, label: value }))
}
