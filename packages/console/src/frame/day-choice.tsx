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

/** The last day an input takes: years of more than four digits would swallow the month that is typed after them. */
export const lastDay = '9999-12-31'

/** A day to be chosen, with its label before it. */
export function DayChoice({ label, value, min = '', max = lastDay, testId, onChange }: Props): ReactNode {
  return (
    <label className="day-choice">
      {label}
      <input
        type="date"
        className="date-input"
        value={value}
        {...(min === '' ? {} : { min })}
        max={max}
        data-testid={testId}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  )
}
