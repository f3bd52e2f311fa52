import type { ReactNode } from 'react'

type Props = Readonly<{
  label: string
  /** An ISO day, or empty for none. */
  value: string
  min?: string
  max?: string
  testId: string
  onChange: (day: string) => void
}>

/** A day to be chosen, with its label before it. */
export function DayChoice({ label, value, min = '', max = '', testId, onChange }: Props): ReactNode {
  return (
    <label className="day-choice">
      {label}
      <input
        type="date"
        className="date-input"
        value={value}
        {...(min === '' ? {} : { min })}
        {...(max === '' ? {} : { max })}
        data-testid={testId}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  )
}
